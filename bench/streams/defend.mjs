// A company's Windows machines as Elastic Defend tells of them: what programs start and end, where they connect,
// what names they ask for, which files and registry values they touch, which libraries they load. Command lines
// recur fifteen times on average, program names follow Zipf's law, and every process has an id of its own.
//
// With `isFresh`, nothing that can be new recurs: command lines, arguments, lines of parents, paths, names asked
// for. With `isLoud`, every fourth event is something that public rules alert on, else one in five thousand.
import { Pool } from './chance.mjs';
import {
  connectionDocument,
  dnsDocument,
  fileDocument,
  libraryDocument,
  processDocument,
  registryDocument,
} from './defend-documents.mjs';
import { moments, START_MS } from './moments.mjs';
import { WINDOWS_SUSPECTS } from './suspects.mjs';
import { makeWindowsHosts, startProcess } from './windows-hosts.mjs';
import { describeProgram, makeResidents, makeWindowsPrograms } from './windows-programs.mjs';
import { nameOf, siteOf } from './words.mjs';

const HOSTS = 300;
const VENDORS = 260;
const LIBRARIES = 500;
const SITES = 700;
/** How often a value is given on average; a command line stands in events of ends too, fifteen in all. */
const REUSE = { commandLine: 11, path: 2.5, registry: 12, dnsName: 25 };

/** Documents, each later than the one before. */
export function* defendDocuments(chance, { isFresh = false, isLoud = false } = {}) {
  const world = makeWorld(chance);
  const suspects = WINDOWS_SUSPECTS.map(suspect => describeProgram(chance, suspect));
  for (const { serial, at, isSuspicious } of moments(chance, isLoud)) {
    const host = world.hosts[Math.floor(chance.next() ** 1.5 * HOSTS)];
    const fresh = isFresh ? `${serial.toString(36)}${chance.hex(4)}` : undefined;
    yield isSuspicious
      ? suspicious(world, host, at, chance.pick(suspects))
      : happening(world, host, at, fresh);
  }
}

function makeWorld(chance) {
  const residents = makeResidents(chance);
  const hosts = makeWindowsHosts(chance, HOSTS);
  for (const host of hosts) {
    host.document.ip = [host.ip, 'fe80::4d1:ef01:c0ed:299a', '127.0.0.1', '::1'];
    for (const [name, program] of Object.entries(residents))
      host.resident[name] = startProcess(
        chance,
        host,
        program,
        runOf(program, program.lines()),
        host.resident[program.by],
        START_MS - 5_400_000,
      );
  }
  const programs = makeWindowsPrograms(chance, VENDORS);
  const lines = new Map();
  for (const program of programs)
    lines.set(
      program,
      new Pool(chance, REUSE.commandLine, () =>
        runOf(program, program.lines(chance, chance.pick(hosts).home)),
      ),
    );
  return {
    chance,
    hosts,
    programs,
    lines,
    libraries: Array.from({ length: LIBRARIES }, (_, number) => makeLibrary(chance, number)),
    paths: new Pool(chance, REUSE.path, () => makePath(chance, chance.pick(hosts))),
    values: new Pool(chance, REUSE.registry, () => makeRegistryValue(chance, chance.pick(hosts))),
    sites: Array.from({ length: SITES }, (_, number) => number),
    names: new Pool(
      chance,
      REUSE.dnsName,
      () =>
        `${chance.pick(['www', 'api', 'cdn', 'img', `e${chance.whole(1, 9999)}`])}.${siteOf(chance.whole(0, SITES))}`,
    ),
  };
}

/** How a program is called. */
function runOf({ exe }, args) {
  const all = [exe, ...args];
  return {
    args: all,
    commandLine: all.map(text => (/\s/.test(text) || text === '' ? `"${text}"` : text)).join(' '),
  };
}

const freshRun = ({ args }, program, fresh) =>
  runOf(
    program,
    args.length < 2 ? [`/run:${fresh}`] : args.slice(1).map((text, at) => `${text}.${fresh}${at}`),
  );

/** What one machine does in a moment; `fresh` is behind everything that is to be new. */
function happening(world, host, at, fresh) {
  const { chance } = world;
  const what = chance.next();
  if (what < 0.2) {
    const program = chance.zipf(world.programs);
    const parent = host.resident[program.by];
    const process = startProcess(chance, host, program, world.lines.get(program).next(), parent, at.ms);
    return processDocument(host, at, renewed(process, fresh), 'start');
  }
  if (what < 0.33) return processDocument(host, at, renewed(chance.pick(host.running), fresh), 'end');
  if (what < 0.47) return connection(world, host, at);
  if (what < 0.57) return dns(world, host, at, fresh);
  if (what < 0.74) return file(world, host, at, fresh);
  if (what < 0.87) {
    const known = world.values.next();
    const process = chance.pick([
      host.resident.netsvcs,
      host.resident.dcom,
      host.resident.explorer,
      chance.pick(host.running),
    ]);
    return registryDocument(
      host,
      at,
      process,
      fresh === undefined ? known : { ...known, key: `${known.key}\\${fresh}` },
    );
  }
  const library = chance.zipf(world.libraries);
  return libraryDocument(
    host,
    at,
    chance.pick(host.running),
    fresh === undefined
      ? library
      : { ...library, path: library.path.replace(/[^\\]+$/, name => `${fresh}\\${name}`) },
  );
}

function renewed(process, fresh) {
  if (fresh === undefined) return process;
  const { parent, program, run } = process;
  return {
    ...process,
    run: freshRun(run, program, fresh),
    parent: parent && { ...parent, run: freshRun(parent.run, parent.program, `p${fresh}`) },
  };
}

