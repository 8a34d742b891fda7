// What runs on the machines: what is there since long before the recording, and what is started or talks in a while.
import { hex, pick, whole } from './chance.mjs';

export const SYSTEM32 = 'C:\\Windows\\System32';
export const COM_APPLICATIONS = [
  '{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}',
  '{3EB3C877-1F16-487C-9050-104DBCD66683}',
  '{E10F6C3A-F1AE-4ADC-AA9D-2FE65525666E}',
];

/** The outside world is made of addresses reserved for documentation, which belong to nobody. */
const INTRANET = { name: 'intranet.nordhafen.example', ip: '10.20.1.20' };
const PROXY = { name: 'proxy.nordhafen.example', ip: '10.20.1.3' };
const DATABASE = { name: 'db-01.nordhafen.example', ip: '10.20.1.21', port: 5432 };
const MAIL = { name: 'mail.cloud.example', ip: '198.51.100.25' };
const FILES = { name: 'files.cloud.example', ip: '198.51.100.80' };
const UPDATES = { name: 'updates.vendor.example', ip: '203.0.113.14' };
const TELEMETRY = { name: 'telemetry.vendor.example', ip: '203.0.113.90' };
const NEWS = { name: 'news.example', ip: '192.0.2.61' };
const CODE = { name: 'code.example', ip: '192.0.2.140' };
const WEB = [INTRANET, PROXY, FILES, NEWS, CODE];

const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16';
const POSTGRES = '/usr/lib/postgresql/15/bin/postgres';
const home = host => `C:\\Users\\${host.user}`;

/**
 * Residents, by name: `by` is the resident that started it, and stands before it; `as` who it runs as, the user of
 * the host where nothing is said; `pid` its number, if that is always the same.
 */
const WINDOWS_RESIDENTS = {
  services: { exe: `${SYSTEM32}\\services.exe`, as: 'system' },
  dcom: { exe: `${SYSTEM32}\\svchost.exe`, args: ['-k', 'DcomLaunch', '-p'], by: 'services', as: 'system' },
  scheduler: {
    exe: `${SYSTEM32}\\svchost.exe`,
    args: ['-k', 'netsvcs', '-p', '-s', 'Schedule'],
    by: 'services',
    as: 'system',
  },
  indexer: { exe: `${SYSTEM32}\\SearchIndexer.exe`, args: ['/Embedding'], by: 'services', as: 'system' },
};
const DESK_RESIDENTS = {
  ...WINDOWS_RESIDENTS,
  explorer: { exe: 'C:\\Windows\\explorer.exe' },
  browser: { exe: EDGE, args: ['--profile-directory=Default'], by: 'explorer' },
  browserNetwork: {
    exe: EDGE,
    args: ['--type=utility', '--utility-sub-type=network.mojom.NetworkService', '--lang=en-GB'],
    by: 'browser',
  },
  mail: { exe: `${OFFICE}\\OUTLOOK.EXE`, by: 'explorer' },
};
const LINUX_RESIDENTS = {
  init: { exe: '/usr/lib/systemd/systemd', args: ['--system'], as: 'system', pid: 1 },
  cron: { exe: '/usr/sbin/cron', args: ['-f'], by: 'init', as: 'system' },
};

/**
 * What happens in a while, `weight` times as often as what weighs 1. Something is started (`exe`, `args`, `by`, `as`),
 * or a resident does something (`who`). `talks` to at most `most` of the places of `to`; `writes` a file; `runs` others.
 */
