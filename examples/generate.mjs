// Writes examples/attack.ndjson: half an hour of a small company that does not exist, as two shippers would
// have delivered it. The same seed gives the same bytes on every machine: no clock, no chance, no environment.
//
//   node examples/generate.mjs          writes examples/attack.ndjson
//   node examples/generate.mjs -        writes to standard output
//
// README.md beside this file says what happens in the recording and why its addresses are what they are.
import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import process from 'node:process';

const SEED = 20260317;
const START_MS = Date.UTC(2026, 2, 17, 8, 30);
const MINUTES = 30;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DOMAIN = 'nordhafen.example';

// ---------------------------------------------------------------------------------------------------------
// Chance, seeded. Mulberry32: 32 bits of state are plenty for a recording.

let state = SEED;
function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const whole = (least, most) => least + Math.floor(chance() * (most - least + 1));
const pick = list => list[whole(0, list.length - 1)];
const hex = digits => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join('');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;

// ---------------------------------------------------------------------------------------------------------
// The company.

const windows = (name, ip, user, shipper) => makeHost({ name, ip, user, shipper, os: 'windows' });
const linux = (name, ip, user) => makeHost({ name, ip, user, shipper: 'defend', os: 'linux' });

function makeHost(host) {
  return {
    ...host,
    id: uuid(),
    agent: uuid(),
    /** The part of Sysmon's process GUIDs that stands for the machine. */
    machine: hex(8).toUpperCase(),
    mac: `02-00-00-${hex(2)}-${hex(2)}-${hex(2)}`.toUpperCase(),
    record: whole(20_000, 900_000),
    sequence: whole(1000, 90_000),
    /** Windows counts in fours; on Linux it does no harm. */
    pid: 4 * whole(500, 2200),
    port: whole(49_200, 60_000),
    running: [],
  };
}

const fin = windows('FIN-WS-014', '10.20.4.14', 'i.brandt', 'defend');
const hr = windows('HR-WS-007', '10.20.4.7', 'm.okafor', 'defend');
const file = windows('FILE-01', '10.20.1.5', 'svc-backup', 'defend');
const dev = windows('DEV-WS-022', '10.20.5.22', 'l.sato', 'winlogbeat');
/** The events of these three reach Winlogbeat through a collector, which knows nothing of the hosts but their names. */
const ops = windows('OPS-WS-040', '10.20.6.40', 'r.lindqvist', 'forwarded');
const lab = windows('LAB-WS-031', '10.20.7.31', 'lab', 'forwarded');
/** Resumed from the snapshot that LAB-WS-031 was saved to, so that both hold the same running processes. */
const labTwin = { ...windows('LAB-WS-032', '10.20.7.32', 'lab', 'forwarded'), machine: lab.machine };
const web = linux('web-01', '10.20.1.20', 'www-data');
const db = linux('db-01', '10.20.1.21', 'postgres');

const HOSTS = [fin, hr, file, dev, ops, lab, labTwin, web, db];

// ---------------------------------------------------------------------------------------------------------
// Processes. `args` are the arguments behind the program; a process knows who started it.

function spawn(host, executable, args, ms, parent, commandLine) {
  host.pid += 4 * whole(1, 9);
  const { pid } = host;
  const launched = {
    executable,
    name: executable.split(host.os === 'windows' ? '\\' : '/').at(-1),
    args: [executable, ...args],
    commandLine: commandLine ?? [quoteBlank(executable), ...args.map(quoteBlank)].join(' '),
    pid,
    startMs: ms,
    parent,
    sha256: hashOf(executable),
  };
  return { ...launched, entity: entityId(host, launched) };
}

const quoteBlank = text => (/\s/.test(text) ? `"${text}"` : text);

/** The same program has the same hash on every host; not a real file's. */
const hashes = new Map();
function hashOf(executable) {
  const key = executable.toLowerCase();
  if (!hashes.has(key)) hashes.set(key, hex(64));
  return hashes.get(key);
}

