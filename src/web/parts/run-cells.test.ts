import { expect, test } from 'vitest';
import { type StripGap, type StripRun, stripCells } from './run-cells.ts';

const run = (clock: string, others: Partial<StripRun> = {}): StripRun => ({
  id: clock,
  kind: 'scheduled',
  outcome: 'succeeded',
  window: { from: '2026-03-02T08:00:00.000Z', to: `2026-03-02T${clock}:00.000Z` },
  startedAt: `2026-03-02T${clock}:00.000Z`,
  delayMs: 0,
  newAlerts: 0,
  ...others,
});
const gap = (clock: string, state: StripGap['state'] = 'open'): StripGap => ({
  id: `gap ${clock}`,
  from: '2026-03-02T07:10:00.000Z',
  to: `2026-03-02T${clock}:00.000Z`,
  state,
  reason: 'off',
});
const drawn = (runs: readonly StripRun[], gaps: readonly StripGap[] = []): readonly string[] =>
  stripCells(runs, gaps, 300_000).map(({ id, kind }) => `${id} ${kind}`);

test('cells stand by the end of what they cover, the oldest first, gaps among them', () => {
  expect(drawn([run('09:10'), run('09:05'), run('08:55')], [gap('09:01')])).toEqual([
    '08:55 ok',
    'gap 09:01 gap',
    '09:05 ok',
    '09:10 ok',
  ]);
});

test('what went wrong comes before how many alerts there were', () => {
  const runs = [
    run('09:00', { newAlerts: 2 }),
    run('09:05', { newAlerts: 2, outcome: 'partial' }),
    run('09:10', { newAlerts: 2, delayMs: 300_001 }),
    run('09:15', { outcome: 'failed', delayMs: 400_000 }),
  ];
  expect(drawn(runs)).toEqual(['09:00 alerts', '09:05 warning', '09:10 late', '09:15 failed']);
});

test('a gap that is filled is none any more, and one before all runs that are shown is not drawn', () => {
  expect(drawn([run('09:10')], [gap('09:01', 'filled'), gap('07:52')])).toEqual(['09:10 ok']);
});

test('gaps are drawn where nothing ran at all', () => {
  expect(drawn([], [gap('07:52', 'filling')])).toEqual(['gap 07:52 gap']);
});
