// The company: its machines, who works at them, and the processes that run there.
import { Buffer } from 'node:buffer';
import { hex, uuid, whole } from './chance.mjs';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const START_MS = Date.UTC(2026, 2, 17, 8, 30);
export const MINUTES = 30;
const DOMAIN = 'nordhafen.example';

const windows = (name, ip, user, shipper, role = 'desk') =>
  makeHost({ name, ip, user, shipper, os: 'windows', role });
const linux = (name, ip, user, role) => makeHost({ name, ip, user, shipper: 'defend', os: 'linux', role });

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
    /** What runs since long before the recording begins, by name. */
    resident: {},
  };
}

export const fin = windows('FIN-WS-014', '10.20.4.14', 'i.brandt', 'defend');
export const hr = windows('HR-WS-007', '10.20.4.7', 'm.okafor', 'defend');
export const file = windows('FILE-01', '10.20.1.5', 'svc-backup', 'defend', 'files');
export const dev = windows('DEV-WS-022', '10.20.5.22', 'l.sato', 'winlogbeat');
/** The events of these three reach Winlogbeat through a collector, which knows nothing of the hosts but their names. */
export const ops = windows('OPS-WS-040', '10.20.6.40', 'r.lindqvist', 'forwarded');
export const lab = windows('LAB-WS-031', '10.20.7.31', 'lab', 'forwarded');
/** Resumed from the snapshot that LAB-WS-031 was saved to, so that both hold the same running processes. */
export const labTwin = { ...windows('LAB-WS-032', '10.20.7.32', 'lab', 'forwarded'), machine: lab.machine };
const web = linux('web-01', '10.20.1.20', 'www-data', 'shop');
const db = linux('db-01', '10.20.1.21', 'postgres', 'database');

export const HOSTS = [fin, hr, file, dev, ops, lab, labTwin, web, db];

export const fullName = host => `${host.name}.${DOMAIN}`;

/** Who a process runs as: `user` is whoever works at the host, `system` the machine itself. */
const SYSTEM = { domain: 'NT AUTHORITY', id: 'S-1-5-18', name: 'SYSTEM' };
const ROOT = { id: '0', name: 'root' };
export function accountOf(host, as = 'user') {
  if (as === 'system') return host.os === 'windows' ? SYSTEM : ROOT;
  if (host.os === 'linux') return { id: host.role === 'shop' ? '33' : '107', name: host.user };
  const number = 1100 + Number(host.ip.split('.').at(-1));
  return {
    domain: 'NORDHAFEN',
    id: `S-1-5-21-1004336348-1177238915-682003330-${number}`,
    name: host.user,
  };
}

// Processes. `args` are the arguments behind the program; a process knows who started it.

export function spawn(host, executable, args, ms, parent, { as = 'user', pid = nextPid(host) } = {}) {
  const launched = {
    executable,
    name: executable.split(host.os === 'windows' ? '\\' : '/').at(-1),
    args: [executable, ...args],
    commandLine: [quoteBlank(executable), ...args.map(quoteBlank)].join(' '),
    pid,
    startMs: ms,
    parent,
    account: accountOf(host, as),
    sha256: hashOf(executable),
  };
  return { ...launched, entity: entityId(host, launched) };
}

function nextPid(host) {
  host.pid += 4 * whole(1, 9);
  return host.pid;
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
