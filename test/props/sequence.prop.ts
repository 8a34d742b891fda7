import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { Hit, Match } from '../../src/engine/hit.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../src/event/json.ts';
import type { SequencePlan, Step } from '../../src/plan/query.ts';
import {
  type NaiveEvent,
  type NaiveSequence,
  type NaiveStep,
  naiveSequences,
} from '../reference/naive-sequence.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

/**
 * Few values everywhere, so that events meet: eight times for up to forty events, three users, two tags, and
 * kinds that several steps may want at once.
 */
const event = fc.record({
  kind: fc.constantFrom('a', 'b', 'c'),
  time: fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 8 }) }, fc.constant('no time')),
  tie: fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('a', 'b', '\u{1f600}', '｡'),
  ),
  user: values(['x', 'y', 'X']),
  tags: values(['t', 'u']),
});
type Drawn = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** A value, none, null, or a list with doubles and nulls. */
function values(pool: readonly string[]): fc.Arbitrary<string | null | undefined | (string | null)[]> {
  const one = fc.constantFrom(...pool);
  return fc.oneof(
    { weight: 6, arbitrary: one },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
    {
      weight: 2,
      arbitrary: fc.array(fc.oneof({ weight: 4, arbitrary: one }, fc.constant(null)), { maxLength: 3 }),
    },
  );
}

interface DrawnQuery {
  readonly steps: readonly (readonly string[])[];
  readonly until: readonly string[] | undefined;
  readonly maxspan: number | undefined;
  readonly by: readonly { readonly field: 'user' | 'tags'; readonly optional: boolean }[];
}

const kinds = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const query: fc.Arbitrary<DrawnQuery> = fc.record({
  steps: fc.array(kinds, { minLength: 1, maxLength: 4 }),
  until: fc.option(fc.subarray(['a', 'b', 'c'], { minLength: 1, maxLength: 1 }), { nil: undefined }),
  maxspan: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  by: fc.uniqueArray(
    fc.record({ field: fc.constantFrom('user' as const, 'tags' as const), optional: fc.boolean() }),
    { maxLength: 2, selector: key => key.field },
  ),
});
const stream = fc.array(event, { maxLength: 40 });

test('the sequence machine finds what its definition says', () => {
  fc.assert(
    fc.property(query, stream, (drawn, events) => {
      expect(engineMatches(drawn, events, [...events.keys()])).toEqual(twinMatches(drawn, events));
    }),
    { numRuns },
  );
});

test('the random streams are not all silent: many hold sequences, and many end some by until or maxspan', () => {
  const samples = fc.sample(fc.tuple(query, stream), { numRuns: 300, seed: 7 });
  const found = samples.filter(([drawn, events]) => twinMatches(drawn, events).length > 0);
  const cut = samples.filter(([drawn, events]) => {
    const uncut = twinMatches({ ...drawn, until: undefined, maxspan: undefined }, events);
    return JSON.stringify(uncut) !== JSON.stringify(twinMatches(drawn, events));
  });
  expect(found.length).toBeGreaterThan(100);
  expect(cut.length).toBeGreaterThan(30);
});

test('the order in which events are read does not matter', () => {
  const shuffled = stream.chain(events =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events.keys()], { minLength: events.length, maxLength: events.length }),
    ),
  );
  fc.assert(
    fc.property(query, shuffled, (drawn, [events, order]) => {
      expect(engineMatches(drawn, events, order)).toEqual(engineMatches(drawn, events, [...events.keys()]));
    }),
    { numRuns },
  );
});

test('nothing waits longer than maxspan', () => {
  fc.assert(
    fc.property(query, stream, (drawn, events) => {
      const plan = planOf(drawn);
      const finisher = startFinisher(plan, 0);
      const recent: Hit[] = [];
      for (const hit of hitsOf(plan, events, [...events.keys()])) {
        finisher.push(hit);
        recent.push(hit);
        const since = (hit.ordinal.timestampMs ?? 0) - 1000 * (drawn.maxspan ?? Number.POSITIVE_INFINITY);
        const starts = recent
          .filter(({ ordinal }) => (ordinal.timestampMs ?? 0) >= since)
          .flatMap(({ steps }) => steps.flatMap(({ step, keys }) => (step === 0 ? keys : [])));
        expect(finisher.pending).toBeLessThanOrEqual(starts.length);
      }
      finisher.end();
      expect(finisher.pending).toBe(0);
    }),
    { numRuns },
  );
});

interface Found {
  readonly keys: readonly unknown[];
  readonly events: readonly number[];
}

function engineMatches(drawn: DrawnQuery, events: readonly Drawn[], order: readonly number[]): Found[] {
  const plan = planOf(drawn);
  const matches: Match[] = [...finishHits([{ plan }], hitsOf(plan, events, order))];
  return matches.map(({ joinKeys, refs }) => ({ keys: joinKeys ?? [], events: refs }));
}

function hitsOf(plan: SequencePlan, events: readonly Drawn[], order: readonly number[]): Iterable<Hit> {
  const rules = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(rules.fields);
  const log = memoryHitLog();
  for (const ref of order) {
    const drawn = events[ref];
    if (drawn === undefined) continue;
    const slots = extractor.fromDocument(documentOf(drawn));
    for (const hit of rules.match({ index: undefined, slots, arrival: ref, ref })) log.add(hit);
  }
  return log.inOrder();
}

function planOf({ steps, until, maxspan, by }: DrawnQuery): SequencePlan {
  const stepOf = (wanted: readonly string[]): Step => ({
    filter: { kind: 'equals', field: { path: 'kind', type: 'keyword' }, values: wanted, ignoreCase: false },
    by: by.map(({ field, optional }) => ({ field: { path: field, type: 'keyword' }, optional })),
  });
  return {
    kind: 'sequence',
    steps: steps.map(stepOf),
    ...(until === undefined ? {} : { until: stepOf(until) }),
    ...(maxspan === undefined ? {} : { maxspanMs: maxspan * 1000 }),
    order: { timestamp: { path: '@timestamp', type: 'date' }, tiebreaker: { path: 'tie', type: 'unknown' } },
  };
}

function documentOf({ time, ...fields }: Drawn): JsonObject {
  const timestamp = typeof time === 'number' ? time * 1000 : time;
  const present = Object.entries(fields).flatMap(([name, value]): [string, Json][] =>
    value === undefined ? [] : [[name, value]],
  );
  return { '@timestamp': timestamp, ...Object.fromEntries(present) };
}

function twinMatches(drawn: DrawnQuery, events: readonly Drawn[]): Found[] {
  const stepOf = (wanted: readonly string[]): NaiveStep => ({
    accepts: ({ fields }) => wanted.includes(String(fields['kind'])),
    by: drawn.by,
  });
  const naive: NaiveSequence = {
    steps: drawn.steps.map(stepOf),
    until: drawn.until === undefined ? undefined : stepOf(drawn.until),
    maxspanMs: drawn.maxspan === undefined ? undefined : drawn.maxspan * 1000,
  };
  const naiveEvents = events.map(
    ({ time, tie, kind, user, tags }, arrival): NaiveEvent => ({
      timestampMs: typeof time === 'number' ? time * 1000 : undefined,
      tiebreaker: tie,
      arrival,
      fields: { kind, user: user ?? null, tags: tags ?? null },
    }),
  );
  return naiveSequences(naive, naiveEvents).map(match => ({
    keys: match.key,
    events: match.events.map(({ arrival }) => arrival),
  }));
}
