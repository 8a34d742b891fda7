import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { NewTermsPlan } from '../../src/plan/query.ts';
import { naiveNewTerms } from '../reference/naive-new-terms.ts';
import {
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
  readonly terms: readonly string[];
  readonly historyMs: number;
}

const queries: fc.Arbitrary<DrawnQuery> = fc.record({
  kinds,
  terms: fc.uniqueArray(fc.constantFrom('user', 'tags', 'kind'), { minLength: 1, maxLength: 3 }),
  historyMs: fc.constantFrom(0, 1, 1000, 2000, 4000, 9000),
});

test('the new-terms finisher finds what its definition says', () => {
  let again = 0;
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf(query);
      const told = [...finishHits([{ plan }], arrivingHits(plan, events))];
      const { accepts } = naiveStep(query.kinds, []);
      const expected = naiveNewTerms({ ...query, accepts }, naiveEvents(events, false));
      expect(
        told.map(({ found, joinKeys, refs }) => [joinKeys, found?.kind === 'new-terms' && found.atMs, refs]),
      ).toEqual(expected.map(({ atMs, event, key }) => [key, atMs, [event.arrival]]));
      if (new Set(expected.map(({ key }) => JSON.stringify(key))).size < expected.length) again++;
    }),
    { numRuns },
  );
  // Values that come again behind their history.
  expect(again).toBeGreaterThan(numRuns / 20);
});

test('the order in which events arrive does not matter, not even where times tie', () => {
  fc.assert(
    fc.property(queries, shuffledStreams, (query, [events, order]) => {
      const untied = events.map(event => ({ ...event, tie: undefined }));
      const plan = planOf(query);
      const told = [...finishHits([{ plan }], arrivingHits(plan, untied, order))];
      expect(idsOf(told)).toEqual(idsOf([...finishHits([{ plan }], arrivingHits(plan, untied))]));
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});

test('in one run, in two, or after a restart: the alerts are the same', () => {
  fc.assert(
    fc.property(queries, streams, breaks, (query, events, broken) => {
      const plan = planOf(query);
      const hits = arrivingHits(plan, events);
      const told = tellInTwo(plan, hits, broken, 0);
      expect(idsOf(told)).toEqual(idsOf([...finishHits([{ plan }], hits)]));
    }),
    { numRuns },
  );
});

test('what the sieve throws away is missed by nobody', () => {
  expectSieveToLoseNothing(queries, planOf, numRuns);
});

test('short of memory it tells too much, never too little, and says so', () => {
  let short = 0;
  fc.assert(
    fc.property(queries, streams, fc.integer({ min: 0, max: 1000 }), (query, events, maxStateBytes) => {
      const plan = planOf(query);
      const hits = arrivingHits(plan, events);
      const finisher = startFinisher(plan, 0, { maxStateBytes });
      const told = hits.flatMap(hit => {
        const matches = finisher.push(hit);
        expect(finisher.bytes).toBeLessThanOrEqual(maxStateBytes);
        return matches;
      });
      const all = idsOf([...finishHits([{ plan }], hits)]);
      const found = idsOf(told);
      expect(found).toEqual(expect.arrayContaining([...all]));
      if (finisher.dropped.forgotten === 0) expect(found).toEqual(all);
      else short++;
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(short).toBeGreaterThan(numRuns / 50);
});

function planOf({ kinds: wanted, terms, historyMs }: DrawnQuery): NewTermsPlan {
  return {
    kind: 'new-terms',
    filter: engineStep(wanted, []).filter,
    terms: terms.map(keyword),
    historyMs,
    order: orderOf(false),
  };
}