function entityId(host, { pid, startMs }) {
  if (host.shipper === 'defend')
    return Buffer.from(
      `${host.agent}-${pid}-${Math.floor(startMs / SECOND)}.${whole(1000000, 9999999)}`,
    ).toString('base64');
  const born = Math.floor(startMs / SECOND)
    .toString(16)
    .toUpperCase();
  const tail = hex(12).toUpperCase();
  return `{${host.machine}-${born.slice(-4)}-${born.slice(0, 4)}-${hex(4).toUpperCase()}-${tail}}`;
}

// ---------------------------------------------------------------------------------------------------------
// What happened, then how a shipper tells it. Deliveries are sorted at the end.

const deliveries = [];
function deliver(host, ms, document) {
  // Agents send in batches, and a collector adds a hop: events arrive a little late and not quite in order.
  const lateMs = host.shipper === 'forwarded' ? whole(400, 9000) : whole(100, 3000);
  deliveries.push({ at: ms + lateMs, number: deliveries.length, line: JSON.stringify(document) });
}

function started(host, ms, launched) {
  if (host.shipper === 'defend') deliver(host, ms, defendProcess(host, ms, launched, 'start'));
  else deliver(host, ms, sysmon(host, ms, 1, sysmonStart(host, ms, launched)));
}
function ended(host, ms, launched) {
  if (host.shipper === 'defend') deliver(host, ms, defendProcess(host, ms, launched, 'end'));
  else
    deliver(
      host,
      ms,
      sysmon(host, ms, 5, {
        RuleName: '-',
        UtcTime: sysmonTime(ms),
        ProcessGuid: launched.entity,
        ProcessId: String(launched.pid),
        Image: launched.executable,
        User: userOf(host),
      }),
    );
}
function connected(host, ms, launched, to, port, name = '') {
  const from = ++host.port;
  if (host.shipper === 'defend') deliver(host, ms, defendConnection(host, ms, launched, from, to, port));
  else deliver(host, ms, sysmon(host, ms, 3, sysmonConnection(host, ms, launched, from, to, port, name)));
}
function resolved(host, ms, launched, name, ip) {
  if (host.shipper === 'defend') deliver(host, ms, defendLookup(host, ms, launched, name, ip));
  else
    deliver(
      host,
      ms,
      sysmon(host, ms, 22, {
        RuleName: '-',
        UtcTime: sysmonTime(ms),
        ProcessGuid: launched.entity,
        ProcessId: String(launched.pid),
        QueryName: name,
        QueryStatus: '0',
        QueryResults: `::ffff:${ip};`,
        Image: launched.executable,
        User: userOf(host),
      }),
    );
}
function wrote(host, ms, launched, path) {
  if (host.shipper === 'defend') deliver(host, ms, defendFile(host, ms, launched, path));
  else
    deliver(
      host,
      ms,
      sysmon(host, ms, 11, {
        RuleName: '-',
        UtcTime: sysmonTime(ms),
        ProcessGuid: launched.entity,
        ProcessId: String(launched.pid),
        Image: launched.executable,
        TargetFilename: path,
        CreationUtcTime: sysmonTime(ms),
        User: userOf(host),
      }),
    );
}
function loggedOn(host, ms, from) {
  if (host.shipper === 'defend') deliver(host, ms, defendLogon(host, ms, from));
  else deliver(host, ms, securityLogon(host, ms, from));
}

// ---------------------------------------------------------------------------------------------------------
// Elastic Defend.

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
            version: '23H2 (10.0.22631.5039)',
          }
        : { family: 'debian', name: 'Linux', platform: 'debian', type: 'linux', version: '12' },
    },
    ...fields,
    user: isWindows
      ? { domain: 'NORDHAFEN', id: sidOf(host), name: host.user }
      : { id: '33', name: host.user },
  };
}

const processRef = launched => ({
  entity_id: launched.entity,
  executable: launched.executable,
  name: launched.name,
  pid: launched.pid,
});

