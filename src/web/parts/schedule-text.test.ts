import { expect, test } from 'vitest';
import { drawnSchedule, scheduleStory } from './schedule-text.ts';

const MINUTE = 60_000;

test('what is left of the look-back after interval and maxspan is for late events', () => {
  const story = scheduleStory({
    intervalMs: 5 * MINUTE,
    lookBackMs: 9 * MINUTE,
    maxspanMs: MINUTE,
  });
  expect(story).toEqual({
    summary: 'every 5 min, looks back 9 min',
    arithmetic:
      'Two runs in a row share 4 min = 1 min for the longest sequence (maxspan) + 3 min for events that come late: 9 min − 5 min − 1 min = 3 min.',
    hasHole: false,
  });
});

test('a rule of single events has all that runs share for late events', () => {
  const { arithmetic, hasHole } = scheduleStory({ intervalMs: 5 * MINUTE, lookBackMs: 6 * MINUTE });
  expect(arithmetic).toBe('Two runs in a row share 1 min for events that come late: 6 min − 5 min = 1 min.');
  expect(hasHole).toBe(false);
});

test('a look-back shorter than interval and maxspan has a hole for sequences, and it is said what is enough', () => {
  const story = scheduleStory({ intervalMs: 5 * MINUTE, lookBackMs: 9 * MINUTE, maxspanMs: 10 * MINUTE });
  expect(story.hasHole).toBe(true);
  expect(story.arithmetic).toContain('9 min − 5 min − 10 min leaves 6 min too little');
  expect(story.help).toContain('at least 15 min');
});

test('a look-back shorter than the interval leaves time that no run sees', () => {
  const story = scheduleStory({ intervalMs: 60 * MINUTE, lookBackMs: 50 * MINUTE });
  expect(story.hasHole).toBe(true);
  expect(story.arithmetic).toContain('of every 1 h, no run sees 10 min');
});

test('nothing left for late events is no hole, and is said', () => {
  const story = scheduleStory({ intervalMs: 5 * MINUTE, lookBackMs: 5 * MINUTE });
  expect(story.hasHole).toBe(false);
  expect(story.arithmetic).toContain('share 0 s');
  expect(story.help).toContain('Nothing is left for events that come late');
});

test('lengths are exact, so that the sum comes out', () => {
  const { arithmetic } = scheduleStory({ intervalMs: 90_000, lookBackMs: 100_500 });
  expect(arithmetic).toContain('1 min 40 s 500 ms − 1 min 30 s = 10 s 500 ms');
});

test('three runs are drawn, and what the last two share is told apart', () => {
  const { hole, runs, shared } = drawnSchedule({
    intervalMs: 5 * MINUTE,
    lookBackMs: 10 * MINUTE,
    maxspanMs: MINUTE,
  });
  expect(runs).toEqual([
    { from: 0, to: 0.5 },
    { from: 0.25, to: 0.75 },
    { from: 0.5, to: 1 },
  ]);
  expect(shared).toEqual([
    { from: 0.5, to: 0.55, is: 'maxspan' },
    { from: 0.55, to: 0.75, is: 'spare' },
  ]);
  expect(hole).toBeUndefined();
});

test('where runs share nothing, the hole is drawn', () => {
  const { hole, shared } = drawnSchedule({ intervalMs: 4 * MINUTE, lookBackMs: 2 * MINUTE });
  expect(shared).toEqual([]);
  expect(hole).toEqual({ from: 0.6, to: 0.8 });
});
