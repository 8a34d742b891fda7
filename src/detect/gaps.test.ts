import { expect, test } from 'vitest';
import type { Gap, RunRecord } from './detection.ts';
import { gapBetween, gapsAfterFilling } from './gaps.ts';

const GAP = gapBetween('r', 0, 1_000, 'capped', 5_000);

function record(fromMs: number, toMs: number, heldBack?: RunRecord['heldBack']): RunRecord {
  return {
    ...{ id: 'x', ruleId: 'r', kind: 'gap-fill', outcome: heldBack === undefined ? 'succeeded' : 'partial' },
    ...{ window: { fromMs, toMs }, startedAtMs: 0, durationMs: 0, delayMs: 0, events: 0, hits: 0 },
    ...{ newAlerts: 0, knownAlerts: 0, supersededAlerts: 0, suppressedAlerts: 0, exceptedMatches: 0 },
    ...{ warnings: [], notCovered: [] },
    ...(heldBack === undefined ? {} : { heldBack }),
  } as RunRecord;
}

const told = (gaps: readonly Gap[]): readonly unknown[] =>
  gaps.map(({ fromMs, state, toMs }) => [state, fromMs, toMs]);

test('a gap that is filled is filled, and what was not asked for stays open', () => {
  const filled = { fromMs: 200, toMs: 600 };
  expect(told(gapsAfterFilling(GAP, filled, [record(200, 600)]))).toEqual([
    ['filled', 200, 600],
    ['open', 0, 199],
    ['open', 601, 1_000],
  ]);
});

test('what the cap holds back again stays open, unless a later run of the filling reaches it', () => {
  const whole = { fromMs: 0, toMs: 1_000 };
  const again = { fromMs: 0, toMs: 1_000, alerts: 2 };
  expect(told(gapsAfterFilling(GAP, whole, [record(0, 1_000, again)]))).toEqual([['open', 0, 1_000]]);
  const part = { fromMs: 700, toMs: 900, alerts: 2 };
  expect(told(gapsAfterFilling(GAP, whole, [record(0, 1_000, part)]))).toEqual([
    ['filled', 0, 1_000],
    ['open', 700, 900],
  ]);
  expect(told(gapsAfterFilling(GAP, whole, [record(0, 1_000, part), record(600, 1_600)]))).toEqual([
    ['filled', 0, 1_000],
  ]);
});