function defendProcess(host, ms, launched, action) {
  return defend(
    host,
    ms,
    'process',
    { action, category: ['process'], type: [action] },
    {
      message: 'Endpoint process event',
      process: {
        args: launched.args,
        args_count: launched.args.length,
        command_line: launched.commandLine,
        ...processRef(launched),
        hash: { sha256: launched.sha256 },
        ...(launched.parent === undefined ? {} : { parent: processRef(launched.parent) }),
        ...(action === 'end' ? { exit_code: 0 } : {}),
      },
    },
  );
}

function defendConnection(host, ms, launched, from, to, port) {
  return defend(
    host,
    ms,
    'network',
    { action: 'connection_attempted', category: ['network'], type: ['start'] },
    {
      destination: { address: to, ip: to, port },
      message: 'Endpoint network event',
      network: { direction: 'egress', transport: 'tcp', type: 'ipv4' },
      process: processRef(launched),
      source: { address: host.ip, ip: host.ip, port: from },
    },
  );
}

function defendLookup(host, ms, launched, name, ip) {
  return defend(
    host,
    ms,
    'network',
    { action: 'lookup_result', category: ['network'], type: ['protocol', 'info'] },
    {
      dns: { question: { name, type: 'A' }, resolved_ip: [ip] },
      message: 'DNS query is completed',
      network: { protocol: 'dns' },
      process: processRef(launched),
    },
  );
}

function defendFile(host, ms, launched, path) {
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
      process: processRef(launched),
    },
  );
}

function defendLogon(host, ms, from) {
  return defend(
    host,
    ms,
    'security',
    { action: 'log_on', category: ['authentication', 'session'], outcome: 'success', type: ['start'] },
    { message: 'Endpoint security event', source: { ip: from } },
  );
}

// ---------------------------------------------------------------------------------------------------------
// Winlogbeat, as it comes without further processing: the facts stay in winlog.event_data, as text.

const SYSMON_TASKS = {
  1: 'Process Create (rule: ProcessCreate)',
  3: 'Network connection detected (rule: NetworkConnect)',
  5: 'Process terminated (rule: ProcessTerminate)',
  11: 'File created (rule: FileCreate)',
  22: 'Dns query (rule: DnsQuery)',
};
const SYSMON_TITLES = {
  1: 'Process Create',
  3: 'Network connection detected',
  5: 'Process terminated',
  11: 'File created',
  22: 'Dns query',
};
const SYSMON_VERSIONS = { 1: 5, 3: 5, 5: 3, 11: 2, 22: 5 };

const sysmonTime = ms => new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
const userOf = host => `NORDHAFEN\\${host.user}`;
const sidOf = host => `S-1-5-21-1004336348-1177238915-682003330-${1100 + Number(host.ip.split('.').at(-1))}`;
const fullName = host => `${host.name}.${DOMAIN}`;

function sysmon(host, ms, id, data) {
  const title = SYSMON_TITLES[id];
  return winlogbeat(host, ms, {
    channel: 'Microsoft-Windows-Sysmon/Operational',
    data,
    id,
    message: [`${title}:`, ...Object.entries(data).map(([key, value]) => `${key}: ${value}`)].join('\n'),
    provider: ['Microsoft-Windows-Sysmon', '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'],
    task: SYSMON_TASKS[id],
    version: SYSMON_VERSIONS[id],
  });
}

function winlogbeat(host, ms, record) {
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
      action: record.task,
      code: String(record.id),
      created: new Date(writtenMs + whole(200, 1500)).toISOString(),
      kind: 'event',
      provider: record.provider[0],
      ...(record.outcome === undefined ? {} : { outcome: record.outcome }),
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
    message: record.message,
    ...(isForwarded ? { tags: ['forwarded'] } : {}),
    winlog: {
      api: 'wineventlog',
      channel: record.channel,
      computer_name: fullName(host),
      event_data: record.data,
      event_id: String(record.id),
      opcode: 'Info',
      process: { pid: 2964, thread: { id: 4420 } },
      provider_guid: record.provider[1],
      provider_name: record.provider[0],
      record_id: String(++host.record),
      task: record.task,
      user: { domain: 'NT AUTHORITY', identifier: 'S-1-5-18', name: 'SYSTEM', type: 'User' },
      version: record.version,
    },
  };
}
const COLLECTOR_AGENT = uuid();

