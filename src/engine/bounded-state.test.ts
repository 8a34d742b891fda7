/** What is held when keys are many and when memory is short, for each kind of finisher. */
import { describe, expect, test } from 'vitest';
import type { AbsentStep, QueryPlan, SamplePlan, SequencePlan } from '../plan/query.ts';
import { type Dropped, type Finisher, finishHits, startFinisher } from './finisher.ts';
import type { Hit } from './hit.ts';

const step = { filter: { kind: 'constant', value: true }, by: [] } as const;
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const pair: SequencePlan = { kind: 'sequence', steps: [step, step], order };
const sample: SamplePlan = { kind: 'sample', steps: [step, step], order };
const KIB = 1024;

function absent(at: number): AbsentStep {
  return { ...step, at };
}

function hit(ref: number, steps: readonly number[], key = ref, timestampMs = ref): Hit {
  return {
    rule: 0,
    ref,
    ordinal: { timestampMs, nanos: 0, tiebreaker: undefined, arrival: ref },
    steps: steps.map(number => ({ step: number, keys: [`["${key}"]`] })),
  };
}

describe('a million live keys', () => {
  const MANY = 1_000_000;

  test('are all held and found again, and given back in order of their starts', () => {
    const finisher = startFinisher({ ...pair, maxspanMs: MANY }, 0);
    for (let ref = 0; ref < MANY; ref++) finisher.push(hit(ref, [0]));
    expect(finisher.pending).toBe(MANY);
    expect(finisher.dropped.begun).toBe(0);
    const found = [0, 1, 499_999, MANY - 1].flatMap(key => finisher.push(hit(MANY, [1], key)));
    expect(found.map(({ refs }) => refs[0])).toEqual([0, 1, 499_999, MANY - 1]);
    // Those that began before 1,000 go, and two of them had ended.
    finisher.push(hit(MANY + 1, [0], -1, MANY + 1000));
    expect(finisher.pending).toBe(MANY - 4 - 998 + 1);
    finisher.push(hit(MANY + 2, [1], -2, 3 * MANY));
    expect([finisher.pending, finisher.bytes]).toEqual([0, 0]);
  });
});

describe('a stream of which every event starts a sequence', () => {
  const EVENTS = 200_000;

  test('holds no more than began within maxspan', () => {
    const finisher = startFinisher({ ...pair, maxspanMs: 999 }, 0);
    const most = mostOf(finisher, EVENTS, ref => hit(ref, [0]));
    expect(most.pending).toBe(1000);
    expect(most.bytes).toBeLessThan(300 * KIB);
    expect(finisher.dropped.begun).toBe(0);
  });

  test('holds the newest that memory has room for where there is no maxspan, and counts the others', () => {
    const finisher = startFinisher(pair, 0, { maxStateBytes: 300 * KIB });
    const most = mostOf(finisher, EVENTS, ref => hit(ref, [0]));
    expect(most.bytes).toBeLessThanOrEqual(300 * KIB);
    expect(most.pending).toBeGreaterThan(1000);
    expect(finisher.dropped).toEqual({ begun: EVENTS - finisher.pending, absent: 0, matches: 0 });
    const oldest = EVENTS - finisher.pending;
    expect(finisher.push(hit(EVENTS, [1], oldest - 1))).toEqual([]);
    expect(finisher.push(hit(EVENTS, [1], oldest)).map(({ refs }) => refs)).toEqual([[oldest, EVENTS]]);
  });

  test('is held to its bound with many steps too, whose sequences wait under one key', () => {
    const steps = Array.from({ length: 50 }, () => step);
    const all = [...steps.keys()];
    const finisher = startFinisher({ ...pair, steps }, 0, { maxStateBytes: 300 * KIB });
    const most = mostOf(finisher, 5000, ref => hit(ref, all, ref % 100));
    expect(most.bytes).toBeLessThanOrEqual(300 * KIB);
    expect(finisher.dropped.begun).toBeGreaterThan(0);
  });

  test('of one key needs room for one', () => {
    const finisher = startFinisher(pair, 0, { maxStateBytes: KIB });
    const most = mostOf(finisher, 1000, ref => hit(ref, [0], 0));
    expect(most.pending).toBe(1);
    expect(finisher.dropped.begun).toBe(0);
  });
});

