/**
 * What each kind of event of the Security log is in ECS: the names that Elastic's integration gives them, which
 * rules ask for, and whose names the record holds. A further kind is a further line.
 */

/** Whom the `Subject*` and `Target*` values of a record mean. */
export type Roles =
  /** The subject did something, to nobody in particular. */
  | 'subject'
  /** The target logged on or asked for a ticket: it is the user. */
  | 'logon'
  /** The subject acted with the target's credentials. */
  | 'effective'
  /** The subject did something to the account of the target. */
  | 'account'
  /** The subject did something to the group of the target, which may have a member. */
  | 'group'
  /** The subject did something to the computer account of the target. */
  | 'computer'
  /** A session, whose user and client have names of their own. */
  | 'session';

export interface SecurityKind {
  readonly action: string;
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly roles: Roles;
}

/** Event ids, `event.action`, categories, types, roles. */
type Row = readonly [ids: string, action: string, category: string, type: string, roles?: Roles];

const rows: readonly Row[] = [
  ['1100', 'logging-service-shutdown', 'process', 'end'],
  ['1102', 'audit-log-cleared', 'iam', 'admin change'],
  ['1104', 'logging-full', 'iam', 'admin'],
  ['1105', 'auditlog-archieved', 'iam', 'admin'],
  ['1108', 'logging-processing-error', 'iam', 'admin'],
  ['4610', 'authentication-package-loaded', 'configuration', 'access'],
  ['4611', 'trusted-logon-process-registered', 'configuration', 'change'],
  ['4614', 'notification-package-loaded', 'configuration', 'access'],
  ['4616', 'system-time-changed', 'configuration', 'change'],
  ['4622', 'security-package-loaded', 'configuration', 'access'],
  ['4624', 'logged-in', 'authentication', 'start', 'logon'],
  ['4625', 'logon-failed', 'authentication', 'start', 'logon'],
  ['4634 4647', 'logged-out', 'authentication', 'end', 'logon'],
  ['4648', 'logged-in-explicit', 'authentication', 'start', 'effective'],
  ['4657', 'registry-value-modified', 'registry configuration', 'change'],
  ['4662', 'object-operation-performed', 'iam configuration', 'admin change'],
  ['4670', 'permissions-changed', 'iam configuration', 'admin change', 'account'],
  ['4672', 'logged-in-special', 'iam', 'admin'],
  ['4673', 'privileged-service-called', 'iam', 'admin'],
  ['4674', 'privileged-operation', 'iam', 'admin'],
  ['4688', 'created-process', 'process', 'start', 'effective'],
  ['4689', 'exited-process', 'process', 'end'],
  ['4697', 'service-installed', 'iam configuration', 'admin change'],
  ['4698', 'scheduled-task-created', 'iam configuration', 'creation admin'],
  ['4699', 'scheduled-task-deleted', 'iam configuration', 'deletion admin'],
  ['4700', 'scheduled-task-enabled', 'iam configuration', 'change admin'],
  ['4701', 'scheduled-task-disabled', 'iam configuration', 'change admin'],
  ['4702', 'scheduled-task-updated', 'iam configuration', 'change admin'],
  ['4706', 'domain-trust-added', 'configuration', 'creation'],
  ['4707', 'domain-trust-removed', 'configuration', 'deletion'],
  ['4713', 'kerberos-policy-changed', 'configuration', 'change'],
  ['4714', 'encrypted-data-recovery-policy-changed', 'configuration', 'change'],
  ['4715', 'object-audit-policy-changed', 'configuration', 'change'],
  ['4716', 'trusted-domain-information-changed', 'configuration', 'change'],
  ['4717', 'system-security-access-granted', 'iam configuration', 'admin change'],
  ['4718', 'system-security-access-removed', 'iam configuration', 'admin deletion'],
  ['4719', 'changed-audit-config', 'iam configuration', 'admin change'],
  ['4720', 'added-user-account', 'iam', 'user creation', 'account'],
  ['4722', 'enabled-user-account', 'iam', 'user change', 'account'],
  ['4723', 'changed-password', 'iam', 'user change', 'account'],
  ['4724', 'reset-password', 'iam', 'user change', 'account'],
  ['4725', 'disabled-user-account', 'iam', 'user deletion', 'account'],
  ['4726', 'deleted-user-account', 'iam', 'user deletion', 'account'],
  ['4727 4731 4754', 'added-group-account', 'iam', 'group creation', 'group'],
  ['4728 4732 4756', 'added-member-to-group', 'iam', 'group change', 'group'],
  ['4729 4733 4757', 'removed-member-from-group', 'iam', 'group change', 'group'],
  ['4730 4734 4758', 'deleted-group-account', 'iam', 'group deletion', 'group'],
  ['4735 4737 4755', 'modified-group-account', 'iam', 'group change', 'group'],
  ['4738', 'modified-user-account', 'iam', 'user change', 'account'],
  ['4739', 'domain-policy-changed', 'configuration', 'change'],
  ['4740', 'locked-out-user-account', 'iam', 'user change', 'account'],
  ['4741', 'added-computer-account', 'iam', 'creation admin', 'computer'],
  ['4742', 'changed-computer-account', 'iam', 'change admin', 'computer'],
  ['4743', 'deleted-computer-account', 'iam', 'deletion admin', 'computer'],
  ['4744 4749 4759', 'added-distribution-group-account', 'iam', 'group creation', 'group'],
  ['4745 4750 4760', 'changed-distribution-group-account', 'iam', 'group change', 'group'],
  ['4746 4751 4761', 'added-member-to-distribution-group', 'iam', 'group change', 'group'],
  ['4747 4752 4762', 'removed-member-from-distribution-group', 'iam', 'group change', 'group'],
  ['4748 4753 4763', 'deleted-distribution-group-account', 'iam', 'group deletion', 'group'],
  ['4764', 'type-changed-group-account', 'iam', 'group change', 'group'],
  ['4767', 'unlocked-user-account', 'iam', 'user change', 'account'],
  ['4768', 'kerberos-authentication-ticket-requested', 'authentication', 'start', 'logon'],
  ['4769', 'kerberos-service-ticket-requested', 'authentication', 'start', 'logon'],
  ['4770', 'kerberos-service-ticket-renewed', 'authentication', 'start', 'logon'],
  ['4771', 'kerberos-preauth-failed', 'authentication', 'start', 'logon'],
  ['4776', 'credential-validated', 'authentication', 'start', 'logon'],
  ['4778', 'session-reconnected', 'authentication session', 'start', 'session'],
  ['4779', 'session-disconnected', 'authentication session', 'end', 'session'],
  ['4781', 'renamed-user-account', 'iam', 'user change'],
  ['4797', 'query-existence-of-blank-password', 'iam', 'user info', 'account'],
  ['4798', 'group-membership-enumerated', 'iam', 'user info', 'account'],
  ['4799', 'user-member-enumerated', 'iam', 'group info', 'group'],
  ['4817', 'object-audit-changed', 'iam configuration', 'admin change', 'account'],
  ['4902', 'user-audit-policy-created', 'iam configuration', 'admin creation'],
  ['4904', 'security-event-source-added', 'iam configuration', 'admin change'],
  ['4905', 'security-event-source-removed', 'iam configuration', 'admin deletion'],
  ['4906', 'crash-on-audit-changed', 'iam configuration', 'admin change'],
  ['4907', 'audit-setting-changed', 'iam configuration', 'admin change', 'account'],
  ['4908', 'special-group-table-changed', 'iam configuration', 'admin change'],
  ['4912', 'per-user-audit-policy-changed', 'iam configuration', 'admin change'],
  ['4950', 'windows-firewall-setting-changed', 'configuration', 'change'],
  ['4954', 'windows-firewall-group-policy-changed', 'configuration', 'change'],
  ['4964', 'logged-in-special', 'iam', 'admin group', 'logon'],
  ['5024', 'windows-firewall-service-started', 'process', 'start'],
  ['5025', 'windows-firewall-service-stopped', 'process', 'end'],
  ['5033', 'windows-firewall-driver-started', 'driver', 'start'],
  ['5034', 'windows-firewall-driver-stopped', 'driver', 'end'],
  ['5037', 'windows-firewall-driver-error', 'driver', 'end'],
  ['5136', 'directory-service-object-modified', 'iam configuration', 'admin change'],
  ['5137', 'directory-service-object-created', 'iam configuration', 'admin creation'],
  ['5140', 'network-share-object-accessed', 'network file', 'info access'],
  ['5141', 'directory-service-object-deleted', 'iam configuration', 'admin deletion'],
  ['5145', 'network-share-object-access-checked', 'network file', 'info access'],
  ['5152', 'windows-firewall-packet-drop', 'network', 'connection info denied'],
  ['5156', 'windows-firewall-connection', 'network', 'connection info allowed'],
  ['5157', 'windows-firewall-packet-block', 'network', 'connection info denied'],
  ['5158', 'windows-firewall-bind-local-port', 'network', 'info'],
  ['5379', 'credential-manager-credentials-were-read', 'iam', 'user info'],
  ['5380', 'vault-credential-find', 'iam', 'user info'],
  ['5381 5382', 'vault-credentials-were-read', 'iam', 'user info'],
];

const kinds: ReadonlyMap<string, SecurityKind> = new Map(
  rows.flatMap(([ids, action, category, type, roles = 'subject']) => {
    const kind: SecurityKind = { action, category: category.split(' '), type: type.split(' '), roles };
    return ids.split(' ').map(id => [id, kind] as const);
  }),
);

export function securityKind(eventId: string): SecurityKind | undefined {
  return kinds.get(eventId);
}
