import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { ThresholdPlan } from '../../src/plan/query.ts';
import { naiveThreshold } from '../reference/naive-threshold.ts';
import {
  type DrawnEvent,
  type DrawnStep,
  engineStep,
  kinds,
  naiveEvents,
  naiveStep,
  orderOf,
  shuffledStreams,
  streams,
} from './finisher-case.ts';
import {
  arrivingHits,
  breaks,
  expectSieveToLoseNothing,
  idsOf,
  keyword,
  tellInTwo,
} from './remembering-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);

interface DrawnQuery {
  readonly kinds: DrawnStep;
  readonly by: readonly string[];
  readonly least: number;
  readonly distinct: { readonly field: string; readonly least: number } | undefined;
  readonly windowMs: number;
  readonly gatherMs: number;
}

const fields = fc.constantFrom('user', 'tags');
const spans = fc.constantFrom(0, 1, 1000, 2000, 3000, 5000);
const queries: fc.Arbitrary<DrawnQuery> = fc.record({
  kinds,
  by: fc.uniqueArray(fields, { maxLength: 2 }),
  least: fc.integer({ min: 1, max: 4 }),
  distinct: fc.option(fc.record({ field: fields, least: fc.integer({ min: 1, max: 2 }) }), {
    nil: undefined,
  }),
  windowMs: spans,
  gatherMs: spans,
});

test('the threshold finisher finds what its definition says', () => {
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      expect(engineFinds(query, events)).toEqual(twinFinds(query, events));
    }),
    { numRuns },
  );
});

test('the random streams are not all silent: each condition matters in some', () => {
  const samples = fc.sample(fc.tuple(queries, streams), { numRuns: 600, seed: 7 });
  const changed = (change: (query: DrawnQuery) => DrawnQuery): number =>
    samples.filter(
      ([query, events]) =>
        JSON.stringify(twinFinds(query, events)) !== JSON.stringify(twinFinds(change(query), events)),
    ).length;
  expect(samples.filter(([query, events]) => twinFinds(query, events).length > 1).length).toBeGreaterThan(80);
  expect(changed(query => ({ ...query, distinct: undefined }))).toBeGreaterThan(50);
  expect(changed(query => ({ ...query, windowMs: 9000 }))).toBeGreaterThan(50);
  expect(changed(query => ({ ...query, gatherMs: 0 }))).toBeGreaterThan(50);
});

test('the order in which events arrive does not matter, not even where times tie', () => {
  fc.assert(
    fc.property(queries, shuffledStreams, (query, [events, order]) => {
      const untied = events.map(event => ({ ...event, tie: undefined }));
      const plan = planOf(query);
      const told = [...finishHits([{ plan }], arrivingHits(plan, untied, order))];
      const expected = [...finishHits([{ plan }], arrivingHits(plan, untied))];
      expect(told.map(({ found, joinKeys }) => ({ found, joinKeys }))).toEqual(
        expected.map(({ found, joinKeys }) => ({ found, joinKeys })),
      );
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});

test('in one run, in two, or after a restart: the alerts are the same', () => {
  fc.assert(
    fc.property(queries, streams, breaks, (query, events, broken) => {
      const plan = planOf(query);
      const hits = arrivingHits(plan, events);
      const whole = [...finishHits([{ plan }], hits)];
      const told = tellInTwo(plan, hits, broken, query.windowMs + query.gatherMs);
      expect(idsOf(told)).toEqual(idsOf(whole));
    }),
    { numRuns },
  );
});

test('what the sieve throws away is missed by nobody', () => {
  expectSieveToLoseNothing(queries, planOf, numRuns);
});

test('short of memory it holds no more than it may, and says what it gave up', () => {
  let short = 0;
  fc.assert(
    fc.property(queries, streams, fc.integer({ min: 0, max: 6000 }), (query, events, maxStateBytes) => {
      const plan = planOf(query);
      const finisher = startFinisher(plan, 0, { maxStateBytes });
      const told = arrivingHits(plan, events).flatMap(hit => {
        const matches = finisher.push(hit);
        expect(finisher.bytes).toBeLessThanOrEqual(maxStateBytes);
        return matches;
      });
      told.push(...finisher.end());
      const { begun, cut = 0, forgotten = 0 } = finisher.dropped;
      if (begun + cut + forgotten > 0) short++;
      else {
        expect(told.map(({ found, joinKeys }) => ({ found, joinKeys }))).toEqual(
          [...finishHits([{ plan }], arrivingHits(plan, events))].map(({ found, joinKeys }) => ({
            found,
            joinKeys,
          })),
        );
      }
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(short).toBeGreaterThan(numRuns / 50);
});

function planOf({ kinds: wanted, by, distinct, ...others }: DrawnQuery): ThresholdPlan {
  return {
    kind: 'threshold',
    filter: engineStep(wanted, []).filter,
    by: by.map(keyword),
    ...(distinct === undefined ? {} : { distinct: { ...distinct, field: keyword(distinct.field) } }),
    order: orderOf(false),
    ...others,
  };
}

function engineFinds(query: DrawnQuery, events: readonly DrawnEvent[]): unknown[] {
  const plan = planOf(query);
  return [...finishHits([{ plan }], arrivingHits(plan, events))].map(({ found, joinKeys, refs }) => ({
    key: joinKeys,
    ...found,
    refs,
  }));
}

function twinFinds(query: DrawnQuery, events: readonly DrawnEvent[]): unknown[] {
  const { accepts } = naiveStep(query.kinds, []);
  return naiveThreshold({ ...query, accepts }, naiveEvents(events, false)).map(
    ({ events: taken, ...window }) => ({
      ...window,
      kind: 'threshold',
      refs: [taken[0]?.arrival, ...(taken.length > 1 ? [taken.at(-1)?.arrival] : [])],
    }),
  );
}
