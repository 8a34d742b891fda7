import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startFinisher } from '../../src/engine/finisher.ts';
import type { Hit } from '../../src/engine/hit.ts';
import type { Limit, SamplePlan } from '../../src/plan/query.ts';
import { naiveSamples } from '../reference/naive-sample.ts';
import {
  type DrawnEvent,
  type DrawnKeys,
  type DrawnStep,
  drawnKeys,
  engineFinds,
  engineStep,
  type Found,
  foundOf,
  hitsOf,
  kinds,
  limits,
  naiveEvents,
  naiveStep,
  orderOf,
  shuffledStreams,
  streamsOf,
} from './finisher-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

interface DrawnQuery {
  readonly steps: readonly DrawnStep[];
  readonly by: DrawnKeys;
  readonly limits: readonly Limit[];
}

const queries: fc.Arbitrary<DrawnQuery> = fc.record({
  steps: fc.array(kinds, { minLength: 1, maxLength: 3 }),
  by: drawnKeys.filter(keys => keys.length > 0),
  limits,
});
const mostPerKey = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 6 }));
/** The twin writes down every choice of events. */
const shortStreams = streamsOf(16);

test('the sample finisher finds what its definition says', () => {
  fc.assert(
    fc.property(queries, shortStreams, mostPerKey, (query, events, most) => {
      const found = engineFinds(planOf(query), events, undefined, { maxSamplesPerKey: most });
      expect(found).toEqual(twinFinds(query, events, most));
    }),
    { numRuns },
  );
});

test('events that are few for the steps are still given out to all, if there is a way', () => {
  const tight = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 4, maxLength: 5 });
  const steps = fc.array(kinds, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(steps, tight, mostPerKey, (drawn, eventKinds, most) => {
      const query = { steps: drawn, by: [{ field: 'user', optional: true }], limits: [] } as const;
      const events = eventKinds.map(kind => ({
        kind,
        second: undefined,
        nanos: 0,
        tie: undefined,
        user: undefined,
        tags: undefined,
      }));
      const found = engineFinds(planOf(query), events, undefined, { maxSamplesPerKey: most });
      expect(found).toEqual(twinFinds(query, events, most));
    }),
    { numRuns },
  );
});

test('short of memory, the keys that came first go, and each is told as if its events since then were all', () => {
  let short = 0;
  const budgets = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(queries, shortStreams, mostPerKey, budgets, (query, events, most, budget) => {
      const plan = planOf({ ...query, limits: [] });
      const finisher = startFinisher(plan, 0, { maxSamplesPerKey: most, maxStateBytes: budget });
      const hits = [...hitsOf(plan, events)];
      for (const hit of hits) {
        finisher.push(hit);
        expect(finisher.bytes).toBeLessThanOrEqual(budget);
      }
      const told = finisher.end();
      const { kept, dropped } = naiveKept(hits, query.steps.length, most, budget);
      expect(finisher.dropped).toEqual({ begun: dropped, absent: 0, matches: 0 });
      const ample = startFinisher(plan, 0, { maxSamplesPerKey: most });
      for (const hit of kept) ample.push(hit);
      expect(told).toEqual(ample.end());
      if (dropped > 0) short++;
    }),
    { numRuns },
  );
  expect(short).toBeGreaterThan(numRuns / 10);
});

/**
 * The hits that are not forgotten, each of one step and key: of a list of keys the first goes while the sizes of
 * src/engine/sample.ts, said again, are too many together.
 */
function naiveKept(
  hits: readonly Hit[],
  steps: number,
  mostPerKey: number,
  budget: number,
): { kept: Hit[]; dropped: number } {
  let kept: Hit[] = [];
  let dropped = 0;
  const keyOf = ({ steps: [only] }: Hit): string => only?.keys[0] ?? '';
  const bytesOf = (key: string): number => {
    const own = kept.filter(hit => keyOf(hit) === key);
    const lists = Array.from({ length: steps }, (_, step) =>
      Math.min(own.filter(hit => hit.steps[0]?.step === step).length, steps * mostPerKey),
    );
    const listBytes = lists.map(count => (count > 0 ? 64 : 0) + (count > 1 ? 192 + 12 * (count - 2) : 0));
    return listBytes.reduce((sum, bytes) => sum + bytes, 320 + 8 * steps + 48 + 2 * key.length);
  };
  for (const hit of hits) {
    for (const { step, keys } of hit.steps) {
      for (const key of keys) {
        kept.push({ ...hit, steps: [{ step, keys: [key] }] });
        for (;;) {
          const known = [...new Set(kept.map(keyOf))];
          if (known.reduce((sum, one) => sum + bytesOf(one), 0) <= budget) break;
          kept = kept.filter(one => keyOf(one) !== known[0]);
          dropped++;
        }
      }
    }
  }
  return { kept, dropped };
}

test('the random streams hold samples, and some keys hold several', () => {
  const samples = fc.sample(fc.tuple(queries, shortStreams), { numRuns: 300, seed: 7 });
  const found = samples.map(([query, events]) => [
    twinFinds({ ...query, limits: [] }, events, 1).length,
    twinFinds({ ...query, limits: [] }, events, 3).length,
  ]);
  expect(found.filter(([one = 0]) => one > 0).length).toBeGreaterThan(100);
  expect(found.filter(([one = 0, three = 0]) => three > one).length).toBeGreaterThan(50);
});

test('the order in which events are read does not matter', () => {
  fc.assert(
    fc.property(queries, shuffledStreams, (query, [events, order]) => {
      const timed = events.map(event => ({ ...event, second: event.second ?? 0 }));
      expect(engineFinds(planOf(query), timed, order)).toEqual(engineFinds(planOf(query), timed));
    }),
    { numRuns },
  );
});

function planOf({ steps, by, limits: drawn }: DrawnQuery): SamplePlan {
  return {
    kind: 'sample',
    steps: steps.map(step => engineStep(step, by)),
    order: orderOf(true),
    limits: drawn,
  };
}

function twinFinds(
  { steps, by, limits: drawn }: DrawnQuery,
  events: readonly DrawnEvent[],
  most: number,
): Found[] {
  const query = { steps: steps.map(step => naiveStep(step, by)), limits: drawn };
  return foundOf(naiveSamples(query, naiveEvents(events, true), most));
}
