/** What a running server says of itself, judged. Counts are since it started. */
import { spanText } from '../../explain/span-text.ts';
import type { AskedServer } from './ask-server.ts';
import { counted, type Finding, gigabytes, ok, someOf, trouble, unknown } from './finding.ts';

type Check = (server: AskedServer) => Finding;

/** Less than what rules and shippers get over without loss. */
const CLOCK_OFF_MS = 30_000;
const LATE_MS = 3_600_000;
const LEAST_FREE_BYTES = 5e9;
const SLOW_ALERT_MS = 60_000;

const CHECKS: readonly Check[] = [
  checkClock,
  checkEventClocks,
  checkRoom,
  checkArrival,
  checkSilence,
  checkRefused,
  checkTurnedAway,
  checkLate,
  checkReadable,
  checkRuleFiles,
  checkFailing,
  checkNeverFiring,
  checkGaps,
  checkPace,
];

export function judgeServer(server: AskedServer): readonly Finding[] {
  return CHECKS.map(check => check(server));
}

function checkClock({ clock }: AskedServer): Finding {
  const check = 'clock';
  if (clock === undefined)
    return unknown(check, 'the answer has no date', 'compare the clocks of both machines by hand');
  const offMs = Math.max(0, Math.abs(clock.aheadMs) - clock.toleranceMs);
  if (offMs <= CLOCK_OFF_MS) return ok(check, 'that of the server and that of this machine agree');
  const way = clock.aheadMs > 0 ? 'ahead of' : 'behind';
  return trouble(
    check,
    `that of the server is ${roughly(offMs)} ${way} that of this machine`,
    'let both be set by NTP: rules see events by their times',
  );
}

function checkEventClocks({ sources: { sources }, status: { detection } }: AskedServer): Finding {
  const check = 'clocks of events';
  const ahead = sources.filter(({ medianLatenessMs }) => medianLatenessMs < -CLOCK_OFF_MS);
  if (detection.aheadOfClockEvents === 0 && ahead.length === 0)
    return ok(check, 'no event is ahead of the clock of the server');
  const where = ahead.length === 0 ? '' : `, most of them in ${someOf(ahead.map(nameOf))}`;
  return trouble(
    check,
    `${counted(detection.aheadOfClockEvents, 'event')} came with a time more than a minute ahead${where}`,
    'set the clocks of those machines and of the server by NTP, and look at the time zones that shippers take',
  );
}

function checkRoom({ status: { store } }: AskedServer): Finding {
  const check = 'room of the store';
  const { bytesOnDisk, events, freeBytes } = store;
  const holds = `${counted(events, 'event')} in ${gigabytes(bytesOnDisk)}`;
  if (freeBytes === null)
    return unknown(check, `${holds}; the store does not tell what is free`, 'look at its disk by hand');
  if (freeBytes >= LEAST_FREE_BYTES) return ok(check, `${holds}, ${gigabytes(freeBytes)} free`);
  return trouble(
    check,
    `${holds}, only ${gigabytes(freeBytes)} free`,
    'make room, or lower --keep or --keep-gigabytes: a full disk takes no events',
  );
}

function checkArrival({ sources, status: { store } }: AskedServer): Finding {
  const check = 'arrival';
  const { total } = sources;
  if (total > 0) return ok(check, `events of ${counted(total, 'source')} came within a week`);
  return trouble(
    check,
    store.events === 0 ? 'no event has ever come' : 'no event came within a week',
    'set up a shipper: the page Sources shows what to write into its configuration',
  );
}

function checkSilence({ recording, sources: { sources } }: AskedServer): Finding {
  const check = 'silent sources';
  const silent = sources.filter(({ isSilent }) => isSilent);
  if (silent.length === 0) return ok(check, 'none');
  const starved = Math.max(...silent.map(({ rulesStarved }) => rulesStarved));
  const names = silent.map(source => `${nameOf(source)} (for ${roughly(source.silentMs)})`);
  return trouble(
    check,
    `${someOf(names)}${starved > 0 ? `; ${counted(starved, 'rule')} read nothing else that comes` : ''}${ofRecording(recording)}`,
    'look whether their shippers run, reach the server and still have a good key',
  );
}

