// The programs of the machines: what belongs to Windows and is found everywhere, and what vendors that do not
// exist make. `by` names the resident that starts it, `as` the account, `lines` makes the arguments of a new
// command line; `quiet` programs talk to nobody. All are signed, and where they belong.
import { nameOf, siteOf } from './words.mjs';

const SYSTEM32 = 'C:\\Windows\\System32';
const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application';
const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16';
const WINDOWS = 'Microsoft Windows';
const PUBLISHER = 'Microsoft Windows Publisher';
const CORPORATION = 'Microsoft Corporation';

const inSystem32 = (name, by, lines, more = {}) => ({
  exe: `${SYSTEM32}\\${name}`,
  signer: WINDOWS,
  by,
  as: 'user',
  lines,
  quiet: true,
  ...more,
});

/** Running since the machine was started; each after the one that started it. */
const RESIDENTS = {
  wininit: inSystem32('wininit.exe', undefined, () => [], { as: 'system' }),
  services: inSystem32('services.exe', 'wininit', () => [], { as: 'system', signer: PUBLISHER }),
  dcom: inSystem32('svchost.exe', 'services', () => ['-k', 'DcomLaunch', '-p'], {
    as: 'system',
    signer: PUBLISHER,
  }),
  netsvcs: inSystem32('svchost.exe', 'services', () => ['-k', 'netsvcs', '-p', '-s', 'Schedule'], {
    as: 'system',
    signer: PUBLISHER,
  }),
  dns: inSystem32('svchost.exe', 'services', () => ['-k', 'NetworkService', '-p', '-s', 'Dnscache'], {
    as: 'network',
    signer: PUBLISHER,
    quiet: false,
  }),
  indexer: inSystem32('SearchIndexer.exe', 'services', () => ['/Embedding'], { as: 'system' }),
  antivirus: {
    exe: 'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.25030.2-0\\MsMpEng.exe',
    signer: PUBLISHER,
    by: 'services',
    as: 'system',
    lines: () => [],
  },
  explorer: { exe: 'C:\\Windows\\explorer.exe', signer: WINDOWS, as: 'user', lines: () => [], quiet: true },
  browser: {
    exe: `${EDGE}\\msedge.exe`,
    signer: CORPORATION,
    by: 'explorer',
    as: 'user',
    lines: () => ['--profile-directory=Default'],
  },
  mail: { exe: `${OFFICE}\\OUTLOOK.EXE`, signer: CORPORATION, by: 'explorer', as: 'user', lines: () => [] },
};

const guid = c => `{${c.uuid().toUpperCase()}}`;

/** The first is started the most often. */
const OF_WINDOWS = [
  {
    ...RESIDENTS.browser,
    by: 'browser',
    lines: c => [
      '--type=renderer',
      '--lang=en-GB',
      '--device-scale-factor=1',
      `--renderer-client-id=${c.whole(4, 4000)}`,
      `--launch-time-ticks=${c.whole(1e8, 1e10)}`,
      `--field-trial-handle=${c.whole(1000, 9999)},i,${c.hex(16)},${c.hex(16)},262144`,
      '--variations-seed-version',
      `--mojo-platform-channel-handle=${c.whole(1000, 9999)}`,
      '/prefetch:1',
    ],
  },
  inSystem32(
    'svchost.exe',
    'services',
    c => [
      '-k',
      c.pick(['netsvcs', 'LocalService', 'wsappx', 'UnistackSvcGroup']),
      '-p',
      '-s',
      c.pick([
        'BITS',
        'wuauserv',
        'UsoSvc',
        'AppXSvc',
        'ClipSVC',
        'WpnUserService',
        'DoSvc',
        'StateRepository',
      ]),
    ],
    { as: 'system', signer: PUBLISHER, quiet: false },
  ),
  inSystem32('backgroundTaskHost.exe', 'dcom', c => [`-ServerName:App.AppX${c.hex(32)}.mca`]),
  inSystem32('RuntimeBroker.exe', 'dcom', () => ['-Embedding']),
  inSystem32('taskhostw.exe', 'netsvcs', c =>
    c.pick([[], ['SYSTEM'], ['Install', `$(Arg${c.whole(0, 9)})`], ['USER']]),
  ),
  inSystem32('dllhost.exe', 'dcom', c => [`/Processid:${guid(c)}`]),
  inSystem32(
    'SearchProtocolHost.exe',
    'indexer',
    c => [
      `Global\\UsGthrFltPipeMssGthrPipe${c.whole(1, 900)}_`,
      `Global\\UsGthrCtrlFltPipeMssGthrPipe${c.whole(1, 900)}`,
      '1',
      '-2147483646',
      'Software\\Microsoft\\Windows Search',
      'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT; MS Search 4.0 Robot)',
      'C:\\ProgramData\\Microsoft\\Search\\Data\\Temp\\usgthrsvc',
      'DownLevelDaemon',
    ],
    { as: 'system' },
  ),
  inSystem32(
    'SearchFilterHost.exe',
    'indexer',
    c => [
      '0',
      String(c.whole(700, 900)),
      String(c.whole(700, 900)),
      String(c.whole(700, 900)),
      '8192',
      String(c.whole(700, 900)),
    ],
    { as: 'system' },
  ),
  {
    exe: `${OFFICE}\\EXCEL.EXE`,
    signer: CORPORATION,
    by: 'explorer',
    as: 'user',
    lines: (c, home) => [`${home}\\Documents\\plan-${c.whole(1, 900)}-${nameOf(c.whole(0, 4000))}.xlsx`],
  },
  {
    exe: `${OFFICE}\\WINWORD.EXE`,
    signer: CORPORATION,
    by: 'explorer',
    as: 'user',
    lines: (c, home) => [
      '/n',
      `${home}\\Documents\\${nameOf(c.whole(0, 4000))}\\minutes ${c.whole(1, 31)}.docx`,
      '/o',
      '',
    ],
  },
  inSystem32('audiodg.exe', 'netsvcs', c => [`0x${c.hex(3)}`, `0x${c.hex(3)}`], { as: 'local' }),
  inSystem32('smartscreen.exe', 'dcom', () => ['-Embedding']),
  inSystem32('wbem\\WmiPrvSE.exe', 'dcom', () => ['-secured', '-Embedding'], { as: 'network' }),
  {
    exe: 'C:\\Program Files\\Elastic\\Agent\\data\\elastic-agent-8.17.3\\components\\agentbeat.exe',
    signer: 'Elasticsearch, Inc.',
    by: 'services',
    as: 'system',
    lines: c => [
      'metricbeat',
      '-E',
      'setup.ilm.enabled=false',
      '-E',
      `management.restart_on_output_change=true`,
      '-E',
      `path.data=C:\\Program Files\\Elastic\\Agent\\data\\elastic-agent-8.17.3\\run\\system\\metrics-${c.hex(8)}`,
    ],
  },
  {
    exe: 'C:\\Windows\\servicing\\TrustedInstaller.exe',
    signer: WINDOWS,
    by: 'services',
    as: 'system',
    lines: () => [],
    quiet: true,
  },
  inSystem32('gpupdate.exe', 'netsvcs', c => [c.pick(['/target:computer', '/target:user'])], {
    as: 'system',
  }),
  inSystem32('MoUsoCoreWorker.exe', 'dcom', () => ['-Embedding'], { as: 'system', quiet: false }),
  inSystem32(
    'CompatTelRunner.exe',
    'netsvcs',
    c => ['-m:appraiser.dll', '-f:DoScheduledTelemetryRun', `-cv:${c.hex(16)}.${c.whole(1, 9)}`],
    { as: 'system' },
  ),
];

