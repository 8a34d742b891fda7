import { expect, test } from 'vitest';
import { lookBackMs, spanMs, triedWindow } from './tried-window.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');

test('spans of time are read as rules write them', () => {
  expect([spanMs('5m'), spanMs('1h'), spanMs('90s'), spanMs('x'), spanMs('')]).toEqual([
    300_000,
    3_600_000,
    90_000,
    undefined,
    undefined,
  ]);
  expect([lookBackMs('now-9m'), lookBackMs('now-1h-5m'), lookBackMs('2026-01-01')]).toEqual([
    540_000,
    3_900_000,
    undefined,
  ]);
});

test('the runs of a preview reach back to the beginning of the range', () => {
  const window = triedWindow({ from: 'now-9m', interval: '5m' }, { from: 'now-24h', to: 'now' }, NOW);
  expect(window).toEqual({ invocationCount: 288, timeframeEnd: '2026-03-02T12:00:00.000Z' });
  // 287 runs before the last one, five minutes apart, and what the first looks back.
  expect(287 * 5 + 9).toBeGreaterThanOrEqual(24 * 60);
});

test('a range shorter than the look-back is one run, a very long one as many as the server takes', () => {
  const rule = { from: 'now-9m', interval: '5m' };
  expect(triedWindow(rule, { from: 'now-1m', to: 'now' }, NOW)?.invocationCount).toBe(1);
  expect(triedWindow(rule, { from: '1970-01-01T00:00:00Z', to: 'now' }, NOW)?.invocationCount).toBe(10_000);
});

test('a schedule that is none has no preview', () => {
  expect(
    triedWindow({ from: '2026-01-01', interval: '5m' }, { from: 'now-1h', to: 'now' }, NOW),
  ).toBeUndefined();
  expect(triedWindow({ from: 'now-9m', interval: 'x' }, { from: 'now-1h', to: 'now' }, NOW)).toBeUndefined();
});
