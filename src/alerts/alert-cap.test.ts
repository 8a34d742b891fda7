import { expect, test } from 'vitest';
import { AlertCap, type CapRecord } from './alert-cap.ts';

/** One run over alerts, which are called by their times; what it makes is stored. */
function run(times: readonly number[], most: number, stored: Set<string>): CapRecord {
  const cap = new AlertCap(most, uuid => stored.has(uuid));
  const made = times.filter(timeMs => cap.take(String(timeMs), timeMs) === 'made');
  for (const time of made) stored.add(String(time));
  return cap.record;
}

test('a run that finds no more than it may make is complete', () => {
  expect(run([1, 2], 2, new Set())).toEqual({ made: 2, known: 0, heldBack: 0 });
});

test('what is beyond the cap is held back, and told with the time in which it lies', () => {
  const stored = new Set<string>();
  expect(run([1, 2, 5, 9], 2, stored)).toEqual({
    made: 2,
    known: 0,
    heldBack: 2,
    heldBackMs: { from: 5, to: 9 },
  });
  expect([...stored]).toEqual(['1', '2']);
});

test('only new alerts count, so that overlapping runs drain what was held back', () => {
  const stored = new Set<string>();
  run([1, 2, 3, 4, 5], 2, stored);
  expect(run([2, 3, 4, 5], 2, stored)).toEqual({
    made: 2,
    known: 1,
    heldBack: 1,
    heldBackMs: { from: 5, to: 5 },
  });
  expect(run([3, 4, 5], 2, stored)).toEqual({ made: 1, known: 2, heldBack: 0 });
  expect(stored.size).toBe(5);
});

test('an alert that is found twice in a run is one, whether made, known or held back', () => {
  const stored = new Set(['1']);
  expect(run([1, 1, 2, 2, 3, 3], 1, stored)).toEqual({
    made: 1,
    known: 1,
    heldBack: 1,
    heldBackMs: { from: 3, to: 3 },
  });
});

test('a cap of nothing holds everything back', () => {
  expect(run([7], 0, new Set()).heldBack).toBe(1);
});
