// Linux servers as Elastic Defend and the audit daemon tell of them: programs that fork, execute and end,
// connections and files, and system calls. Command lines recur as in defend.mjs. With `isLoud`, every fourth event
// is something that public rules alert on, else one in five thousand.
import { Pool } from './chance.mjs';
import { auditDocument, fileDocument, networkDocument, processDocument } from './linux-documents.mjs';
import { LINUX_RESIDENTS, linuxPrograms, makeLinuxHosts, startLinuxProcess } from './linux-hosts.mjs';
import { moments, START_MS } from './moments.mjs';
import { LINUX_SUSPECTS } from './suspects.mjs';
import { nameOf } from './words.mjs';

const HOSTS = 120;
const PROGRAMS = 240;
const REUSE = { commandLine: 8, path: 2.5 };

/** Documents, each later than the one before. */
export function* linuxDocuments(chance, { isLoud = false } = {}) {
  const world = makeWorld(chance);
  for (const { at, isSuspicious } of moments(chance, isLoud)) {
    const host = world.hosts[Math.floor(chance.next() ** 1.5 * HOSTS)];
    if (isSuspicious) {
      const suspect = chance.pick(LINUX_SUSPECTS);
      const process = startLinuxProcess(
        chance,
        host,
        suspect,
        runOf(suspect, suspect.lines(chance)),
        host.resident[suspect.by],
        at.ms,
      );
      yield processDocument(host, at, process, 'exec');
    } else yield happening(world, host, at);
  }
}

function makeWorld(chance) {
  const hosts = makeLinuxHosts(chance, HOSTS);
  for (const host of hosts)
    for (const [name, program] of Object.entries(LINUX_RESIDENTS))
      host.resident[name] = startLinuxProcess(
        chance,
        host,
        program,
        runOf(program, program.lines(chance)),
        host.resident[program.by],
        START_MS - 90_000_000,
      );
  const programs = linuxPrograms(PROGRAMS);
  return {
    chance,
    hosts,
    programs,
    lines: new Map(
      programs.map(program => [
        program,
        new Pool(chance, REUSE.commandLine, () => runOf(program, program.lines(chance))),
      ]),
    ),
    paths: new Pool(chance, REUSE.path, () => makePath(chance)),
  };
}

const runOf = ({ exe }, args) => ({ args: [exe, ...args], commandLine: [exe, ...args].join(' ') });

function happening(world, host, at) {
  const { chance } = world;
  const what = chance.next();
  if (what < 0.3) {
    const program = chance.zipf(world.programs);
    const process = startLinuxProcess(
      chance,
      host,
      program,
      world.lines.get(program).next(),
      host.resident[program.by],
      at.ms,
    );
    return processDocument(host, at, process, what < 0.22 ? 'exec' : 'fork');
  }
  const process = chance.pick(host.running);
  if (what < 0.42) return processDocument(host, at, process, 'end');
  if (what < 0.58) return networkDocument(chance, host, at, process);
  if (what < 0.72) return fileDocument(chance, host, at, process, world.paths.next());
  return auditDocument(chance, host, at, process, world.paths.next());
}

function makePath(chance) {
  const name = nameOf(chance.whole(0, 400)).toLowerCase();
  return chance.pick([
    () => `/var/lib/${name}/segments/${chance.hex(10)}.seg`,
    () => `/srv/shop/uploads/${chance.hex(2)}/${chance.hex(12)}.jpg`,
    () => `/var/log/${name}/${name}.log.${chance.whole(1, 90)}`,
    () => `/var/cache/${name}/${chance.hex(6)}/page-${chance.whole(1, 900)}.html`,
  ])();
}
