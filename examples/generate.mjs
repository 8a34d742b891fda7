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
import { COM_APPLICATIONS, ordinaryMorning, SYSTEM32 } from './generator/ordinary-morning.mjs';
import { connected, ended, recording, started } from './generator/recording.mjs';

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

for (const host of HOSTS) ordinaryMorning(host);
attack(fin, at(11, 42, 407));
attack(ops, at(19, 5, 233));
nearMisses();

if (process.argv[2] === '-') process.stdout.write(recording());
else writeFileSync(new URL('attack.ndjson', import.meta.url), recording());
