// Okta, GitHub and GCP's audit.
import { envelope, place } from './cloud-envelope.mjs';
import { nameOf } from './words.mjs';

const OKTA_EVENTS = [
  'user.authentication.sso',
  'user.session.start',
  'policy.evaluate_sign_on',
  'user.authentication.verify',
  'app.oauth2.token.grant',
];

export function okta(chance, world, user, ms, call = {}) {
  const type = call.type ?? chance.zipf(OKTA_EVENTS);
  return {
    ...envelope(
      world,
      ms,
      'okta.system',
      'okta',
      {
        action: type,
        category: ['authentication', 'session'],
        id: chance.uuid(),
        outcome: 'success',
        type: ['start', 'user'],
      },
      type,
    ),
    client: {
      geo: { city_name: 'Bremen', country_name: 'Germany', region_name: 'Bremen' },
      ip: user.ip,
      user: { full_name: user.name, id: user.oktaId, name: user.email },
    },
    okta: {
      actor: { alternate_id: user.email, display_name: user.name, id: user.oktaId, type: 'User' },
      authentication_context: { authentication_step: 0, external_session_id: `102${chance.hex(18)}` },
      client: {
        device: 'Computer',
        ip: user.ip,
        user_agent: { browser: 'CHROME', os: 'Windows 10', raw_user_agent: user.browser },
        zone: 'null',
      },
      debug_context: {
        debug_data: {
          device_fingerprint: user.device,
          dt_hash: chance.hex(64),
          factor: 'FIDO2_WEBAUTHN',
          flattened: { requestUri: '/api/v1/authn' },
          request_id: chance.hex(24),
          request_uri: '/api/v1/authn',
          url: '/api/v1/authn?',
        },
      },
      display_message: type,
      event_type: type,
      outcome: {
        reason: call.reason ?? 'Sign-on policy evaluation resulted in ALLOW',
        result: call.result ?? 'SUCCESS',
      },
      security_context: {
        as: { number: 4608, organization: { name: 'example networks' } },
        domain: 'example',
        is_proxy: false,
        isp: 'example networks',
      },
      target: [{ alternate_id: user.email, display_name: user.name, id: user.oktaId, type: 'User' }],
      transaction: { id: chance.hex(24), type: 'WEB' },
      uuid: chance.uuid(),
    },
    related: { ip: [user.ip], user: [user.name] },
    source: { ...place(user.ip), user: { full_name: user.name, id: user.oktaId, name: user.email } },
    user: { full_name: user.name, name: user.email },
    user_agent: { original: user.browser },
  };
}

const GITHUB_CALLS = [
  { action: 'git.fetch', category: 'git', type: ['access'] },
  { action: 'pull_request.merge', category: 'pull_request', type: ['change'] },
  { action: 'workflows.completed_workflow_run', category: 'workflows', type: ['info'] },
];

export function github(chance, world, user, ms, call = chance.zipf(GITHUB_CALLS)) {
  const repository = `nordhafen/${nameOf(chance.whole(0, 60)).toLowerCase()}`;
  return {
    ...envelope(world, ms, 'github.audit', 'github', {
      action: call.action,
      category: ['configuration', 'web'],
      id: chance.hex(22),
      type: call.type,
    }),
    github: {
      category: call.category,
      operation_type: 'access',
      org: 'nordhafen',
      repo: repository,
      repository_public: false,
      ...call.github,
    },
    group: { name: 'nordhafen' },
    related: { user: [user.name] },
    user: { name: user.name },
  };
}

const GCP_CALLS = [
  { service: 'storage.googleapis.com', method: 'storage.objects.get', of: 'projects/_/buckets/nordhafen' },
  {
    service: 'compute.googleapis.com',
    method: 'beta.compute.instances.list',
    of: 'projects/orders/zones/europe-west3-a/instances',
  },
  {
    service: 'bigquery.googleapis.com',
    method: 'google.cloud.bigquery.v2.JobService.InsertJob',
    of: 'projects/orders/jobs',
  },
];

export function gcp(chance, world, user, ms) {
  const { service, method, of } = chance.zipf(GCP_CALLS);
  return {
    ...envelope(world, ms, 'gcp.audit', 'gcp', {
      action: method,
      category: ['network', 'configuration'],
      id: chance.hex(16),
      outcome: 'success',
      provider: 'data_access',
      type: ['access', 'allowed'],
    }),
    client: { user: { email: user.email } },
    cloud: { project: { id: 'orders' }, provider: 'gcp' },
    gcp: {
      audit: {
        authentication_info: { principal_email: user.email },
        authorization_info: [
          { granted: true, permission: method, resource: of, resource_attributes: { name: of } },
        ],
        request_metadata: { caller_ip: user.ip, caller_supplied_user_agent: user.browser },
        resource_name: `${of}/${chance.hex(12)}`,
        service_name: service,
        status: { code: 0 },
        type: 'type.googleapis.com/google.cloud.audit.AuditLog',
      },
    },
    log: { level: 'INFO', logger: `projects/orders/logs/cloudaudit.googleapis.com%2Fdata_access` },
    orchestrator: {},
    related: { ip: [user.ip], user: [user.email] },
    service: { name: service },
    source: place(user.ip),
    user_agent: { original: user.browser },
  };
}