function checkRefused({ status: { intake } }: AskedServer): Finding {
  const check = 'refused events';
  const reasons = Object.entries(intake.refused).filter(([, count]) => count > 0);
  if (reasons.length === 0) return ok(check, 'none');
  return trouble(
    check,
    someOf(reasons.sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} ${reason}`)),
    'each was refused alone, with its reason in the answer: look into the log of the shipper',
  );
}

function checkTurnedAway({ status: { intake } }: AskedServer): Finding {
  const check = 'requests turned away';
  if (intake.turnedAway === 0) return ok(check, 'none');
  return trouble(
    check,
    `${intake.turnedAway}, as there was too much to do or no room`,
    'shippers send again; if it goes on, look at the free disk, the processor and the number of rules',
  );
}

function checkLate({ recording, sources: { sources }, status: { detection } }: AskedServer): Finding {
  const check = 'late events';
  const { tooLateEvents, tooLateWindow } = detection;
  const late = sources.filter(({ medianLatenessMs }) => medianLatenessMs > LATE_MS);
  const where = late.length === 0 ? '' : `; late is most of ${someOf(late.map(nameOf))}`;
  if (tooLateEvents === 0) return ok(check, `none that is older than every rule looks back${where}`);
  const when = tooLateWindow === null ? '' : `, from ${tooLateWindow.from} to ${tooLateWindow.to}`;
  return trouble(
    check,
    `${counted(tooLateEvents, 'event')} came later than any rule looks back${when}${where}${ofRecording(recording)}`,
    'run the rules over that window (page Rules, or POST /api/tripline/rules/ID/runs), and look why they come late',
  );
}

function checkReadable({ status: { detection } }: AskedServer): Finding {
  const check = 'unreadable events';
  if (detection.unreadableEvents === 0) return ok(check, 'none');
  return trouble(
    check,
    `${counted(detection.unreadableEvents, 'stored event')} turned out to be no JSON, and no rule saw them`,
    'this is a fault of Tripline or of the disk: check the disk, and tell us',
  );
}

function checkRuleFiles({ overview, status: { rules } }: AskedServer): Finding {
  const check = 'rules as written';
  const drafts = overview.rules.filter(({ isEnabled, readiness }) => isEnabled && readiness === 'draft');
  if (rules.unreadableFiles === 0 && drafts.length === 0)
    return ok(check, `${counted(rules.all, 'rule')}, ${rules.enabled - rules.failed} of them running`);
  const parts = [
    ...(rules.unreadableFiles === 0
      ? []
      : [`${counted(rules.unreadableFiles, 'problem')} of files that give no rule`]),
    ...(drafts.length === 0 ? [] : [`on, but wrong: ${someOf(drafts.map(({ name }) => name))}`]),
  ];
  return trouble(check, parts.join('; '), '`tripline check` on their files says what is wrong, and where');
}

function checkFailing({ overview }: AskedServer): Finding {
  const check = 'failing rules';
  const failing = overview.rules.filter(
    ({ isEnabled, lastRun }) => isEnabled && lastRun?.outcome === 'failed',
  );
  if (failing.length === 0) return ok(check, 'none');
  const names = failing.map(({ lastRun, name }) =>
    lastRun?.message === undefined ? name : `${name} (${lastRun.message})`,
  );
  return trouble(
    check,
    someOf(names),
    'the page of each rule has its runs with what went wrong; `tripline profile` says which are slow',
  );
}

function checkNeverFiring({ overview }: AskedServer): Finding {
  const check = 'rules that cannot fire';
  const starving = overview.rules.filter(({ readiness }) => readiness === 'no-data');
  if (starving.length === 0) return ok(check, 'none');
  return trouble(
    check,
    `nothing comes into what ${counted(starving.length, 'rule')} read: ${someOf(starving.map(({ name }) => name))}`,
    'send such events, mend the index patterns of these rules, or switch them off',
  );
}

function checkGaps({ overview }: AskedServer): Finding {
  const check = 'gaps';
  const open = overview.rules.filter(({ gapMs, isEnabled }) => isEnabled && gapMs > 0);
  if (open.length === 0) return ok(check, 'none');
  return trouble(
    check,
    `some time was not covered by ${counted(open.length, 'rule')}: ${someOf(open.map(({ name }) => name))}`,
    'they are filled from the page Rules, or by POST /api/tripline/rules/ID/gaps/fill',
  );
}

function checkPace({ status: { detection } }: AskedServer): Finding {
  const check = 'pace';
  const { alertDelayMs, waitingRuns } = detection;
  const slow = alertDelayMs !== null && alertDelayMs.p99 > SLOW_ALERT_MS;
  const delay =
    alertDelayMs === null ? 'no alert yet' : `99 of 100 alerts within ${spanText(alertDelayMs.p99)}`;
  const says = `${counted(waitingRuns, 'run')} waiting, ${delay}`;
  if (waitingRuns === 0 && !slow) return ok(check, says);
  return trouble(
    check,
    says,
    'if this stays so, the server does not keep up: `tripline profile` says which rules are slow',
  );
}

/** What is said of a first look is not to alarm. */
function ofRecording(recording: AskedServer['recording']): string {
  return recording === 'none' ? '' : '; the recorded attack was played here, of which this may come';
}

function nameOf({ index }: { readonly index: string | null }): string {
  return index ?? 'events of unknown index';
}

/** To the second: `2 h 5 m`. */
function roughly(ms: number): string {
  const stepMs = ms >= 3_600_000 ? 60_000 : 1000;
  return spanText(Math.max(1000, Math.round(ms / stepMs) * stepMs));
}