function sysmonStart(host, ms, launched) {
  const { parent } = launched;
  return {
    RuleName: '-',
    UtcTime: sysmonTime(ms),
    ProcessGuid: launched.entity,
    ProcessId: String(launched.pid),
    Image: launched.executable,
    CommandLine: launched.commandLine,
    CurrentDirectory: 'C:\\Windows\\system32\\',
    User: userOf(host),
    LogonId: '0x8a3f1',
    TerminalSessionId: '1',
    IntegrityLevel: 'Medium',
    Hashes: `SHA256=${launched.sha256.toUpperCase()}`,
    ParentProcessGuid: parent?.entity ?? '-',
    ParentProcessId: String(parent?.pid ?? 0),
    ParentImage: parent?.executable ?? '-',
    ParentCommandLine: parent?.commandLine ?? '-',
    ParentUser: userOf(host),
  };
}

function sysmonConnection(host, ms, launched, from, to, port, name) {
  return {
    RuleName: '-',
    UtcTime: sysmonTime(ms),
    ProcessGuid: launched.entity,
    ProcessId: String(launched.pid),
    Image: launched.executable,
    User: userOf(host),
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
  };
}

function securityLogon(host, ms, from) {
  return winlogbeat(host, ms, {
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
      TargetUserSid: sidOf(host),
    },
    id: 4624,
    message: 'An account was successfully logged on.',
    outcome: 'success',
    provider: ['Microsoft-Windows-Security-Auditing', '{54849625-5478-4994-a5ba-3e3b0328c30d}'],
    task: 'Logon',
    version: 2,
  });
}

// ---------------------------------------------------------------------------------------------------------
// An ordinary morning.

const SYSTEM32 = 'C:\\Windows\\System32';
/** The outside world is made of addresses reserved for documentation, which belong to nobody. */
const SITES = [
  ['intranet.nordhafen.example', '10.20.1.20'],
  ['proxy.nordhafen.example', '10.20.1.3'],
  ['mail.cloud.example', '198.51.100.25'],
  ['files.cloud.example', '198.51.100.80'],
  ['updates.vendor.example', '203.0.113.14'],
  ['telemetry.vendor.example', '203.0.113.90'],
  ['news.example', '192.0.2.61'],
  ['code.example', '192.0.2.140'],
];
const COM_APPLICATIONS = [
  '{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}',
  '{3EB3C877-1F16-487C-9050-104DBCD66683}',
  '{E10F6C3A-F1AE-4ADC-AA9D-2FE65525666E}',
];

