// How Winlogbeat tells what happened, without further processing: the facts stay in winlog.event_data, as text.
import { hex, uuid, whole } from './chance.mjs';
import { accountOf, fullName } from './company.mjs';

function started(host, ms, launched) {
  const { parent } = launched;
  return sysmon(host, ms, 1, {
    ...processData(ms, launched),
    CommandLine: launched.commandLine,
    CurrentDirectory: 'C:\\Windows\\system32\\',
    User: named(launched.account),
    ...(launched.account.name === 'SYSTEM' ? SYSTEM_SESSION : USER_SESSION),
    Hashes: `SHA256=${launched.sha256.toUpperCase()}`,
    ParentProcessGuid: parent?.entity ?? '-',
    ParentProcessId: String(parent?.pid ?? 0),
    ParentImage: parent?.executable ?? '-',
    ParentCommandLine: parent?.commandLine ?? '-',
    ParentUser: parent === undefined ? '-' : named(parent.account),
  });
}

function ended(host, ms, launched) {
  return sysmon(host, ms, 5, { ...processData(ms, launched), User: named(launched.account) });
}

function resolved(host, ms, launched, name, ip) {
  return sysmon(host, ms, 22, {
    ...processData(ms, launched),
    QueryName: name,
    QueryStatus: '0',
    QueryResults: `::ffff:${ip};`,
    User: named(launched.account),
  });
}

function wrote(host, ms, launched, path) {
  return sysmon(host, ms, 11, {
    ...processData(ms, launched),
    TargetFilename: path,
    CreationUtcTime: sysmonTime(ms),
    User: named(launched.account),
  });
}

function connected(host, ms, launched, { from, to, port, name }) {
  return sysmon(host, ms, 3, {
    ...processData(ms, launched),
    User: named(launched.account),
    Protocol: 'tcp',
    Initiated: 'true',
    SourceIsIpv6: 'false',
    SourceIp: host.ip,
    SourceHostname: fullName(host),
    SourcePort: String(from),
    SourcePortName: '-',
    DestinationIsIpv6: 'false',
    DestinationIp: to,
    DestinationHostname: name === '' ? '-' : name,
    DestinationPort: String(port),
    DestinationPortName: port === 443 ? 'https' : '-',
  });
}

function loggedOn(host, ms, from) {
  return record(host, ms, {
    channel: 'Security',
    data: {
      AuthenticationPackageName: 'Kerberos',
      IpAddress: from,
      IpPort: '0',
      LogonType: '3',
      SubjectUserSid: 'S-1-0-0',
      TargetDomainName: 'NORDHAFEN',
      TargetLogonId: `0x${hex(6)}`,
      TargetUserName: host.user,
      TargetUserSid: accountOf(host).id,
    },
    id: 4624,
    message: 'An account was successfully logged on.',
    outcome: 'success',
    provider: ['Microsoft-Windows-Security-Auditing', '{54849625-5478-4994-a5ba-3e3b0328c30d}'],
    task: 'Logon',
    version: 2,
  });
}

const named = account => `${account.domain}\\${account.name}`;
const SYSTEM_SESSION = { LogonId: '0x3e7', TerminalSessionId: '0', IntegrityLevel: 'System' };
const USER_SESSION = { LogonId: '0x8a3f1', TerminalSessionId: '1', IntegrityLevel: 'Medium' };

/** By event id: what the record is called, the part of Sysmon's configuration that let it through, its version. */
const SYSMON = {
  1: { title: 'Process Create', rule: 'ProcessCreate', version: 5 },
  3: { title: 'Network connection detected', rule: 'NetworkConnect', version: 5 },
  5: { title: 'Process terminated', rule: 'ProcessTerminate', version: 3 },
  11: { title: 'File created', rule: 'FileCreate', version: 2 },
  22: { title: 'Dns query', rule: 'DnsQuery', version: 5 },
};

const sysmonTime = ms => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');

/** What every Sysmon record of a process begins with. */
const processData = (ms, launched) => ({
  RuleName: '-',
  UtcTime: sysmonTime(ms),
  ProcessGuid: launched.entity,
  ProcessId: String(launched.pid),
  Image: launched.executable,
});

function sysmon(host, ms, id, data) {
  const { title, rule, version } = SYSMON[id];
  return record(host, ms, {
    channel: 'Microsoft-Windows-Sysmon/Operational',
    data,
    id,
    message: [`${title}:`, ...Object.entries(data).map(([key, value]) => `${key}: ${value}`)].join('\n'),
    provider: ['Microsoft-Windows-Sysmon', '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'],
    task: `${title} (rule: ${rule})`,
    version,
  });
}

function record(host, ms, told) {
  // Windows stamps the record when it is written, some milliseconds after the thing it tells of.
  const writtenMs = ms + whole(1, 20);
  const isForwarded = host.shipper === 'forwarded';
  const collector = isForwarded ? 'WEC-01' : host.name;
  return {
    '@timestamp': new Date(writtenMs).toISOString(),
    agent: {
      id: isForwarded ? COLLECTOR_AGENT : host.agent,
      name: collector,
      type: 'winlogbeat',
      version: '8.17.3',
    },
    ecs: { version: '8.0.0' },
    event: {
      action: told.task,
      code: String(told.id),
      created: new Date(writtenMs + whole(200, 1500)).toISOString(),
      kind: 'event',
      provider: told.provider[0],
      ...(told.outcome === undefined ? {} : { outcome: told.outcome }),
    },
    host: isForwarded
      ? { name: fullName(host) }
      : {
          architecture: 'x86_64',
          hostname: host.name,
          id: host.id,
          ip: [host.ip],
          mac: [host.mac],
          name: host.name.toLowerCase(),
          os: {
            family: 'windows',
            name: 'Windows 11 Pro',
            platform: 'windows',
            type: 'windows',
            version: '10.0',
          },
        },
    log: { level: 'information' },
    message: told.message,
    ...(isForwarded ? { tags: ['forwarded'] } : {}),
    winlog: {
      api: 'wineventlog',
      channel: told.channel,
      computer_name: fullName(host),
      event_data: told.data,
      event_id: String(told.id),
      opcode: 'Info',
      process: { pid: 2964, thread: { id: 4420 } },
      provider_guid: told.provider[1],
      provider_name: told.provider[0],
      record_id: String(++host.record),
      task: told.task,
      user: { domain: 'NT AUTHORITY', identifier: 'S-1-5-18', name: 'SYSTEM', type: 'User' },
      version: told.version,
    },
  };
}
const COLLECTOR_AGENT = uuid();

export const winlogbeat = { started, ended, connected, resolved, wrote, loggedOn };
