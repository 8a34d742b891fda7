import { describe, expect, test } from 'vitest';
import type { RuleOverviewRow, RulesOverview } from '../../api/rules-overview.ts';
import type { ArrivingSource, Sources } from '../../api/sources.ts';
import type { ServerStatus } from '../../api/status.ts';
import type { AskedServer } from './ask-server.ts';
import type { Finding } from './finding.ts';
import { judgeServer } from './server-checks.ts';

const AT = '2026-03-02T09:00:00.000Z';
const SOURCE: ArrivingSource = {
  ...{ index: 'winlogbeat', events: 9, bytes: 900, lastHourEvents: 2, first: AT, last: AT },
  ...{ medianLatenessMs: 900, mostLatenessMs: 4_000, silentMs: 1_000, isSilent: false },
  ...{ rulesFed: 1, rulesStarved: 0 },
};
const RULE: RuleOverviewRow = {
  ...{ id: 'id-1', ruleId: 'shell', name: 'A shell', isEnabled: true, type: 'eql', severity: 'low' },
  ...{ riskScore: 1, tactics: [], techniques: [], tags: [], version: 1, revision: 0 },
  ...{ alerts24h: { total: 0, byHour: [] }, gapMs: 0, problems: 0, readiness: 'ready' },
  ...{ intervalMs: 300_000, lookBackMs: 360_000 },
};
const RUN = { at: AT, outcome: 'succeeded', durationMs: 3, newAlerts: 0 } as const;

interface Changes {
  readonly status?: { readonly [K in keyof ServerStatus]?: Partial<ServerStatus[K]> };
  readonly sources?: readonly ArrivingSource[];
  readonly rules?: readonly RuleOverviewRow[];
  readonly clock?: AskedServer['clock'];
  readonly recording?: AskedServer['recording'];
}

/** A server that is well, but for the changes. */
function server(changes: Changes = {}): AskedServer {
  const { clock, recording = 'none', rules = [RULE], sources = [SOURCE], status = {} } = changes;
  const own: ServerStatus = {
    ...{ version: '0.1.0', startedAt: AT, uptimeMs: 1, retention: null },
    store: { events: 9, bytesOnDisk: 900, freeBytes: 50e9, waitingEvents: 0, ...status.store },
    intake: { stored: 9, doubles: 0, refused: {}, turnedAway: 0, ...status.intake },
    rules: { all: 1, enabled: 1, failed: 0, unreadableFiles: 0, ...status.rules },
    detection: {
      ...{ rules: 1, heldHits: 0, tooLateEvents: 0, tooLateWindow: null, aheadOfClockEvents: 0 },
      ...{ unreadableEvents: 0, waitingRuns: 0, alertDelayMs: null },
      ...{ alertsMade: { low: 0, medium: 0, high: 0, critical: 0 }, ...status.detection },
    },
  };
  const counts = { on: 1, off: 0, failing: 0, gaps: 0, neverFires: 0, drafts: 0, unsupported: 0 };
  const overview: RulesOverview = { at: AT, counts, rules, isPartial: false };
  const all: Sources = {
    ...{ window: { from: AT, to: AT }, total: sources.length, isPartial: false, sources },
    ...{ rules: { enabled: 1, withoutData: 0, listed: [] }, intake: own.intake },
  };
  return {
    status: own,
    sources: all,
    overview,
    recording,
    clock: clock ?? { aheadMs: 200, toleranceMs: 510 },
  };
}

function wrong(changes: Changes): readonly Finding[] {
  return judgeServer(server(changes)).filter(({ state }) => state !== 'ok');
}

test('a server that is well gives no trouble', () => {
  expect(wrong({})).toEqual([]);
});

