import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AWAKE, DormantSteps, ONLY_WITH_FIRST } from '../../src/engine/dormant-steps.ts';
import { finishHits, startFinisher } from '../../src/engine/finisher.ts';
import type { Hit, Match } from '../../src/engine/hit.ts';
import { isSpanBeyond } from '../../src/engine/ordinal.ts';
import type { AbsentStep, Limit, SequencePlan, Step } from '../../src/plan/query.ts';
import { naiveBoundedSequences, type StateSizes } from '../reference/naive-bounded-sequence.ts';
import { naiveSequences } from '../reference/naive-sequence.ts';
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
  streams,
} from './finisher-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);

interface DrawnQuery {
  /** As written, a step with runs as many times. */
  readonly steps: readonly { readonly kinds: DrawnStep; readonly isAbsent: boolean }[];
  readonly until: DrawnStep | undefined;
  readonly maxspan: number | undefined;
  readonly by: DrawnKeys;
  readonly isNanos: boolean;
  readonly limits: readonly Limit[];
}

type DrawnSteps = DrawnQuery['steps'];

/** Up to three steps with runs, each place around them with up to two events that must be missing. */
const steps: fc.Arbitrary<DrawnSteps> = fc
  .tuple(fc.array(fc.tuple(absences(), present()), { minLength: 1, maxLength: 3 }), absences())
  .map(([before, after]) => [...before.flat(2), ...after]);

function present(): fc.Arbitrary<DrawnSteps> {
  return repeated(kinds, false);
}

/** They want one kind each, or nothing would ever be found. */
function absences(): fc.Arbitrary<DrawnSteps> {
  const one = repeated(fc.constantFrom(['a'], ['d'], ['d']), true);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: one },
    { weight: 1, arbitrary: fc.tuple(one, one).map(two => two.flat()) },
  );
}

function repeated(wanted: fc.Arbitrary<DrawnStep>, isAbsent: boolean): fc.Arbitrary<DrawnSteps> {
  return fc
    .tuple(wanted, runs())
    .map(([drawn, times]) => Array.from({ length: times }, () => ({ kinds: drawn, isAbsent })));
}

function runs(): fc.Arbitrary<number> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.constant(2));
}

const queries: fc.Arbitrary<DrawnQuery> = fc
  .record({
    steps,
    until: fc.option(fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1, maxLength: 1 }), {
      nil: undefined,
      freq: 2,
    }),
    maxspan: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 3 }),
    by: drawnKeys,
    isNanos: fc.boolean(),
    limits,
  })
  .map(drawn => ({
    ...drawn,
    // A query with a missing event has a maxspan.
    maxspan: drawn.maxspan ?? (drawn.steps.some(step => step.isAbsent) ? 3 : undefined),
  }));

test('the sequence machine finds what its definition says', () => {
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      expect(engineFinds(planOf(query), events)).toEqual(twinFinds(query, events));
    }),
    { numRuns },
  );
});

test('the random streams are not all silent: sequences are found, and each kind of condition ends some', () => {
  const samples = fc.sample(fc.tuple(queries, streams), { numRuns: 600, seed: 7 });
  const found = samples.filter(([query, events]) => twinFinds(query, events).length > 0);
  expect(found.length).toBeGreaterThan(150);
  const changed = (ease: (query: DrawnQuery) => DrawnQuery): number =>
    samples.filter(([query, events]) => {
      const eased = twinFinds(ease(query), events);
      return JSON.stringify(eased) !== JSON.stringify(twinFinds(query, events));
    }).length;
  const changes = {
    until: changed(query => ({ ...query, until: undefined })),
    maxspan: changed(query => ({ ...query, maxspan: query.maxspan && 9 })),
    limits: changed(query => ({ ...query, limits: [] })),
    nanos: changed(query => ({ ...query, isNanos: !query.isNanos })),
    // Wanting nothing to be missing there, though its placeholder stays.
    before: changed(query => withoutAbsent(query, 'before')),
    between: changed(query => withoutAbsent(query, 'between')),
    after: changed(query => withoutAbsent(query, 'after')),
  };
  for (const [condition, count] of Object.entries(changes)) {
    expect(count, `streams in which ${condition} matters`).toBeGreaterThan(5);
  }
});