/** Most programs talk to nobody: what does not find one that talks takes the browser. */
function talker(world, host) {
  const process = world.chance.pick(host.running);
  return process.program.quiet ? host.resident.browser : process;
}

function connection(world, host, at) {
  const { chance } = world;
  host.port = host.port >= 65_500 ? 49_200 : host.port + 1;
  const action = chance.pick(['connection_attempted', 'connection_attempted', 'disconnect_received']);
  const isInside = chance.next() < 0.4;
  return connectionDocument(host, at, isInside ? host.resident.netsvcs : talker(world, host), {
    action,
    ip: isInside ? `10.20.0.${chance.whole(2, 60)}` : addressOf(chance.zipf(world.sites)),
    port: isInside ? chance.pick([443, 8080, 8443]) : 443,
    from: host.port,
  });
}

function dns(world, host, at, fresh) {
  const { chance } = world;
  const site = chance.zipf(world.sites);
  const name = chance.next() < 0.5 ? siteOf(site) : world.names.next();
  return dnsDocument(host, at, talker(world, host), {
    name: fresh === undefined ? name : `n${fresh}.${name}`,
    ips: [addressOf(site), addressOf(site + 7)],
  });
}

/** Ordinary public addresses out of a network that everybody reads as an example, a few for each site. */
const addressOf = site => `1.${2 + (site % 7)}.${site >> 4}.${10 + (site % 200)}`;

function file(world, host, at, fresh) {
  const { chance } = world;
  const path = world.paths.next();
  return fileDocument(host, at, chance.pick(host.running), {
    action: chance.pick(['creation', 'overwrite', 'modification', 'deletion']),
    path: fresh === undefined ? path : path.replace(/[^\\]+$/, name => `${fresh}-${name}`),
    size: chance.whole(40, 900_000),
    entropy: chance.whole(100_000_000, 790_000_000) / 1e8,
  });
}

function makePath(chance, host) {
  const vendor = nameOf(chance.whole(0, VENDORS));
  return chance.pick([
    () => `${host.home}\\AppData\\Local\\${vendor}\\Cache\\f_${chance.hex(6)}`,
    () => `${host.home}\\AppData\\Local\\Temp\\${vendor}-${chance.hex(8)}.tmp`,
    () => `${host.home}\\AppData\\Roaming\\${vendor}\\state-${chance.whole(1, 99)}.json`,
    () => `C:\\ProgramData\\${vendor}\\logs\\${vendor}-2026-03-${chance.whole(10, 28)}.log`,
    () => `C:\\ProgramData\\${vendor}\\data\\segment-${chance.hex(8)}.db`,
    () => `C:\\Windows\\Prefetch\\${vendor.toUpperCase()}.EXE-${chance.hex(8).toUpperCase()}.pf`,
    () => `${host.home}\\Documents\\${vendor}\\notes ${chance.whole(1, 400)}.docx`,
  ])();
}

function makeRegistryValue(chance, host) {
  const vendor = nameOf(chance.whole(0, VENDORS));
  const sid = host.accounts.user.id;
  return chance.pick([
    () => ({
      action: 'modification',
      hive: 'HKLM',
      key: `SOFTWARE\\${vendor}\\${vendor} Service\\State`,
      value: chance.pick(['LastRun', 'Version', 'Token', 'Sequence']),
      data: { strings: [String(chance.whole(1, 1e9))], type: 'REG_SZ' },
    }),
    () => ({
      action: 'modification',
      hive: 'HKEY_USERS',
      key: `${sid}\\Software\\${vendor}\\Windows\\${chance.whole(0, 9)}`,
      value: 'Placement',
      data: { strings: [chance.hex(32)], type: 'REG_SZ' },
    }),
    () => ({
      action: 'query',
      hive: 'HKLM',
      key: 'SYSTEM\\ControlSet001\\Control\\Lsa\\FipsAlgorithmPolicy',
      value: 'Enabled',
      data: { strings: [], type: 'REG_NONE' },
    }),
    () => ({
      action: 'modification',
      hive: 'HKLM',
      key: `SYSTEM\\ControlSet001\\Services\\bam\\State\\UserSettings\\${sid}`,
      value: `\\Device\\HarddiskVolume3\\Program Files\\${vendor}\\${vendor}.exe`,
      data: { bytes: chance.hex(48), type: 'REG_BINARY' },
    }),
    () => ({
      action: 'query',
      hive: 'HKEY_USERS',
      key: `${sid}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\SessionInfo\\1`,
      value: 'StartMenuInit',
      data: { strings: ['13'], type: 'REG_DWORD' },
    }),
  ])();
}

function makeLibrary(chance, number) {
  const isVendors = number % 3 === 2;
  const vendor = nameOf(number % VENDORS);
  const name = `${nameOf(number + 1000).toLowerCase()}.dll`;
  const { signature, hash, ageSeconds } = describeProgram(chance, {
    exe: name,
    signer: isVendors ? `${vendor} GmbH` : 'Microsoft Windows',
  });
  return {
    name,
    path: isVendors ? `C:\\Program Files\\${vendor}\\bin\\${name}` : `C:\\Windows\\System32\\${name}`,
    signature,
    hash,
    ageSeconds,
    size: chance.whole(20_000, 4_000_000),
    pe: {
      file_version: `10.0.22621.${chance.whole(1, 5000)}`,
      imphash: chance.hex(32),
      original_file_name: name,
    },
  };
}

function suspicious(world, host, at, suspect) {
  const { chance } = world;
  const parent = host.resident[suspect.by];
  const args = suspect.lines(chance);
  return processDocument(
    host,
    at,
    startProcess(chance, host, suspect, runOf(suspect, args), parent, at.ms),
    'start',
  );
}
