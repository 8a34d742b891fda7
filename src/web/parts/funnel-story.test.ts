import { expect, test, vi } from 'vitest';
import type { Funnel, FunnelStep } from '../server/preview.ts';

vi.stubGlobal('window', { location: { search: '' } });
vi.stubGlobal('localStorage', { getItem: () => null });
const { countLines, extentText, funnelRows, hitsText, roleText, sequenceLines } = await import(
  './funnel-story.ts'
);

const step: FunnelStep = {
  step: 1,
  role: 'present',
  joinKeys: ['host.id'],
  asked: 909,
  conditions: [
    { text: 'event.category == "process"', passed: 591, failedAlone: 0 },
    { text: 'process.args_count == 1', passed: 2, failedAlone: 39 },
  ],
  lackKey: 1,
  hits: 2,
  closest: [],
};
const funnel: Funnel = {
  took: 5,
  isPartial: false,
  eventsInWindow: 909,
  events: 909,
  untimed: 0,
  otherIndex: 0,
  steps: [step],
  alerts: 0,
  notes: [],
};

test('each condition says how many came through, and how many ended at it', () => {
  expect(funnelRows(step)).toEqual([
    { text: 'event.category == "process"', passed: 591, dropped: 318, alone: 0, share: 591 / 909 },
    { text: 'process.args_count == 1', passed: 2, dropped: 589, alone: 39, share: 2 / 909 },
  ]);
});

test('what was not counted is not made up', () => {
  const uncounted = { ...step, asked: null, conditions: [{ text: 'a', passed: null, failedAlone: 3 }] };
  expect(funnelRows(uncounted)).toEqual([{ text: 'a', passed: null, dropped: null, alone: 3, share: 0 }]);
});

test('a step says what it is and what passes it', () => {
  expect(roleText(step, 1)).toBe('Events');
  expect(roleText(step, 2)).toBe('Step 1');
  expect(roleText({ ...step, role: 'absent', step: 2 }, 3)).toBe('Step 2, must be missing');
  expect(hitsText(step)).toBe('2 pass, 1 more lack a join key');
});

test('sequences tell how far they came, and how late the nearest was', () => {
  const ends = { matched: 2, replaced: 0, late: 1, until: 0, absent: 0, waiting: 14 };
  expect(
    sequenceLines({ maxspanMs: 60_000, began: 31, reached: [31, 17], ends, leastLateMs: 1_000 }),
  ).toEqual([
    '31 began',
    '17 came to step 2',
    '14 waited for an event that did not come',
    '1 came later than 1 min, the nearest at 1 min 1 s',
    '2 are complete',
  ]);
});

test('groups that are counted say how near they were', () => {
  const closest = [{ group: ['WS01'], most: 4, wanted: 5, isEnough: false }];
  expect(countLines({ kind: 'threshold', groups: 1, windowMs: 540_000, closest })).toEqual([
    '1 group, counted over 9 min',
    'WS01: 4 of 5, not enough',
  ]);
});

test('the numbers say of how many events they speak', () => {
  expect(extentText(funnel)).toBe('all 909 events');
  expect(extentText({ ...funnel, isPartial: true, events: 100 })).toBe('100 of 909 events so far');
  expect(
    extentText({ ...funnel, sampled: { how: 'first' }, events: 200_000, eventsInWindow: 1_000_000 }),
  ).toBe('the first 200,000 of 1,000,000 events');
});
