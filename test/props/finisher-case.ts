/** Random events, steps and limits, for the engine and for its naive twins. */
import fc from 'fast-check';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { type FinisherOptions, finishHits } from '../../src/engine/finisher.ts';
import type { Hit } from '../../src/engine/hit.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../src/event/json.ts';
import type { EventOrder, Limit, QueryPlan, Step } from '../../src/plan/query.ts';
import type { NaiveEvent, NaiveMatch, NaiveStep } from '../reference/naive-sequence.ts';

export interface DrawnEvent {
  readonly kind: string;
  readonly second: number | undefined;
  /** Beyond the second. */
  readonly nanos: number;
  readonly tie: string | number | undefined;
  readonly user: DrawnValue;
  readonly tags: DrawnValue;
}
type DrawnValue = string | null | undefined | readonly (string | null)[];

/**
 * Few values everywhere, so that events meet: nine times, of which some are told apart by nanoseconds alone,
 * three users, two tags, and kinds that several steps may want at once.
 */
const event: fc.Arbitrary<DrawnEvent> = fc.record({
  kind: fc.constantFrom('a', 'b', 'c', 'a', 'b', 'c', 'd'),
  second: fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 8 }) }, fc.constant(undefined)),
  nanos: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    fc.integer({ min: 1, max: 4 }),
    fc.constant(1_000_000),
  ),
  tie: fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('a', 'b', '\u{1f600}', '｡'),
  ),
  user: values(['x', 'x', 'x', 'y', 'X']),
  tags: values(['t', 't', 'u']),
});

/** A value, none, null, or a list with doubles and nulls. */
function values(pool: readonly string[]): fc.Arbitrary<DrawnValue> {
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

export function streamsOf(maxLength: number): fc.Arbitrary<DrawnEvent[]> {
  return fc.array(event, { maxLength, size: 'max' });
}

export const streams: fc.Arbitrary<DrawnEvent[]> = streamsOf(30);

/** The kinds of event that a step wants. */
export type DrawnStep = readonly string[];
export const kinds: fc.Arbitrary<DrawnStep> = fc.subarray(['a', 'b', 'c', 'd'], {
  minLength: 1,
  maxLength: 2,
});

export type DrawnKeys = readonly { readonly field: 'user' | 'tags'; readonly optional: boolean }[];
export const drawnKeys: fc.Arbitrary<DrawnKeys> = fc.uniqueArray(
  fc.record({ field: fc.constantFrom('user' as const, 'tags' as const), optional: fc.boolean() }),
  { maxLength: 2, selector: key => key.field },
);

export const limits: fc.Arbitrary<readonly Limit[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  fc.array(fc.record({ kind: fc.constantFrom('head' as const, 'tail' as const), count: fc.nat(4) }), {
    maxLength: 3,
  }),
);

export function engineStep(wanted: DrawnStep, by: DrawnKeys): Step {
  return {
    filter: { kind: 'equals', field: { path: 'kind', type: 'keyword' }, values: wanted, ignoreCase: false },
    by: by.map(({ field, optional }) => ({ field: { path: field, type: 'keyword' }, optional })),
  };
}

export function naiveStep(wanted: DrawnStep, by: DrawnKeys): NaiveStep {
  return { accepts: ({ fields }) => wanted.includes(String(fields['kind'])), by };
}

export function orderOf(isNanos: boolean): EventOrder {
  return {
    timestamp: { path: '@timestamp', type: isNanos ? 'date_nanos' : 'date' },
    tiebreaker: { path: 'tie', type: 'unknown' },
  };
}

/** A match, its events by their number in the stream. */
export interface Found {
  readonly keys: readonly unknown[];
  readonly events: readonly (number | undefined)[];
}

/** What the engine finds when it reads the events in this order. */
export function engineFinds(
  plan: QueryPlan,
  events: readonly DrawnEvent[],
  order: readonly number[] = [...events.keys()],
  options: FinisherOptions = {},
): Found[] {
  const matches = finishHits([{ plan }], hitsOf(plan, events, order), options);
  return Array.from(matches, ({ joinKeys, refs }) => ({ keys: joinKeys ?? [], events: refs }));
}

export function hitsOf(
  plan: QueryPlan,
  events: readonly DrawnEvent[],
  order: readonly number[] = [...events.keys()],
): Iterable<Hit> {
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

export function documentOf({ second, nanos, ...fields }: DrawnEvent): JsonObject {
  const fraction = String(nanos).padStart(9, '0');
  const timestamp = second === undefined ? 'no time' : `1970-01-01T00:00:0${second}.${fraction}Z`;
  const present = Object.entries(fields).flatMap(([name, value]): [string, Json][] =>
    value === undefined ? [] : [[name, value]],
  );
  return { '@timestamp': timestamp, ...Object.fromEntries(present) };
}

export function naiveEvents(events: readonly DrawnEvent[], isNanos: boolean): NaiveEvent[] {
  return events.map(({ second, nanos, tie, kind, user, tags }, arrival) => {
    const exact = second === undefined ? undefined : BigInt(second) * 1_000_000_000n + BigInt(nanos);
    return {
      time: exact === undefined || isNanos ? exact : exact - (exact % 1_000_000n),
      tiebreaker: tie,
      arrival,
      fields: { kind, user: user ?? null, tags: tags ?? null },
    };
  });
}

export function foundOf(matches: readonly NaiveMatch[]): Found[] {
  return matches.map(match => ({ keys: match.key, events: match.events.map(event => event?.arrival) }));
}

/** A stream and another order in which its events are read. */
export const shuffledStreams: fc.Arbitrary<[DrawnEvent[], number[]]> = streams.chain(events =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events.keys()], { minLength: events.length, maxLength: events.length }),
  ),
);
