// Sign-ins and audits of Azure.
import { envelope, place } from './cloud-envelope.mjs';
import { nameOf } from './words.mjs';

const AZURE_APPS = [
  'Microsoft Teams',
  'Office 365 Exchange Online',
  'OneDrive SyncEngine',
  'Azure Portal',
  'Nordhafen Orders',
];

export function azureSignIn(chance, world, user, ms, call = {}) {
  const correlation = chance.uuid();
  return {
    ...envelope(world, ms, 'azure.signinlogs', 'azure', {
      action: 'Sign-in activity',
      category: ['authentication'],
      id: chance.uuid(),
      outcome: 'success',
      type: ['info'],
    }),
    azure: {
      correlation_id: correlation,
      resource: { id: `/tenants/${world.tenant}/providers/Microsoft.aadiam`, provider: 'Microsoft.aadiam' },
      signinlogs: {
        category: chance.pick(['SignInLogs', 'NonInteractiveUserSignInLogs']),
        identity: user.name,
        operation_name: 'Sign-in activity',
        properties: {
          app_display_name: chance.pick(AZURE_APPS),
          app_id: chance.pick(AZURE_APPS.map((_, at) => `0000000${at}-0000-4000-8000-000000000000`)),
          authentication_protocol: 'none',
          authentication_requirement: 'multiFactorAuthentication',
          client_app_used: 'Browser',
          conditional_access_status: 'success',
          correlation_id: correlation,
          created_at: new Date(ms).toISOString(),
          device_detail: {
            device_id: user.device,
            is_compliant: true,
            is_managed: true,
            operating_system: 'Windows10',
            trust_type: 'Azure AD joined',
          },
          id: chance.uuid(),
          incoming_token_type: 'none',
          is_interactive: true,
          original_request_id: chance.uuid(),
          resource_display_name: 'Microsoft Graph',
          risk_level_aggregated: 'none',
          risk_level_during_signin: 'none',
          risk_state: 'none',
          session_id: chance.uuid(),
          status: { error_code: 0 },
          token_issuer_type: 'AzureAD',
          user_display_name: user.name,
          user_id: user.id,
          user_principal_name: user.email,
          user_type: 'Member',
        },
        result_signature: 'None',
        result_type: '0',
      },
      tenant_id: world.tenant,
    },
    cloud: { provider: 'azure' },
    client: { ip: user.ip },
    source: place(user.ip),
    related: { ip: [user.ip], user: [user.name, user.id, user.email] },
    user: {
      domain: 'nordhafen.example',
      email: user.email,
      full_name: user.name,
      id: user.id,
      name: user.name,
    },
    user_agent: { original: call.agent ?? user.browser },
  };
}

export function azureAudit(chance, world, user, ms) {
  const operation = chance.pick([
    'Update user',
    'Update group',
    'Update device',
    'Add member to group',
    'Update application',
  ]);
  return {
    ...envelope(world, ms, 'azure.auditlogs', 'azure', {
      action: operation,
      category: ['configuration'],
      id: chance.uuid(),
      outcome: 'success',
      type: ['change'],
    }),
    azure: {
      auditlogs: {
        category: 'AuditLogs',
        identity: 'Microsoft Online Services',
        operation_name: operation,
        properties: {
          activity_datetime: new Date(ms).toISOString(),
          activity_display_name: operation,
          category: 'UserManagement',
          correlation_id: chance.uuid(),
          id: `Directory_${chance.uuid()}`,
          initiated_by: { user: { id: user.id, ipAddress: user.ip, userPrincipalName: user.email } },
          logged_by_service: 'Core Directory',
          operation_type: 'Update',
          result: 'success',
          target_resources: {
            0: {
              display_name: nameOf(chance.whole(0, 4000)),
              id: chance.uuid(),
              modified_properties: {
                0: { display_name: 'Included Updated Properties', new_value: '"LastDirSyncTime"' },
              },
              type: 'User',
            },
          },
        },
        result_signature: 'None',
      },
      correlation_id: chance.uuid(),
      tenant_id: world.tenant,
    },
    cloud: { provider: 'azure' },
    related: { user: [user.email] },
    source: place(user.ip),
    user: { id: user.id, name: user.email },
  };
}
