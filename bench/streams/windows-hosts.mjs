// The Windows machines of a company that does not exist, who works at them, and the processes that run there.
import { Buffer } from 'node:buffer';
import { nameOf } from './words.mjs';

const SYSTEM = { domain: 'NT AUTHORITY', id: 'S-1-5-18', name: 'SYSTEM' };
const LOCAL_SERVICE = { domain: 'NT AUTHORITY', id: 'S-1-5-19', name: 'LOCAL SERVICE' };
const NETWORK_SERVICE = { domain: 'NT AUTHORITY', id: 'S-1-5-20', name: 'NETWORK SERVICE' };
const DOMAIN_SID = 'S-1-5-21-1004336348-1177238915-682003330';

/** A process knows at most so many of those it descends from, as Defend tells them. */
const MOST_ANCESTORS = 5;
/** Processes a machine remembers: what goes on does so in one of them. */
const MOST_RUNNING = 60;

export function makeWindowsHosts(chance, count) {
  return Array.from({ length: count }, (_, number) => makeHost(chance, number));
}

function makeHost(chance, number) {
  const isServer = number % 8 === 7;
  const name = `${isServer ? 'SRV' : 'WS'}-${nameOf(number).toUpperCase().slice(0, 6)}-${String(number).padStart(3, '0')}`;
  const user = `${nameOf(number + 900).toLowerCase()}.${nameOf(number + 40)
    .slice(0, 1)
    .toLowerCase()}`;
  const version = isServer
    ? '21H2 (10.0.20348.3207)'
    : chance.pick(['23H2 (10.0.22631.5039)', '22H2 (10.0.19045.5737)']);
  const variant = isServer ? 'Windows Server 2022 Standard' : 'Windows 11 Enterprise';
  const agent = chance.uuid();
  return {
    name,
    home: `C:\\Users\\${user}`,
    agent: { id: agent, type: 'endpoint', version: chance.pick(['8.17.3', '8.17.3', '8.18.1']) },
    elastic: { agent: { id: agent } },
    ip: `10.${20 + (number >> 8)}.${number & 255}.${chance.whole(10, 250)}`,
    document: {
      hostname: name,
      os: {
        Ext: { variant },
        name: 'Windows',
        family: 'windows',
        type: 'windows',
        version,
        platform: 'windows',
        full: `${variant} ${version}`,
      },
      ip: [],
      name: name.toLowerCase(),
      id: chance.uuid(),
      mac: [`02-00-00-${chance.hex(2)}-${chance.hex(2)}-${chance.hex(2)}`],
      architecture: 'x86_64',
    },
    accounts: {
      system: SYSTEM,
      local: LOCAL_SERVICE,
      network: NETWORK_SERVICE,
      user: { domain: 'NORDHAFEN', id: `${DOMAIN_SID}-${1100 + number}`, name: user },
    },
    logons: { system: '0x3e7', local: '0x3e5', network: '0x3e4', user: `0x${chance.hex(5)}` },
    eventIdStart: Buffer.from(chance.hex(24), 'hex').toString('base64'),
    sequence: chance.whole(1000, 90_000),
    pid: 4 * chance.whole(300, 2200),
    port: chance.whole(49_200, 60_000),
    monotonicId: chance.whole(1000, 90_000),
    /** What runs since long before the stream begins, by name. */
    resident: {},
    running: [],
  };
}

/**
 * Starts a process of a program. `run` is how it is called: `{args, commandLine}`; `as` whose account it has.
 * A process knows its parent only as far as its events tell it.
 */
export function startProcess(chance, host, program, run, parent, ms, as = program.as) {
  host.pid += 4 * chance.whole(1, 9);
  if (host.pid > 60_000) host.pid = 4 * chance.whole(300, 900);
  const started = {
    program,
    run,
    pid: host.pid,
    entity: entityOf(chance, host, host.pid, ms),
    parent: parent && { program: parent.program, run: parent.run, pid: parent.pid, entity: parent.entity },
    ancestry: parent === undefined ? [] : [parent.entity, ...parent.ancestry].slice(0, MOST_ANCESTORS),
    account: host.accounts[as],
    logon: host.logons[as],
    integrity: as === 'user' ? 'medium' : 'system',
    /** Days since the program's file was made, in seconds; the same to all processes of a program on a host, nearly. */
    fileAge: program.ageSeconds + chance.whole(0, 999_999) / 100,
  };
  if (host.running.length < MOST_RUNNING) host.running.push(started);
  else host.running[chance.whole(0, MOST_RUNNING - 1)] = started;
  return started;
}

function entityOf(chance, host, pid, ms) {
  return Buffer.from(
    `${host.agent.id}-${pid}-${Math.floor(ms / 1000)}.${chance.whole(100_000_000, 999_999_900)}`,
  ).toString('base64');
}
