/** What the pictures under test/cases/sequences cannot show: state, and misuse. */
import { describe, expect, test } from 'vitest';
import type { SequencePlan } from '../plan/query.ts';
import { finishHits, startFinisher } from './finisher.ts';
import type { Hit } from './hit.ts';

const step = { filter: { kind: 'constant', value: true }, by: [] } as const;
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const pair: SequencePlan = { kind: 'sequence', steps: [step, step], maxspanMs: 10, order };

function hit(ref: number, timestampMs: number | undefined, steps: readonly number[], key = '["k"]'): Hit {
  return {
    rule: 0,
    ref,
    ordinal: { timestampMs, tiebreaker: undefined, arrival: ref },
    steps: steps.map(number => ({ step: number, keys: [key] })),
  };
}

describe('what waits', () => {
  test('is given back when it can no longer end within maxspan, though its key never comes again', () => {
    const finisher = startFinisher(pair, 0);
    for (let ref = 0; ref < 100; ref++) finisher.push(hit(ref, ref, [0], `["${ref}"]`));
    // Starts 89 to 99 lie within the last 10 ms.
    expect(finisher.pending).toBe(11);
    finisher.push(hit(100, 1000, [1]));
    expect(finisher.pending).toBe(0);
  });

  test('is not held twice when a newer start takes its place', () => {
    const finisher = startFinisher(pair, 0);
    for (let ref = 0; ref < 100; ref++) finisher.push(hit(ref, 0, [0]));
    expect(finisher.pending).toBe(1);
  });

  test('is given back at the end', () => {
    const finisher = startFinisher(pair, 0);
    finisher.push(hit(0, 0, [0]));
    expect(finisher.end()).toEqual([]);
    expect(finisher.pending).toBe(0);
  });
});

test('a match is given out with the event that completes it, and its keys read back', () => {
  const finisher = startFinisher(pair, 3);
  expect(finisher.push(hit(7, 0, [0], '["h",null,5]'))).toEqual([]);
  expect(finisher.push(hit(8, 1, [1], '["h",null,5]'))).toEqual([
    { rule: 3, refs: [7, 8], joinKeys: ['h', null, 5] },
  ]);
});

test('hits that come out of order or without a time are a mistake of the caller', () => {
  const finisher = startFinisher(pair, 0);
  finisher.push(hit(1, 5, [0]));
  expect(() => finisher.push(hit(2, 4, [1]))).toThrow('order of their ordinals');
  expect(() => finisher.push(hit(3, undefined, [1]))).toThrow('must have a time');
});

test('without steps every hit is a match, with or without a time', () => {
  const plan = { kind: 'events', filter: step.filter, order } as const;
  const matches = [...finishHits([{ plan }], [hit(1, 5, [0]), hit(2, undefined, [0])])];
  expect(matches).toEqual([
    { rule: 0, refs: [1] },
    { rule: 0, refs: [2] },
  ]);
});

test('each rule of a log has a finisher of its own', () => {
  const hits = [
    { ...hit(1, 1, [0]), rule: 0 },
    { ...hit(2, 2, [1]), rule: 1 },
    { ...hit(3, 1, [0]), rule: 2 },
    { ...hit(4, 2, [1]), rule: 2 },
  ];
  const rules = [{ plan: pair }, { plan: pair }, { plan: pair }];
  expect([...finishHits(rules, hits)]).toEqual([{ rule: 2, refs: [3, 4], joinKeys: ['k'] }]);
  expect(() => [...finishHits([], hits)]).toThrow('there are 0 rules');
});