const VENDOR_KINDS = ['Updater', 'Service', 'Client', 'Agent', 'Sync', 'Monitor', 'Viewer', 'Host'];
const LINES = [
  (c, home) => [
    '--config',
    `${home}\\AppData\\Roaming\\settings-${c.whole(1, 400)}.json`,
    '--session',
    c.uuid(),
  ],
  c => [
    'run',
    `--job=${c.whole(1, 9000)}`,
    `--at=2026-03-${10 + c.whole(0, 19)}T0${c.whole(0, 9)}:${10 + c.whole(0, 49)}:00Z`,
  ],
  c => [`/channel:${c.pick(['stable', 'preview'])}`, `/ticket:${c.hex(16)}`, '/quiet'],
  (c, home) => [
    'open',
    `${home}\\Documents\\${nameOf(c.whole(0, 4000))}\\${nameOf(c.whole(0, 4000))} ${c.whole(1, 99)}.pdf`,
  ],
  c => [
    `--type=${c.pick(['gpu-process', 'utility', 'renderer', 'crashpad-handler'])}`,
    `--id=${c.whole(1, 90_000)}`,
    `--trace=${c.hex(24)}`,
    '--no-rate-limit',
  ],
  c => [
    '-service',
    `${nameOf(c.whole(0, 4000))}`,
    '-port',
    String(c.whole(20_000, 40_000)),
    '-log',
    `C:\\ProgramData\\logs\\${c.whole(1, 9999)}.log`,
  ],
  c => ['/background', `/id=${c.uuid()}`],
  c => [
    'poll',
    '--since',
    String(1_773_700_000 + c.whole(0, 90_000)),
    '--queue',
    nameOf(c.whole(0, 200)).toLowerCase(),
  ],
];

/** Every program there is, those that start most often first. */
export function makeWindowsPrograms(chance, vendors) {
  const ofVendors = Array.from({ length: vendors }, (_, number) => ofVendor(number));
  // Windows' own lead, and vendors' follow between them: both kinds are among the most frequent.
  const all = [];
  for (let at = 0; at < ofVendors.length; at++) {
    if (at < OF_WINDOWS.length) all.push(OF_WINDOWS[at]);
    all.push(ofVendors[at]);
  }
  return all.map(program => describeProgram(chance, program));
}

export function makeResidents(chance) {
  return Object.fromEntries(
    Object.entries(RESIDENTS).map(([name, program]) => [name, describeProgram(chance, program)]),
  );
}

function ofVendor(number) {
  const vendor = nameOf(number);
  const kind = VENDOR_KINDS[number % VENDOR_KINDS.length];
  const isService = kind === 'Updater' || kind === 'Service' || kind === 'Agent' || kind === 'Monitor';
  return {
    exe: `C:\\Program Files\\${vendor}\\${vendor} ${kind}\\${vendor}${kind}.exe`,
    signer: `${vendor} GmbH`,
    by: isService ? 'services' : 'explorer',
    as: isService ? 'system' : 'user',
    lines: LINES[number % LINES.length],
    site: siteOf(number),
  };
}

/** With what stands in the documents of all its processes: hashes, signature, names. */
export function describeProgram(chance, program) {
  const name = program.exe.slice(program.exe.lastIndexOf('\\') + 1);
  const signature = { trusted: true, subject_name: program.signer, exists: true, status: 'trusted' };
  return {
    ...program,
    name,
    signature,
    pe: { original_file_name: program.original ?? name },
    hash: { sha256: chance.hex(64) },
    ageSeconds: chance.whole(2_000_000, 60_000_000),
  };
}
