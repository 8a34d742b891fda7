// An ordinary morning: people work, Windows and Linux do what they do, and nothing of it is of interest.
import { chance, pick, whole } from './chance.mjs';
import { MINUTE, MINUTES, SECOND, START_MS, spawn } from './company.mjs';
import { ROLES } from './programs.mjs';
import { connected, ended, loggedOn, resolved, started, wrote } from './recording.mjs';

export function ordinaryMorning(host) {
  const { residents, happenings } = ROLES[host.role];
  for (const [name, { exe, args = [], by, as, pid }] of Object.entries(residents))
    host.resident[name] = spawn(host, exe, args, START_MS - 40 * MINUTE, host.resident[by], { as, pid });

  const weighted = happenings.flatMap(happening => Array.from({ length: happening.weight }, () => happening));
  for (
    let ms = START_MS + whole(0, 9000);
    ms < START_MS + MINUTES * MINUTE - 5 * SECOND;
    ms += whole(6, 26) * SECOND
  ) {
    const happening = pick(weighted);
    const someTime = ms + whole(0, 999);
    if (happening.who === undefined) runProgram(host, happening, someTime, host.resident[happening.by]);
    else useProcess(host, happening, someTime, host.resident[happening.who]);
    if (chance() < 0.08) loggedOn(host, ms + whole(0, 4000), pick(['10.20.1.2', '10.20.1.5']));
  }
}

function runProgram(host, program, ms, parent) {
  const { exe, args = () => [], as, runs = [] } = program;
  const launched = spawn(host, exe, args(host), ms, parent, { as });
  started(host, ms, launched);
  for (const child of runs) runProgram(host, { ...child, as }, ms + whole(10, 120), launched);
  const lastMs = useProcess(host, program, ms, launched);
  if (chance() < 0.6) ended(host, lastMs + whole(200, 90_000), launched);
}

/** Returns when it was done. */
function useProcess(host, { talks, writes }, ms, launched) {
  let now = ms;
  for (let talk = whole(0, talks?.most ?? 0); talk > 0; talk -= 1) {
    const { name, ip, port } = pick(talks.to);
    now += whole(40, 2500);
    resolved(host, now, launched, name, ip);
    now += whole(5, 90);
    connected(host, now, launched, { to: ip, port, name });
  }
  if (writes !== undefined && chance() < 0.7) {
    now += whole(30, 4000);
    wrote(host, now, launched, writes(host));
  }
  return now;
}