const hungry: readonly (readonly [string, QueryPlan, readonly number[], keyof Dropped])[] = [
  ['a sequence', pair, [0], 'begun'],
  ['a sequence with `until`', { ...pair, until: step }, [0], 'begun'],
  ['a sequence after a missing event', { ...pair, maxspanMs: 1e6, absent: [absent(0)] }, [2], 'absent'],
  ['a sequence around a missing event', { ...pair, maxspanMs: 1e6, absent: [absent(1)] }, [0], 'begun'],
  [
    'a sequence before a missing event',
    { ...pair, steps: [step], maxspanMs: 1e6, absent: [absent(1)] },
    [0],
    'matches',
  ],
  ['a sample', sample, [0], 'begun'],
  [
    'a tail',
    { kind: 'events', filter: step.filter, order, limits: [{ kind: 'tail', count: 1e9 }] },
    [0],
    'matches',
  ],
];

describe('short of memory', () => {
  test.each(hungry)('%s lets go of the oldest and counts it', (_, plan, steps, kind) => {
    const finisher = startFinisher(plan, 0, { maxStateBytes: 100 * KIB });
    const most = mostOf(finisher, 5000, ref => hit(ref, steps));
    expect(most.bytes).toBeLessThanOrEqual(100 * KIB);
    expect(most.bytes).toBeGreaterThan(90 * KIB);
    expect(finisher.dropped[kind]).toBe(5000 - finisher.pending);
  });

  test.each(hungry)('without any, %s finds nothing and still goes on', (_, plan, steps, kind) => {
    const finisher = startFinisher(plan, 0, { maxStateBytes: 0 });
    for (let ref = 0; ref < 10; ref++) expect(finisher.push(hit(ref, steps))).toEqual([]);
    expect(finisher.end()).toEqual([]);
    expect(finisher.dropped[kind]).toBe(10);
  });

  test('a match is not told where an event that had to be missing before it may have been forgotten', () => {
    const plan = { ...pair, maxspanMs: 100, absent: [absent(0)] };
    const finisher = startFinisher(plan, 0, { maxStateBytes: KIB });
    for (let ref = 0; ref < 10; ref++) finisher.push(hit(ref, [2]));
    expect(finisher.dropped.absent).toBeGreaterThan(0);
    const pushed = (ref: number, steps: number[], key: number) => finisher.push(hit(ref, steps, key));
    const forgottenMs = finisher.dropped.absent - 1;
    pushed(20, [0], 77);
    expect(pushed(forgottenMs + 100, [1], 77)).toEqual([]);
    expect(finisher.dropped.matches).toBe(1);
    pushed(forgottenMs + 101, [0], 78);
    // What was forgotten lies more than maxspan back.
    expect(pushed(forgottenMs + 102, [1], 78)).toHaveLength(1);
  });

  test('a head passes on what was dropped before it, also when it is full', () => {
    const limits = [{ kind: 'head', count: 1 }] as const;
    const finisher = startFinisher({ ...pair, limits }, 0, { maxStateBytes: KIB });
    for (let ref = 0; ref < 10; ref++) finisher.push(hit(ref, [0]));
    const { begun } = finisher.dropped;
    expect(begun).toBeGreaterThan(0);
    expect(finisher.push(hit(10, [1], 9))).toHaveLength(1);
    expect([finisher.isPending, finisher.dropped.begun]).toEqual([false, begun]);
  });

  test('whoever finishes a log is told of each rule what was dropped, if anything', () => {
    const hits = [hit(0, [0]), hit(1, [0]), { ...hit(2, [0]), rule: 1 }, { ...hit(3, [1], 2), rule: 1 }];
    const told: unknown[] = [];
    const rules = [{ plan: pair }, { plan: pair }];
    const matches = finishHits(rules, hits, { maxStateBytes: 300 }, (...ended) => told.push(ended));
    expect([...matches]).toHaveLength(1);
    expect(told).toEqual([[0, { begun: 1, absent: 0, matches: 0 }]]);
  });
});

/** Pushes that many hits, and tells the most that was held after any. */
function mostOf(finisher: Finisher, count: number, make: (ref: number) => Hit) {
  const most = { pending: 0, bytes: 0 };
  for (let ref = 0; ref < count; ref++) {
    finisher.push(make(ref));
    most.pending = Math.max(most.pending, finisher.pending);
    most.bytes = Math.max(most.bytes, finisher.bytes);
  }
  return most;
}
