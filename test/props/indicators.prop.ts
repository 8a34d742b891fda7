import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { Match } from '../../src/engine/hit.ts';
import type { IndicatorsPlan } from '../../src/plan/query.ts';
import { type NaivePair, naiveIndicators } from '../reference/naive-indicators.ts';
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
import { arrivingHits, expectSieveToLoseNothing, keyword } from './remembering-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);

interface DrawnQuery {
  readonly events: DrawnStep;
  readonly indicators: DrawnStep;
  readonly groups: readonly (readonly NaivePair[])[];
}

const fields = fc.constantFrom('user', 'tags');
const pair = (negate: boolean): fc.Arbitrary<NaivePair> =>
  fc.record({ event: fields, indicator: fields, negate: fc.constant(negate) });
const groups = fc
  .tuple(
    fc.array(pair(false), { minLength: 1, maxLength: 2 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(pair(true), { maxLength: 2 })),
  )
  .map(([wanted, unwanted]) => [...unwanted.slice(0, 1), ...wanted, ...unwanted.slice(1)]);
const queries: fc.Arbitrary<DrawnQuery> = fc.record({
  events: kinds,
  indicators: kinds,
  groups: fc.array(groups, { minLength: 1, maxLength: 3 }),
});

test('the indicator finisher finds what its definition says', () => {
  let found = 0;
  let several = 0;
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf(query);
      const told = [...finishHits([{ plan }], arrivingHits(plan, events))];
      const expected = twinFinds(query, events);
      expect(told.map(shown)).toEqual(expected);
      if (told.length > 0) found++;
      if (told.some(({ refs }) => refs.length > 2)) several++;
    }),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 5);
  expect(several).toBeGreaterThan(numRuns / 10);
});

test('which events and indicators arrive first does not matter', () => {
  fc.assert(
    fc.property(queries, shuffledStreams, (query, [events, order]) => {
      const plan = planOf(query);
      const told = [...finishHits([{ plan }], arrivingHits(plan, events, order))].map(eventAndIndicators);
      const expected = [...finishHits([{ plan }], arrivingHits(plan, events))].map(eventAndIndicators);
      expect(told.sort()).toEqual(expected.sort());
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});

test('what the sieve throws away is missed by nobody', () => {
  expectSieveToLoseNothing(queries, planOf, numRuns);
});

test('short of memory it finds nothing that it would not find with more, and says so where it finds less', () => {
  let short = 0;
  fc.assert(
    fc.property(queries, streams, fc.integer({ min: 0, max: 8000 }), (query, events, maxStateBytes) => {
      const plan = planOf(query);
      const hits = arrivingHits(plan, events);
      const finisher = startFinisher(plan, 0, { maxStateBytes });
      for (const hit of hits) {
        finisher.push(hit);
        expect(finisher.bytes).toBeLessThanOrEqual(maxStateBytes);
      }
      const found = finisher.end().map(({ refs: [ref] }) => ref);
      const all = [...finishHits([{ plan }], hits)].map(({ refs: [ref] }) => ref);
      expect(all).toEqual(expect.arrayContaining(found));
      const { begun, forgotten = 0 } = finisher.dropped;
      if (begun + forgotten > 0) short++;
      else expect(found).toEqual(all);
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(short).toBeGreaterThan(numRuns / 50);
});

function planOf({ events, groups: drawn, indicators }: DrawnQuery): IndicatorsPlan {
  return {
    kind: 'indicators',
    filter: engineStep(events, []).filter,
    indicators: { filter: engineStep(indicators, []).filter },
    groups: drawn.map(pairs =>
      pairs.map(({ event, indicator, negate }) => ({
        event: keyword(event),
        indicator: keyword(indicator),
        negate,
      })),
    ),
    order: orderOf(false),
  };
}

function eventAndIndicators({ refs: [event, ...indicators] }: Match): string {
  return JSON.stringify([event, indicators.sort()]);
}

function shown({ found, refs: [event, ...indicators] }: Match): unknown {
  const pairs = found?.kind === 'indicators' ? found.pairs : [];
  return [
    event,
    indicators.map((ref, at) => [
      ref,
      pairs
        .flatMap(({ field, indicator, value }) => (indicator === at + 1 ? `${field} ${value}` : []))
        .sort(),
    ]),
  ];
}

function twinFinds(query: DrawnQuery, events: readonly DrawnEvent[]): unknown[] {
  const { accepts } = naiveStep(query.events, []);
  const { accepts: isIndicator } = naiveStep(query.indicators, []);
  return naiveIndicators({ accepts, isIndicator, groups: query.groups }, naiveEvents(events, false)).map(
    ({ event, indicators }) => [
      event.arrival,
      indicators.map(({ indicator, pairs }) => [indicator.arrival, pairs]),
    ],
  );
}
