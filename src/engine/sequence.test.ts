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
    ordinal: { timestampMs, nanos: 0, tiebreaker: undefined, arrival: ref },
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

  test('includes hits that must be missing, the latest of each key, and only as long as maxspan reaches', () => {
    const absent = { ...step, at: 0 };
    const finisher = startFinisher({ ...pair, absent: [absent] }, 0);
    for (let ref = 0; ref < 100; ref++) finisher.push(hit(ref, ref, [2], `["${ref % 20}"]`));
    // Of the 20 keys, 11 came in the last 10 ms.
    expect(finisher.pending).toBe(11);
    finisher.push(hit(100, 1000, [1]));
    expect(finisher.pending).toBe(0);
  });

  test('includes matches that wait for what must not follow, until maxspan has passed', () => {
    const finisher = startFinisher({ ...pair, steps: [step], absent: [{ ...step, at: 1 }] }, 0);
    const told: unknown[] = [];
    for (let ref = 0; ref < 100; ref++) told.push(...finisher.push(hit(ref, ref, [0], `["${ref}"]`)));
    expect(finisher.pending).toBe(11);
    expect(told.length).toBe(89);
    expect(finisher.end().length).toBe(11);
    expect(finisher.pending).toBe(0);
  });

  test('is let go by a head that is full', () => {
    const finisher = startFinisher({ ...pair, limits: [{ kind: 'head', count: 1 }] }, 0);
    finisher.push(hit(0, 0, [0], '["other"]'));
    finisher.push(hit(1, 1, [0]));
    expect(finisher.push(hit(2, 2, [1])).length).toBe(1);
    expect(finisher.pending).toBe(0);
    expect(finisher.push(hit(3, 3, [0]))).toEqual([]);
    expect(finisher.pending).toBe(0);
  });

  test('is no more than a tail will give out', () => {
    const plan = {
      kind: 'events',
      filter: step.filter,
      order,
      limits: [{ kind: 'tail', count: 3 }],
    } as const;
    const finisher = startFinisher(plan, 0);
    for (let ref = 0; ref < 100; ref++) expect(finisher.push(hit(ref, ref, [0]))).toEqual([]);
    expect(finisher.pending).toBe(3);
    expect(finisher.end().map(({ refs }) => refs)).toEqual([[97], [98], [99]]);
    expect(finisher.pending).toBe(0);
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

describe('what must not follow', () => {
  const lone: SequencePlan = { ...pair, steps: [step], absent: [{ ...step, at: 1 }] };

  test('has its time before a match is told: later than maxspan after the first event, or the end', () => {
    const finisher = startFinisher(lone, 0);
    expect(finisher.push(hit(0, 0, [0]))).toEqual([]);
    expect(finisher.push(hit(1, 10, [0], '["other"]'))).toEqual([]);
    expect(finisher.push(hit(2, 11, [0], '["other"]'))).toEqual([
      { rule: 0, refs: [0, undefined], joinKeys: ['k'] },
    ]);
    expect(finisher.end().map(({ refs }) => refs[0])).toEqual([1, 2]);
  });

  test('does not hold back a match that a clean stretch before it has decided', () => {
    const finisher = startFinisher(
      {
        ...lone,
        absent: [
          { ...step, at: 0 },
          { ...step, at: 1 },
        ],
      },
      0,
    );
    expect(finisher.push(hit(0, 0, [0]))).toEqual([
      { rule: 0, refs: [undefined, 0, undefined], joinKeys: ['k'] },
    ]);
  });

  test('holds back later matches too, so that they keep their order', () => {
    const finisher = startFinisher({ ...pair, absent: [{ ...step, at: 2 }] }, 0);
    finisher.push(hit(0, 0, [0], '["late"]'));
    finisher.push(hit(1, 5, [0]));
    finisher.push(hit(2, 6, [1]));
    finisher.push(hit(3, 7, [1], '["late"]'));
    // The window of the second match is over, but the first one's is not.
    expect(finisher.push(hit(4, 12, [0], '["other"]'))).toEqual([]);
    expect(finisher.push(hit(5, 16, [0], '["other"]')).map(({ refs }) => refs)).toEqual([
      [1, 2, undefined],
      [0, 3, undefined],
    ]);
  });
});
