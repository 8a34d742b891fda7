// Writes examples/attack.ndjson: half an hour of a small company that does not exist, as two shippers would
// have delivered it. The same seed gives the same bytes on every machine: no clock, no chance, no environment.
//
//   node examples/generate.mjs          writes examples/attack.ndjson
//   node examples/generate.mjs -        writes to standard output
//
// README.md beside this file says what happens in the recording and why its addresses are what they are.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import {
  dev,
  file,
  fin,
  HOSTS,
  hr,
  lab,
  labTwin,
  MINUTE,
  ops,
  SECOND,
  START_MS,
  spawn,
} from './generator/company.mjs';
import { ordinaryMorning } from './generator/ordinary-morning.mjs';
import { COM_APPLICATIONS, SYSTEM32 } from './generator/programs.mjs';
import { connected, ended, recording, started } from './generator/recording.mjs';

const DLLHOST = `${SYSTEM32}\\dllhost.exe`;
const at = (minute, second, ms = 0) => START_MS + minute * MINUTE + second * SECOND + ms;

/**
 * A user opens a shortcut out of a disk image; it loads a library, which starts a bare dllhost.exe and moves in.
 * `pids` are of the loader and of dllhost.exe. What the story tells has its numbers from here, not from chance.
 */
function attack(host, ms, { pids, from }) {
  const openedMs = ms - 3400;
  const loader = spawn(
    host,
    `${SYSTEM32}\\rundll32.exe`,
    ['D:\\agenda.dll,Open'],
    openedMs,
    host.resident.explorer,
    { pid: pids[0] },
  );
  started(host, openedMs, loader);
  const surrogate = spawn(host, DLLHOST, [], ms, loader, { pid: pids[1] });
  started(host, ms, surrogate);
  connected(host, ms + 8 * SECOND, surrogate, { to: '1.2.3.4', from });
  ended(host, ms + 95 * SECOND, surrogate);
}

function nearMisses() {
  // A bare start, but it talks to the company's own file server.
  const inside = startedBare(hr, at(6, 20, 312), 4660);
  connected(hr, at(6, 28, 312), inside, { to: '10.20.1.5', from: 58447 });

  // A COM application with its argument, as Windows starts them; it talks to the outside.
  const argument = '/Processid:{5A9C1C2E-7D0B-4A53-9C1B-6A0C1E7F3D24}';
  const withArgument = surrogateOf(dev, [argument], at(14, 10, 45), 7716);
  started(dev, at(14, 10, 45), withArgument);
  connected(dev, at(14, 18, 45), withArgument, { to: '1.2.3.20', from: 53874 });

  // The same process id on two machines that were resumed from one snapshot.
  const frozen = startedBare(lab, at(16, 0, 700), 4752);
  connected(labTwin, at(16, 9, 700), frozen, { to: '1.2.3.32', from: 52935 });

  // A bare start whose first connection comes one second too late.
  const patient = startedBare(file, at(22, 30, 128), 4260);
  connected(file, at(23, 31, 128), patient, { to: '1.2.3.61', from: 56525 });

  // A bare start, and a connection of another dllhost.exe that was running before the recording began.
  const older = surrogateOf(hr, [`/Processid:${COM_APPLICATIONS[0]}`], START_MS - 12 * MINUTE, 4672);
  startedBare(hr, at(25, 15, 500), 4676);
  connected(hr, at(25, 22, 500), older, { to: '1.2.3.70', from: 58448 });
}

const surrogateOf = (host, args, ms, pid) => spawn(host, DLLHOST, args, ms, host.resident.dcom, { pid });

function startedBare(host, ms, pid) {
  const launched = surrogateOf(host, [], ms, pid);
  started(host, ms, launched);
  return launched;
}

for (const host of HOSTS) ordinaryMorning(host);
attack(fin, at(11, 42, 407), { pids: [4060, 4096], from: 59327 });
attack(ops, at(19, 5, 233), { pids: [7016, 7020], from: 55343 });
nearMisses();

if (process.argv[2] === '-') process.stdout.write(recording());
else writeFileSync(new URL('attack.ndjson', import.meta.url), recording());