const home = host => `C:\\Users\\${host.user}`;
const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16';
/** What people and Windows start; `net`: it talks, `writes`: what it leaves behind, `weight`: how often. */
const WINDOWS_PROGRAMS = [
  { exe: EDGE, args: () => ['--type=renderer', `--renderer-client-id=${whole(4, 300)}`], net: 3, weight: 9 },
  { exe: EDGE, args: () => ['--single-argument', `https://${pick(SITES)[0]}/`], net: 2, weight: 4 },
  {
    exe: `${OFFICE}\\OUTLOOK.EXE`,
    args: () => [],
    net: 3,
    writes: h => `${home(h)}\\AppData\\Local\\Temp\\~${hex(6)}.tmp`,
    weight: 3,
  },
  {
    exe: `${OFFICE}\\EXCEL.EXE`,
    args: h => [`${home(h)}\\Documents\\plan-${whole(1, 40)}.xlsx`],
    writes: h => `${home(h)}\\Documents\\~$plan-${hex(2)}.xlsx`,
    weight: 3,
  },
  {
    exe: `${SYSTEM32}\\svchost.exe`,
    args: () => ['-k', 'netsvcs', '-p', '-s', pick(['BITS', 'wuauserv', 'Schedule'])],
    net: 1,
    weight: 7,
  },
  {
    exe: `${SYSTEM32}\\backgroundTaskHost.exe`,
    args: () => [`-ServerName:App.AppX${hex(12)}.mca`],
    net: 1,
    weight: 5,
  },
  { exe: `${SYSTEM32}\\RuntimeBroker.exe`, args: () => ['-Embedding'], weight: 5 },
  { exe: `${SYSTEM32}\\taskhostw.exe`, args: () => [], weight: 4 },
  {
    exe: `${SYSTEM32}\\SearchProtocolHost.exe`,
    args: () => ['Global\\UsGthrFltPipeMssGthrPipe', '1', '-2147483646'],
    weight: 4,
  },
  { exe: `${SYSTEM32}\\conhost.exe`, args: () => ['0xffffffff', '-ForceV1'], weight: 4 },
  {
    exe: `${SYSTEM32}\\cmd.exe`,
    args: () => ['/c', pick(['net use', 'whoami /groups', 'gpupdate /target:user'])],
    weight: 2,
  },
  {
    exe: `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: () => ['-NoProfile', '-File', 'C:\\Ops\\inventory.ps1'],
    net: 1,
    writes: () => `C:\\Ops\\out\\inventory-${hex(4)}.json`,
    weight: 2,
  },
  { exe: `${SYSTEM32}\\rundll32.exe`, args: () => ['shell32.dll,Control_RunDLL', 'desk.cpl'], weight: 1 },
  {
    exe: 'C:\\Windows\\System32\\DllHost.exe',
    args: () => [`/Processid:${pick(COM_APPLICATIONS)}`],
    weight: 5,
  },
];
const LINUX_PROGRAMS = [
  { exe: '/usr/sbin/cron', args: () => ['-f'], weight: 2 },
  {
    exe: '/usr/bin/sh',
    args: () => ['-c', 'test -x /usr/sbin/anacron || run-parts /etc/cron.hourly'],
    weight: 3,
  },
  { exe: '/usr/bin/curl', args: () => ['-fsS', 'https://updates.vendor.example/health'], net: 1, weight: 3 },
  {
    exe: '/usr/bin/pg_dump',
    args: () => ['--format=custom', 'orders'],
    writes: () => `/var/backups/orders-${hex(4)}.dump`,
    weight: 1,
  },
  { exe: '/usr/bin/python3', args: () => ['/opt/shop/worker.py', '--once'], net: 2, weight: 4 },
  {
    exe: '/usr/bin/logrotate',
    args: () => ['/etc/logrotate.conf'],
    writes: () => `/var/log/shop/app.log.${whole(1, 9)}`,
    weight: 1,
  },
];

function ordinaryMorning(host, programs) {
  const boot = START_MS - 40 * MINUTE;
  const root =
    host.os === 'windows'
      ? spawn(host, 'C:\\Windows\\explorer.exe', [], boot)
      : spawn(host, '/usr/lib/systemd/systemd', ['--system'], boot);
  const service =
    host.os === 'windows' ? spawn(host, `${SYSTEM32}\\svchost.exe`, ['-k', 'DcomLaunch', '-p'], boot) : root;
  host.running = [root, service];
  const weighted = programs.flatMap(program => Array.from({ length: program.weight }, () => program));
  for (
    let ms = START_MS + whole(0, 9000);
    ms < START_MS + MINUTES * MINUTE - 5 * SECOND;
    ms += whole(8, 30) * SECOND
  ) {
    const program = pick(weighted);
    const parent = program.exe.endsWith('DllHost.exe') ? service : pick(host.running);
    useProgram(host, program, ms + whole(0, 999), parent);
    if (chance() < 0.08) loggedOn(host, ms + whole(0, 4000), pick(['10.20.1.2', '10.20.1.5']));
  }
}

function useProgram(host, program, ms, parent) {
  const launched = spawn(host, program.exe, program.args(host), ms, parent);
  started(host, ms, launched);
  let now = ms;
  for (let talk = whole(0, program.net ?? 0); talk > 0; talk -= 1) {
    const [name, ip] = pick(SITES);
    now += whole(40, 2500);
    resolved(host, now, launched, name, ip);
    now += whole(5, 90);
    connected(host, now, launched, ip, 443, name);
  }
  if (program.writes !== undefined && chance() < 0.7) {
    now += whole(30, 4000);
    wrote(host, now, launched, program.writes(host));
  }
  if (chance() < 0.6) ended(host, now + whole(200, 90_000), launched);
}

// ---------------------------------------------------------------------------------------------------------
// What is not ordinary.

const DLLHOST = `${SYSTEM32}\\dllhost.exe`;
const at = (minute, second, ms = 0) => START_MS + minute * MINUTE + second * SECOND + ms;

/** A user opens a shortcut out of a disk image; it loads a library, which starts a bare dllhost.exe and moves in. */
function attack(host, ms) {
  const loader = spawn(
    host,
    `${SYSTEM32}\\rundll32.exe`,
    ['D:\\agenda.dll,Open'],
    ms - 3400,
    host.running[0],
  );
  started(host, ms - 3400, loader);
  const surrogate = spawn(host, DLLHOST, [], ms, loader);
  started(host, ms, surrogate);
  connected(host, ms + 8 * SECOND, surrogate, '1.2.3.4', 443);
  ended(host, ms + 95 * SECOND, surrogate);
}

function nearMisses() {
  // A bare start, but it talks to the company's own file server.
  const inside = startedBare(hr, at(6, 20, 312));
  connected(hr, at(6, 28, 312), inside, '10.20.1.5', 445);

  // A COM application with its argument, as Windows starts them; it talks to the outside.
  const argument = '/Processid:{5A9C1C2E-7D0B-4A53-9C1B-6A0C1E7F3D24}';
  const withArgument = spawn(dev, DLLHOST, [argument], at(14, 10, 45), dev.running[1]);
  started(dev, at(14, 10, 45), withArgument);
  connected(dev, at(14, 18, 45), withArgument, '1.2.3.20', 443);

  // The same process id on two machines that were resumed from one snapshot.
  const frozen = startedBare(lab, at(16, 0, 700));
  connected(labTwin, at(16, 9, 700), frozen, '1.2.3.32', 443);

  // A bare start whose first connection comes one second too late.
  const patient = startedBare(file, at(22, 30, 128));
  connected(file, at(23, 31, 128), patient, '1.2.3.61', 443);

  // A bare start, and a connection of another dllhost.exe that was running before the recording began.
  const older = spawn(
    hr,
    DLLHOST,
    [`/Processid:${COM_APPLICATIONS[0]}`],
    START_MS - 12 * MINUTE,
    hr.running[1],
  );
  startedBare(hr, at(25, 15, 500));
  connected(hr, at(25, 22, 500), older, '1.2.3.70', 443);
}

function startedBare(host, ms) {
  const launched = spawn(host, DLLHOST, [], ms, host.running[1]);
  started(host, ms, launched);
  return launched;
}

// ---------------------------------------------------------------------------------------------------------

for (const host of HOSTS) ordinaryMorning(host, host.os === 'windows' ? WINDOWS_PROGRAMS : LINUX_PROGRAMS);
attack(fin, at(11, 42, 407));
attack(ops, at(19, 5, 233));
nearMisses();
deliveries.sort((a, b) => a.at - b.at || a.number - b.number);
const recording = `${deliveries.map(delivery => delivery.line).join('\n')}\n`;

if (process.argv[2] === '-') process.stdout.write(recording);
else writeFileSync(new URL('attack.ndjson', import.meta.url), recording);
