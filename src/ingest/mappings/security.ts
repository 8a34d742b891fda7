/**
 * The Security log in ECS. Who did what to whom stands in values named `Subject*` and `Target*`, whose meaning
 * depends on the kind of event (security-kinds.ts). All values also stay in `winlog.event_data` as they came,
 * because rules read them there; what they stand for is added beside them (`AccessMaskDescription`).
 *
 * Example: event 4624 of type 3 gives `event.action: "logged-in"`, `event.category: ["authentication"]`,
 * `user.name`, `source.ip` and `winlog.logon.type: "Network"`.
 */
import type { WindowsEvent } from '../windows-event.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { EventData } from './event-data.ts';
import { plainAddress, setConnection, setEnd } from './network-fields.ts';
import { setCommandLine, setExecutable } from './process-fields.ts';
import { type Roles, securityKind } from './security-kinds.ts';
import {
  accessRights,
  accountFlags,
  auditChanges,
  auditSubcategory,
  failureReason,
  logonTypeName,
  securityTaskName,
  serviceTypeName,
  ticketEncryptionName,
  ticketOptions,
} from './security-names.ts';

/** Adds to the base document what the values of a record of the Security log mean. */
export function mapSecurity(event: WindowsEvent, draft: EcsDraft): void {
  const data = dataOf(event);
  const kind = securityKind(event.eventId);
  draft.set('event.action', kind?.action ?? event.rendering.task ?? securityTaskName(event.task));
  draft.set('event.category', kind?.category);
  draft.set('event.type', kind?.type);
  setUsers(kind?.roles ?? 'subject', data, draft);
  setLogon(data, draft);
  setProcess(event.eventId, data, draft);
  setSource(data, draft);
  setFields(event.eventId, data, draft);
  describeNumbers(data);
  draft.set('winlog.event_data', event.data.size === 0 ? undefined : data.rest());
}

/** The event log service writes its own events (1102: log cleared) as UserData. */
function dataOf(event: WindowsEvent): EventData {
  if (event.data.size > 0 || event.userData === undefined) return EventData.whole(event.data);
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(event.userData)) {
    if (typeof value === 'string') texts.set(name, value);
  }
  return EventData.whole(texts);
}

function setUsers(roles: Roles, data: EventData, draft: EcsDraft): void {
  switch (roles) {
    case 'logon':
      setAccount(draft, 'user', targetOf(data));
      draft.add('related.user', data.copy('SubjectUserName'));
      return;
    case 'session':
      setAccount(draft, 'user', {
        id: undefined,
        name: data.copy('AccountName'),
        domain: data.copy('AccountDomain'),
      });
      return;
    default:
      setAccount(draft, 'user', subjectOf(data));
  }
  switch (roles) {
    case 'account':
      setAccount(draft, 'user.target', targetOf(data));
      return;
    case 'effective':
      setAccount(draft, 'user.effective', targetOf(data));
      return;
    case 'group':
      setGroup(data, draft);
      return;
    case 'computer': {
      const { id, name, domain } = targetOf(data);
      draft.set('winlog.computerObject.id', id);
      draft.set('winlog.computerObject.name', name);
      draft.set('winlog.computerObject.domain', domain);
      return;
    }
    default:
      setRenamed(data, draft);
  }
}

interface Account {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly domain: string | undefined;
}

function subjectOf(data: EventData): Account {
  return {
    id: data.copy('SubjectUserSid'),
    name: data.copy('SubjectUserName'),
    domain: data.copy('SubjectDomainName'),
  };
}

function targetOf(data: EventData): Account {
  return {
    id: data.copy('TargetUserSid') ?? data.copy('TargetSid'),
    name: data.copy('TargetUserName'),
    domain: data.copy('TargetDomainName'),
  };
}

type AccountPath = 'user' | 'user.target' | 'user.effective';

/** Written once and not put together for every event: paths are looked up by what they are. */
const ACCOUNT_PATHS: { readonly [Path in AccountPath]: { readonly [Part in keyof Account]: string } } = {
  user: { id: 'user.id', name: 'user.name', domain: 'user.domain' },
  'user.target': { id: 'user.target.id', name: 'user.target.name', domain: 'user.target.domain' },
  'user.effective': {
    id: 'user.effective.id',
    name: 'user.effective.name',
    domain: 'user.effective.domain',
  },
};

/** Kerberos names accounts `name@REALM`. */
function setAccount(draft: EcsDraft, path: AccountPath, { id, name, domain }: Account): void {
  const paths = ACCOUNT_PATHS[path];
  const at = name === undefined ? -1 : name.indexOf('@');
  const bare = at > 0 ? name?.slice(0, at) : name;
  draft.set(paths.id, id);
  draft.set(paths.name, bare);
  draft.set(paths.domain, domain);
  draft.add('related.user', bare);
}

/** The group, and the member that joined or left it, whom the directory names `CN=anna,OU=…,DC=corp,…`. */
function setGroup(data: EventData, draft: EcsDraft): void {
  const { id, name, domain } = targetOf(data);
  draft.set('group.id', id);
  draft.set('group.name', name);
  draft.set('group.domain', domain);
  const member = data.copy('MemberName')?.split(',');
  if (member === undefined) return;
  const memberName = withoutKey(member[0]);
  draft.set('user.target.name', memberName);
  draft.set('user.target.domain', withoutKey(member[3]));
  draft.set('user.target.group.id', id);
  draft.set('user.target.group.name', name);
  draft.set('user.target.group.domain', domain);
  draft.add('related.user', memberName);
}

