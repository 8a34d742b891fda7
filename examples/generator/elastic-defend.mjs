// How Elastic Defend tells what happened: ECS, complete as the agent sends it.
import { Buffer } from 'node:buffer';
import { hex } from './chance.mjs';
import { accountOf } from './company.mjs';

/** Defend writes ticks of 100 ns; the digits behind the millisecond are the same everywhere, so that spans are exact. */
const ticks = ms => new Date(ms).toISOString().replace('Z', '4180Z');

function defend(host, ms, dataset, event, fields) {
  const isWindows = host.os === 'windows';
  return {
    '@timestamp': ticks(ms),
    agent: { id: host.agent, type: 'endpoint', version: '8.17.3' },
    data_stream: { type: 'logs', dataset: `endpoint.events.${dataset}`, namespace: 'default' },
    ecs: { version: '8.10.0' },
    event: {
      agent_id_status: 'verified',
      created: ticks(ms),
      dataset: `endpoint.events.${dataset}`,
      id: Buffer.from(hex(18)).toString('base64'),
      kind: 'event',
      module: 'endpoint',
      sequence: ++host.sequence,
      ...event,
    },
    host: {
      architecture: 'x86_64',
      hostname: host.name,
      id: host.id,
      ip: [host.ip, '127.0.0.1', '::1'],
      mac: [host.mac],
      name: isWindows ? host.name.toLowerCase() : host.name,
      os: isWindows
        ? {
            family: 'windows',
            name: 'Windows',
            platform: 'windows',
            type: 'windows',
            version: host.role === 'desk' ? '23H2 (10.0.22631.5039)' : '21H2 (10.0.20348.3207)',
          }
        : { family: 'debian', name: 'Linux', platform: 'debian', type: 'linux', version: '12' },
    },
    ...fields,
  };
}

const processRef = launched => ({
  entity_id: launched.entity,
  executable: launched.executable,
  name: launched.name,
  pid: launched.pid,
});

const commandOf = launched => ({
  args: launched.args,
  args_count: launched.args.length,
  command_line: launched.commandLine,
});

/** Who signed the file, which says nothing of what was done to the process: the attack's dllhost.exe is Microsoft's. */
const signature = launched =>
  launched.executable.startsWith('C:\\')
    ? { code_signature: { exists: true, status: 'trusted', subject_name: signer(launched), trusted: true } }
    : {};

function signer({ executable, name }) {
  if (executable.startsWith('C:\\Program Files')) return 'Microsoft Corporation';
  return name === 'svchost.exe' || name === 'services.exe'
    ? 'Microsoft Windows Publisher'
    : 'Microsoft Windows';
}

const started = (host, ms, launched) => processEvent(host, ms, launched, 'start');
const ended = (host, ms, launched) => processEvent(host, ms, launched, 'end');

function processEvent(host, ms, launched, action) {
  return defend(
    host,
    ms,
    'process',
    {
      action: host.os === 'linux' && action === 'start' ? 'exec' : action,
      category: ['process'],
      type: [action],
    },
    {
      message: 'Endpoint process event',
      process: {
        ...commandOf(launched),
        ...processRef(launched),
        ...signature(launched),
        hash: { sha256: launched.sha256 },
        ...(launched.parent === undefined
          ? {}
          : { parent: { ...commandOf(launched.parent), ...processRef(launched.parent) } }),
        ...(action === 'end' ? { exit_code: 0 } : {}),
      },
      user: launched.account,
    },
  );
}

function connected(host, ms, launched, { from, to, port }) {
  return defend(
    host,
    ms,
    'network',
    { action: 'connection_attempted', category: ['network'], type: ['start'] },
    {
      destination: { address: to, ip: to, port },
      message: 'Endpoint network event',
      network: { direction: 'egress', transport: 'tcp', type: 'ipv4' },
      process: { ...processRef(launched), ...signature(launched) },
      source: { address: host.ip, ip: host.ip, port: from },
      user: launched.account,
    },
  );
}

function resolved(host, ms, launched, name, ip) {
  return defend(
    host,
    ms,
    'network',
    { action: 'lookup_result', category: ['network'], type: ['protocol', 'info'] },
    {
      dns: { question: { name, type: 'A' }, resolved_ip: [ip] },
      message: 'DNS query is completed',
      network: { protocol: 'dns' },
      process: { ...processRef(launched), ...signature(launched) },
      user: launched.account,
    },
  );
}

function wrote(host, ms, launched, path) {
  const separator = host.os === 'windows' ? '\\' : '/';
  const name = path.split(separator).at(-1);
  return defend(
    host,
    ms,
    'file',
    { action: 'creation', category: ['file'], type: ['creation'] },
    {
      file: { extension: name.split('.').at(-1), name, path },
      message: 'Endpoint file event',
      process: { ...processRef(launched), ...signature(launched) },
      user: launched.account,
    },
  );
}

function loggedOn(host, ms, from) {
  return defend(
    host,
    ms,
    'security',
    { action: 'log_on', category: ['authentication', 'session'], outcome: 'success', type: ['start'] },
    { message: 'Endpoint security event', source: { ip: from }, user: accountOf(host) },
  );
}

export const elasticDefend = { started, ended, connected, resolved, wrote, loggedOn };