const late = { tooLateEvents: 3, tooLateWindow: { from: AT, to: AT } };
test.each<[string, Changes, string]>([
  [
    'clock',
    { clock: { aheadMs: 7_200_000, toleranceMs: 500 } },
    'that of the server is 2 h ahead of that of this machine',
  ],
  [
    'clock',
    { clock: { aheadMs: -95_000, toleranceMs: 500 } },
    'that of the server is 95 s behind that of this machine',
  ],
  [
    'clocks of events',
    { status: { detection: { aheadOfClockEvents: 2 } } },
    '2 events came with a time more than a minute ahead',
  ],
  [
    'clocks of events',
    { sources: [{ ...SOURCE, medianLatenessMs: -3_600_000 }] },
    '0 events came with a time more than a minute ahead, most of them in winlogbeat',
  ],
  ['room of the store', { status: { store: { freeBytes: 1e9 } } }, '9 events in 0.0 GB, only 1.0 GB free'],
  ['room of the store', { status: { store: { freeBytes: null } } }, 'does not tell what is free'],
  ['arrival', { sources: [] }, 'no event came within a week'],
  ['arrival', { sources: [], status: { store: { events: 0 } } }, 'no event has ever come'],
  [
    'silent sources',
    { sources: [{ ...SOURCE, isSilent: true, silentMs: 7_261_000, rulesStarved: 2 }] },
    'winlogbeat (for 2 h 1 m); 2 rules read nothing else that comes',
  ],
  [
    'refused events',
    { status: { intake: { refused: { 'not-json': 3, 'too-long': 9 } } } },
    '9 too-long, 3 not-json',
  ],
  ['requests turned away', { status: { intake: { turnedAway: 4 } } }, '4, as there was too much to do'],
  [
    'late events',
    { status: { detection: late } },
    `3 events came later than any rule looks back, from ${AT} to ${AT}`,
  ],
  [
    'late events',
    { status: { detection: late }, recording: 'played' },
    'the recorded attack was played here, of which this may come',
  ],
  ['unreadable events', { status: { detection: { unreadableEvents: 1 } } }, '1 stored event turned out'],
  ['rules as written', { status: { rules: { unreadableFiles: 1 } } }, '1 problem of files that give no rule'],
  ['rules as written', { rules: [{ ...RULE, readiness: 'draft' }] }, 'on, but wrong: A shell'],
  [
    'failing rules',
    { rules: [{ ...RULE, lastRun: { ...RUN, outcome: 'failed', message: 'no room' } }] },
    'A shell (no room)',
  ],
  ['failing rules', { rules: [{ ...RULE, lastRun: { ...RUN, outcome: 'failed' } }] }, 'A shell'],
  [
    'rules that cannot fire',
    { rules: [1, 2, 3, 4, 5].map(at => ({ ...RULE, name: `R${at}`, readiness: 'no-data' as const })) },
    'nothing comes into what 5 rules read: R1, R2, R3 and 2 more',
  ],
  ['gaps', { rules: [{ ...RULE, gapMs: 5 }] }, 'some time was not covered by 1 rule: A shell'],
  ['pace', { status: { detection: { waitingRuns: 2 } } }, '2 runs waiting, no alert yet'],
  [
    'pace',
    { status: { detection: { alertDelayMs: { p50: 10, p99: 90_000 } } } },
    '0 runs waiting, 99 of 100 alerts within 90 s',
  ],
])('%s: what is wrong is told alone, with what to do (%#)', (check, changes, says) => {
  const found = wrong(changes);
  expect(found.map(finding => finding.check)).toEqual([check]);
  expect(found[0]?.says).toContain(says);
  expect(found[0]?.remedy).toMatch(/\w/);
});

describe('what is no trouble', () => {
  test.each<[string, Changes]>([
    ['a clock that is off by less than can be known', { clock: { aheadMs: 60_000, toleranceMs: 40_000 } }],
    ['a rule that is off and fails', { rules: [{ ...RULE, isEnabled: false, gapMs: 9, readiness: 'off' }] }],
    ['reasons of which nothing was refused', { status: { intake: { refused: { 'not-json': 0 } } } }],
  ])('%s', (_what, changes) => {
    expect(wrong(changes)).toEqual([]);
  });
});

test('a name of any length is cut', () => {
  const [found] = wrong({ rules: [{ ...RULE, name: 'x'.repeat(100_000), readiness: 'draft' }] });
  expect(found?.says.length).toBeLessThan(200);
});
