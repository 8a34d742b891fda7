import { expect, test } from 'vitest';
import type { ThresholdPlan } from '../plan/query.ts';
import { startFinisher } from './finisher.ts';
import type { Hit } from './hit.ts';
import { heldKeyTimes } from './state/held-key-times.ts';

const plan: ThresholdPlan = {
  kind: 'threshold',
  filter: { kind: 'constant', value: true },
  by: [{ path: 'user.name', type: 'keyword' }],
  least: 2,
  windowMs: 10,
  gatherMs: 5,
  order: { timestamp: { path: '@timestamp', type: 'date' } },
};

function hit(timestampMs: number, user?: string): Hit {
  return {
    rule: 0,
    ref: timestampMs,
    ordinal: { timestampMs, nanos: 0, tiebreaker: undefined, arrival: timestampMs },
    steps: user === undefined ? [] : [{ step: 0, keys: [JSON.stringify([user])] }],
  };
}

test('a window is told once time has passed it, though no other hit comes: a hit of no step says so', () => {
  const finisher = startFinisher(plan, 0);
  expect([1, 2].flatMap(time => finisher.push(hit(time, 'a')))).toEqual([]);
  expect(finisher.push(hit(7))).toEqual([]);
  expect(finisher.push(hit(8)).map(({ refs }) => refs)).toEqual([[1, 2]]);
  expect(finisher.end()).toEqual([]);
});

test('what no later event can reach is given back', () => {
  const finisher = startFinisher(plan, 0);
  for (let time = 0; time < 1000; time++) finisher.push(hit(time, `user ${time}`));
  expect(finisher.pending).toBe(11);
  finisher.push(hit(2000));
  expect([finisher.pending, finisher.bytes]).toEqual([0, 0]);
});

test('a flood of one group holds no more than one window', () => {
  const finisher = startFinisher(plan, 0);
  let counted = 0;
  let told = 0;
  const matches = Array.from({ length: 10_000 }, (_, time) => finisher.push(hit(time, 'a'))).flat();
  for (const { found } of [...matches, ...finisher.end()]) {
    told++;
    if (found?.kind === 'threshold') counted += found.count;
  }
  // Every event stands in one alert.
  expect(counted).toBe(10_000);
  // Reached by the second event, and then five more milliseconds.
  expect(told).toBe(Math.ceil(10_000 / 7));
});

test('without room for it, a window that was reached is told early, and counted', () => {
  const finisher = startFinisher(plan, 0, { maxStateBytes: 3000 });
  expect([1, 1].flatMap(time => finisher.push(hit(time, 'a')))).toEqual([]);
  const told = ['b', 'c', 'd', 'e'].flatMap(user => finisher.push(hit(2, user)));
  expect(told.map(({ joinKeys }) => joinKeys)).toEqual([['a']]);
  expect(finisher.dropped).toMatchObject({ cut: 1 });
  // What comes later belongs to what was told.
  finisher.push(hit(3, 'a'));
  finisher.push(hit(3, 'a'));
  expect(finisher.end()).toEqual([]);
});

test('a hit in no group lets the memory forget no more than a restart can do without', () => {
  const memory = heldKeyTimes(2 ** 20);
  const field = { path: 'tags', type: 'keyword' } as const;
  const two: ThresholdPlan = { ...plan, least: 1, distinct: { field, least: 2 }, windowMs: 5, gatherMs: 0 };
  const tagged = (timeMs: number, tag: string, user?: string): Hit => {
    const own = hit(timeMs, user);
    return { ...own, steps: [...own.steps, { step: 1, keys: [JSON.stringify([tag])] }] };
  };
  const hits = [tagged(0, 't', 'x'), tagged(1, 'u', 'x'), tagged(6, 't', 'x'), tagged(7, 't')];
  const before = startFinisher(two, 0, { memoryOf: () => memory });
  expect(hits.flatMap(each => before.push(each))).toHaveLength(1);
  const after = startFinisher(two, 0, { memoryOf: () => heldKeyTimes(2 ** 20, memory.save()) });
  expect([...hits.flatMap(each => after.push(each)), ...after.end()]).toEqual([]);
});
