// An ordinary morning: people work, Windows and Linux do what they do, and nothing of it is of interest.
import { chance, hex, pick, whole } from './chance.mjs';
import { MINUTE, MINUTES, SECOND, START_MS, spawn } from './company.mjs';
import { connected, ended, loggedOn, resolved, started, wrote } from './recording.mjs';

export const SYSTEM32 = 'C:\\Windows\\System32';
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
export const COM_APPLICATIONS = [
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

export function ordinaryMorning(host) {
  const programs = host.os === 'windows' ? WINDOWS_PROGRAMS : LINUX_PROGRAMS;
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