function withoutKey(part: string | undefined): string | undefined {
  return part?.slice(part.indexOf('=') + 1);
}

function setRenamed(data: EventData, draft: EcsDraft): void {
  const before = data.copy('OldTargetUserName');
  const after = data.copy('NewTargetUserName');
  draft.set('user.target.name', before);
  draft.set('user.changes.name', after);
  draft.add('related.user', after);
  draft.add('related.user', before);
}

function setLogon(data: EventData, draft: EcsDraft): void {
  const type = data.copy('LogonType');
  draft.set('winlog.logon.type', type && logonTypeName(type));
  draft.set(
    'winlog.logon.id',
    data.copy('SubjectLogonId') ?? data.copy('LogonID') ?? data.copy('TargetLogonId'),
  );
  const reason = data.copy('FailureReason');
  draft.set('winlog.logon.failure.reason', reason && failureReason(reason));
}

/** Event 4688 has two processes: there `ProcessId` is that of the one which started the other. */
function setProcess(eventId: string, data: EventData, draft: EcsDraft): void {
  if (eventId !== '4688') {
    draft.set('process.pid', data.copyNumber('ProcessId') ?? data.copyNumber('ProcessID'));
    setExecutable(draft, 'process', data.copy('ProcessName') ?? data.copy('Application'));
    return;
  }
  draft.set('process.pid', data.copyNumber('NewProcessId'));
  setExecutable(draft, 'process', data.copy('NewProcessName'));
  setCommandLine(draft, 'process', data.copy('CommandLine'));
  draft.set('process.parent.pid', data.copyNumber('ProcessId'));
  setExecutable(draft, 'process.parent', data.copy('ParentProcessName'));
}

const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'ipv6-icmp'],
]);

/** Where somebody came from, or, in events of the firewall, both ends. */
function setSource(data: EventData, draft: EcsDraft): void {
  const destination = plainAddress(data.copy('DestAddress'));
  if (destination === undefined) {
    setEnd(draft, 'source', {
      ip: plainAddress(data.copy('IpAddress') ?? data.copy('ClientAddress') ?? data.copy('SourceAddress')),
      port: data.copyNumber('IpPort') ?? data.copyNumber('SourcePort'),
      domain: data.copy('WorkstationName') ?? data.copy('ClientName'),
    });
    return;
  }
  const protocol = data.copy('Protocol') ?? '';
  setConnection(draft, {
    source: { ip: plainAddress(data.copy('SourceAddress')), port: data.copyNumber('SourcePort') },
    destination: { ip: destination, port: data.copyNumber('DestPort') },
    transport: PROTOCOLS.get(protocol),
  });
  draft.set('network.iana_number', protocol);
  draft.set('network.type', destination.includes(':') ? 'ipv6' : 'ipv4');
  const direction = data.copy('Direction');
  if (direction === '%%14592') draft.set('network.direction', 'ingress');
  else if (direction === '%%14593') draft.set('network.direction', 'egress');
}

/** What single kinds have besides. */
function setFields(eventId: string, data: EventData, draft: EcsDraft): void {
  switch (eventId) {
    case '4697': {
      draft.set('service.name', data.copy('ServiceName'));
      const type = data.copy('ServiceType');
      draft.set('service.type', type && serviceTypeName(type));
      return;
    }
    case '5140':
    case '5145':
      setSharedFile(data, draft);
  }
}

/** The file by the path of the share on the server, and by its name on the network. */
function setSharedFile(data: EventData, draft: EcsDraft): void {
  const name = data.copy('RelativeTargetName');
  const directory = data.copy('ShareLocalPath');
  draft.set('file.name', name);
  draft.set('file.directory', directory);
  if (name === undefined) return;
  if (directory !== undefined) draft.set('file.path', `${directory}\\${name}`);
  const dot = name.lastIndexOf('.');
  if (dot >= 0) draft.set('file.extension', name.slice(dot + 1));
  const share = data.copy('ShareName');
  if (share !== undefined) draft.set('file.target_path', `${share}\\${name}`);
}

/** Puts beside numbers what they stand for. */
function describeNumbers(data: EventData): void {
  describe(data, 'AccessMask', 'AccessMaskDescription', accessRights);
  describe(data, 'NewUacValue', 'NewUACList', accountFlags);
  describe(data, 'TicketOptions', 'TicketOptionsDescription', ticketOptions);
  describe(data, 'TicketEncryptionType', 'TicketEncryptionTypeDescription', ticketEncryptionName);
  describe(data, 'AuditPolicyChanges', 'AuditPolicyChangesDescription', auditChanges);
  for (const name of ['PrivilegeList', 'EnabledPrivilegeList', 'DisabledPrivilegeList']) {
    const privileges = data.copy(name);
    if (privileges !== undefined)
      data.put(
        name,
        privileges.split(/[\s,]+/).filter(privilege => privilege !== ''),
      );
  }
  const guid = data.copy('SubcategoryGuid');
  const subcategory = guid === undefined ? undefined : auditSubcategory(guid);
  if (subcategory === undefined) return;
  data.put('Category', subcategory.category);
  data.put('SubCategory', subcategory.name);
}

function describe(
  data: EventData,
  from: string,
  to: string,
  meaning: (value: string) => string | readonly string[] | undefined,
): void {
  const value = data.copy(from);
  const found = value === undefined ? undefined : meaning(value);
  if (found !== undefined && found.length > 0) data.put(to, found);
}