function withoutAbsent(query: DrawnQuery, place: 'before' | 'between' | 'after'): DrawnQuery {
  const first = query.steps.findIndex(step => !step.isAbsent);
  const last = query.steps.findLastIndex(step => !step.isAbsent);
  const isThere = (at: number): boolean =>
    place === 'before' ? at < first : place === 'after' ? at > last : at > first && at < last;
  return {
    ...query,
    steps: query.steps.map((step, at) => (step.isAbsent && isThere(at) ? { ...step, kinds: [] } : step)),
  };
}

test('the order in which events are read does not matter', () => {
  fc.assert(
    fc.property(queries, shuffledStreams, (query, [events, order]) => {
      expect(engineFinds(planOf(query), events, order)).toEqual(engineFinds(planOf(query), events));
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
});

test('nothing waits longer than maxspan', () => {
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf({ ...query, limits: [] });
      const finisher = startFinisher(plan, 0);
      const recent: Hit[] = [];
      for (const hit of hitsOf(plan, events)) {
        finisher.push(hit);
        recent.push(hit);
        // Every key of a step of every hit within maxspan could be one thing held, and no other can.
        const mostHeld = recent
          .filter(({ ordinal }) => !isSpanBeyond(ordinal, hit.ordinal, plan.maxspanMs ?? Infinity))
          .flatMap(({ steps }) => steps.flatMap(({ step, keys }) => (counts(plan, step) ? keys : [])));
        expect(finisher.pending).toBeLessThanOrEqual(mostHeld.length);
      }
      finisher.end();
      expect(finisher.pending).toBe(0);
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
});

/** Whether a hit of the step may begin, end or bar a match that the finisher then holds. */
function counts({ steps, until, absent = [] }: SequencePlan, step: number): boolean {
  if (step < steps.length) return step === 0 || (absent.length > 0 && step === steps.length - 1);
  return until === undefined || step > steps.length;
}

test('a match is told with its last event, or when what must not follow it has had its time', () => {
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf({ ...query, limits: [] });
      const absentAt = (plan.absent ?? []).map(({ at }) => at);
      const finisher = startFinisher(plan, 0);
      const ordinals = new Map<number | undefined, Hit['ordinal']>();
      for (const hit of hitsOf(plan, events)) {
        ordinals.set(hit.ref, hit.ordinal);
        for (const { refs } of finisher.push(hit)) {
          const present = refs.filter(ref => ref !== undefined);
          const first = ordinals.get(present[0]);
          if (!absentAt.includes(plan.steps.length)) expect(present.at(-1)).toBe(hit.ref);
          // Where an event must be missing before too, a clean stretch there decides at once.
          else if (!absentAt.includes(0)) {
            expect(first !== undefined && isSpanBeyond(first, hit.ordinal, plan.maxspanMs ?? 0)).toBe(true);
          }
        }
      }
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
});

/** From none at all to what a dozen of waiting sequences take up. */
const budgets = fc.integer({ min: 0, max: 3000 });

test('short of memory, it finds and counts what its definition says, and holds no more than it may', () => {
  let short = 0;
  fc.assert(
    fc.property(queries, streams, budgets, (query, events, budget) => {
      const plan = planOf({ ...query, limits: [] });
      const hits = [...hitsOf(plan, events)];
      const finisher = startFinisher(plan, 0, { maxStateBytes: budget });
      const matches: Match[] = [];
      let mostBytes = 0;
      for (const hit of hits) {
        matches.push(...finisher.push(hit));
        mostBytes = Math.max(mostBytes, finisher.bytes);
      }
      matches.push(...finisher.end());
      expect(finisher.bytes).toBe(0);
      expect(mostBytes).toBeLessThanOrEqual(budget);
      const twin = naiveBoundedSequences(plan, hits, budget, sizesOf(plan));
      expect({ matches, dropped: finisher.dropped, mostBytes }).toEqual({
        matches: twin.matches,
        dropped: twin.dropped,
        mostBytes: twin.mostBytes,
      });
      if (finisher.dropped.begun > 0) short++;
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(short).toBeGreaterThan(numRuns / 50);
});

test('short of memory, it finds nothing that it would not find with more, and says so where it finds less', () => {
  fc.assert(
    fc.property(queries, streams, budgets, (query, events, maxStateBytes) => {
      const unlimited = { ...query, limits: [] };
      const hits = hitsOf(planOf(unlimited), events);
      let isShort = false;
      const told = finishHits([{ plan: planOf(unlimited) }], hits, { maxStateBytes }, () => {
        isShort = true;
      });
      const found = Array.from(told, ({ joinKeys, refs }) => JSON.stringify([joinKeys, refs]));
      const all = twinFinds(unlimited, events).map(match => JSON.stringify([match.keys, match.events]));
      if (!isShort) expect(found).toEqual(all);
      expect(all.filter(match => found.includes(match))).toEqual(found);
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});

/** The sizes of src/engine/waiting-sequences.ts and its like, said again. */
function sizesOf({ steps }: SequencePlan): StateSizes {
  const text = (content: string): number => 48 + 2 * content.length;
  return {
    sequence: 1.5 * (8 * 4 + 8 * (2 + steps.length - 1) + 2 * 8),
    key: key => 1.5 * 37 + text(key),
    absent: key => 240 + text(key),
    held: ({ refs, joinKeys = [] }) =>
      640 +
      text(JSON.stringify(joinKeys)) +
      160 +
      8 * refs.length +
      joinKeys.reduce<number>((sum, value) => sum + 8 + (typeof value === 'string' ? text(value) : 16), 0),
  };
}

test('while nothing is pending, the hits of later steps need not be known', () => {
  let skipped = 0;
  fc.assert(
    fc.property(queries, streams, (query, events) => {
      const plan = planOf({ ...query, limits: [] });
      const finisher = startFinisher(plan, 0);
      const dormant = new DormantSteps([{ plan }]);
      const matches: Match[] = [];
      for (const hit of hitsOf(plan, events)) {
        const begins = hit.steps.some(({ step }) => step === 0);
        const steps = hit.steps.filter(({ step }) => {
          const state = dormant.filters[step];
          return state === AWAKE || (state === ONLY_WITH_FIRST && begins);
        });
        skipped += hit.steps.length - steps.length;
        if (steps.length > 0) matches.push(...finisher.push({ ...hit, steps }));
        dormant.set(0, finisher.isPending);
      }
      matches.push(...finisher.end());
      const found = matches.map(({ joinKeys, refs }) => ({ keys: joinKeys ?? [], events: refs }));
      expect(found).toEqual(twinFinds({ ...query, limits: [] }, events));
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
  expect(skipped).toBeGreaterThan(numRuns / 10);
});

function planOf(query: DrawnQuery): SequencePlan {
  const { until, maxspan, by } = query;
  const present: Step[] = [];
  const absent: AbsentStep[] = [];
  for (const { kinds: wanted, isAbsent } of query.steps) {
    if (isAbsent) absent.push({ ...engineStep(wanted, by), at: present.length });
    else present.push(engineStep(wanted, by));
  }
  return {
    kind: 'sequence',
    steps: present,
    ...(absent.length === 0 ? {} : { absent }),
    ...(until === undefined ? {} : { until: engineStep(until, by) }),
    ...(maxspan === undefined ? {} : { maxspanMs: maxspan * 1000 }),
    order: orderOf(query.isNanos),
    limits: query.limits,
  };
}

function twinFinds(query: DrawnQuery, events: readonly DrawnEvent[]): Found[] {
  const { until, maxspan, by } = query;
  const matches = naiveSequences(
    {
      steps: query.steps.map(step => ({ ...naiveStep(step.kinds, by), absent: step.isAbsent })),
      until: until === undefined ? undefined : naiveStep(until, by),
      maxspan: maxspan === undefined ? undefined : BigInt(maxspan) * 1_000_000_000n,
      limits: query.limits,
    },
    naiveEvents(events, query.isNanos),
  );
  return foundOf(matches);
}
