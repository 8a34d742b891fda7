import { expect, test } from 'vitest';
import { EventClock } from './event-clock.ts';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;

test('says nothing before the first event', () => {
  expect(new EventClock(MINUTE).watermarkMs(NOW)).toBe(Number.NEGATIVE_INFINITY);
});

test('goes with the clock, less the lateness, also when nothing comes', () => {
  const clock = new EventClock(MINUTE);
  clock.saw(NOW, NOW);
  expect(clock.watermarkMs(NOW)).toBe(NOW - MINUTE);
  expect(clock.watermarkMs(NOW + 5 * MINUTE)).toBe(NOW + 4 * MINUTE);
});

test('lags where all events do, by as much as the least of them', () => {
  const clock = new EventClock(MINUTE);
  clock.saw(NOW - 90 * MINUTE, NOW);
  clock.saw(NOW - 30 * MINUTE, NOW);
  clock.saw(NOW - 60 * MINUTE, NOW);
  expect(clock.watermarkMs(NOW + MINUTE)).toBe(NOW - 30 * MINUTE);
});

test('is not moved by a timestamp more than a minute ahead, which is counted', () => {
  const clock = new EventClock(0);
  clock.saw(NOW - 5 * MINUTE, NOW);
  clock.saw(NOW + MINUTE + 1, NOW);
  expect([clock.watermarkMs(NOW), clock.aheadOfClock]).toEqual([NOW - 5 * MINUTE, 1]);
});

test('a timestamp that is a little ahead does not lead it past the clock', () => {
  const clock = new EventClock(0);
  clock.saw(NOW + MINUTE, NOW);
  expect([clock.watermarkMs(NOW), clock.aheadOfClock]).toEqual([NOW, 0]);
});

test('never steps back, whatever the clock of the machine does', () => {
  const clock = new EventClock(0);
  clock.saw(NOW, NOW);
  clock.watermarkMs(NOW);
  expect(clock.watermarkMs(NOW - MINUTE)).toBe(NOW);
});