const CONSOLE = {
  exe: `${SYSTEM32}\\conhost.exe`,
  args: () => ['0xffffffff', '-ForceV1'],
};
const WINDOWS_HAPPENINGS = [
  {
    exe: `${SYSTEM32}\\svchost.exe`,
    args: () => ['-k', 'netsvcs', '-p', '-s', pick(['BITS', 'wuauserv', 'UsoSvc'])],
    by: 'services',
    as: 'system',
    talks: { most: 1, to: [UPDATES, TELEMETRY] },
    weight: 7,
  },
  { exe: `${SYSTEM32}\\taskhostw.exe`, by: 'scheduler', weight: 4 },
  {
    exe: `${SYSTEM32}\\DllHost.exe`,
    args: () => [`/Processid:${pick(COM_APPLICATIONS)}`],
    by: 'dcom',
    weight: 5,
  },
  {
    exe: `${SYSTEM32}\\SearchProtocolHost.exe`,
    args: () => ['Global\\UsGthrFltPipeMssGthrPipe', '1', '-2147483646'],
    by: 'indexer',
    as: 'system',
    weight: 4,
  },
  {
    exe: `${SYSTEM32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: () => ['-NoProfile', '-File', 'C:\\Ops\\inventory.ps1'],
    by: 'scheduler',
    as: 'system',
    talks: { most: 1, to: [INTRANET] },
    writes: () => `C:\\Ops\\out\\inventory-${hex(4)}.json`,
    runs: [CONSOLE],
    weight: 2,
  },
];
const DESK_HAPPENINGS = [
  ...WINDOWS_HAPPENINGS,
  { who: 'browserNetwork', talks: { most: 3, to: WEB }, weight: 6 },
  { who: 'mail', talks: { most: 2, to: [MAIL] }, weight: 3 },
  {
    who: 'mail',
    writes: host => `${home(host)}\\AppData\\Local\\Temp\\~${hex(6)}.tmp`,
    weight: 2,
  },
  {
    exe: EDGE,
    args: () => ['--type=renderer', `--renderer-client-id=${whole(4, 300)}`],
    by: 'browser',
    weight: 8,
  },
  { exe: EDGE, args: () => ['--single-argument', `https://${pick(WEB).name}/`], by: 'explorer', weight: 3 },
  {
    exe: `${OFFICE}\\EXCEL.EXE`,
    args: host => [`${home(host)}\\Documents\\plan-${whole(1, 40)}.xlsx`],
    by: 'explorer',
    writes: host => `${home(host)}\\Documents\\~$plan-${hex(2)}.xlsx`,
    weight: 3,
  },
  {
    exe: `${SYSTEM32}\\backgroundTaskHost.exe`,
    args: () => [`-ServerName:App.AppX${hex(12)}.mca`],
    by: 'dcom',
    talks: { most: 1, to: [TELEMETRY] },
    weight: 5,
  },
  { exe: `${SYSTEM32}\\RuntimeBroker.exe`, args: () => ['-Embedding'], by: 'dcom', weight: 5 },
  {
    exe: `${SYSTEM32}\\cmd.exe`,
    args: () => ['/c', 'gpupdate', '/target:user'],
    by: 'explorer',
    runs: [CONSOLE, { exe: `${SYSTEM32}\\gpupdate.exe`, args: () => ['/target:user'] }],
    weight: 2,
  },
  {
    exe: `${SYSTEM32}\\rundll32.exe`,
    args: () => ['shell32.dll,Control_RunDLL', 'desk.cpl'],
    by: 'explorer',
    weight: 1,
  },
];
const FILE_SERVER_HAPPENINGS = [
  ...WINDOWS_HAPPENINGS,
  {
    exe: `${SYSTEM32}\\wbem\\WmiPrvSE.exe`,
    args: () => ['-secured', '-Embedding'],
    by: 'dcom',
    as: 'system',
    weight: 4,
  },
];
const LINUX_HAPPENINGS = [
  {
    exe: '/usr/bin/sh',
    args: () => ['-c', 'test -x /usr/sbin/anacron || run-parts /etc/cron.hourly'],
    by: 'cron',
    as: 'system',
    weight: 2,
  },
  {
    exe: '/usr/bin/curl',
    args: () => ['-fsS', `https://${UPDATES.name}/health`],
    by: 'cron',
    talks: { most: 1, to: [UPDATES] },
    weight: 3,
  },
  {
    exe: '/usr/sbin/logrotate',
    args: () => ['/etc/logrotate.conf'],
    by: 'init',
    as: 'system',
    writes: () => `/var/log/shop/app.log.${whole(1, 9)}`,
    weight: 1,
  },
];

export const ROLES = {
  desk: { residents: DESK_RESIDENTS, happenings: DESK_HAPPENINGS },
  files: { residents: WINDOWS_RESIDENTS, happenings: FILE_SERVER_HAPPENINGS },
  shop: {
    residents: LINUX_RESIDENTS,
    happenings: [
      ...LINUX_HAPPENINGS,
      {
        exe: '/usr/bin/python3',
        args: () => ['/opt/shop/worker.py', '--once'],
        by: 'init',
        talks: { most: 2, to: [DATABASE, MAIL] },
        weight: 4,
      },
    ],
  },
  database: {
    residents: { ...LINUX_RESIDENTS, postgres: { exe: POSTGRES, args: ['-D', '/srv/orders'], by: 'init' } },
    happenings: [
      ...LINUX_HAPPENINGS,
      {
        exe: '/usr/bin/pgbackrest',
        args: () => ['--stanza=orders', 'archive-push', `pg_wal/${hex(24).toUpperCase()}`],
        by: 'postgres',
        writes: () => `/var/lib/pgbackrest/archive/orders/${hex(24).toUpperCase()}.gz`,
        weight: 3,
      },
      { exe: '/usr/bin/vacuumdb', args: () => ['--analyze-only', 'orders'], by: 'cron', weight: 1 },
    ],
  },
};
