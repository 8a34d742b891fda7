import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { finishHits } from '../../src/engine/finisher.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { NearMissReason } from '../../src/explain/near-miss.ts';
import { findNearMisses } from '../../src/explain/near-misses.ts';
import type { FieldRef } from '../../src/plan/predicate.ts';
import type { QueryPlan, SamplePlan, SequencePlan, Step } from '../../src/plan/query.ts';
import {
  isBefore,
  type NaiveEvent,
  type NaivePair,
  type NaiveRule,
  type NaiveStep,
  naiveNearPairs,
  naiveNearSamples,
} from '../reference/naive-near-misses.ts';

const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
const KEYS = ['host', 'process'];
const STEPS = [
  { wants: { what: 'start', args: '1' } },
  { wants: { what: 'connect', to: 'public' } },
] as const;
const MAXSPAN_MS = 10;
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;

function stepOf({ wants }: NaiveStep): Step {
  return {
    filter: {
      kind: 'all',
      terms: Object.entries(wants).map(([path, value]) => ({
        kind: 'equals',
        field: keyword(path),
        values: [value],
        ignoreCase: false,
      })),
    },
    by: KEYS.map(path => ({ field: keyword(path), optional: false })),
  };
}

function planOf({ steps, until, absent, maxspanMs }: NaiveRule): SequencePlan {
  const missing = absent.flatMap((step, at) => (step === undefined ? [] : [{ ...stepOf(step), at }]));
  return {
    kind: 'sequence',
    maxspanMs,
    steps: steps.map(stepOf),
    ...(until === undefined ? {} : { until: stepOf(until) }),
    ...(missing.length === 0 ? {} : { absent: missing }),
    order,
  };
}

const simple: NaiveRule = {
  steps: STEPS,
  keys: KEYS,
  maxspanMs: MAXSPAN_MS,
  absent: [undefined, undefined, undefined],
};
const [bad, end]: readonly NaiveStep[] = [{ wants: { note: 'bad' } }, { wants: { note: 'end' } }];
const maybe = (step: NaiveStep | undefined) => fc.option(fc.constant(step ?? STEPS[0]), { nil: undefined });
const rules: fc.Arbitrary<NaiveRule> = fc
  .record({ until: maybe(end), absent: fc.tuple(maybe(bad), maybe(bad), maybe(bad)) })
  .map(parts => ({ ...simple, ...parts }));

// Most values are the right ones, so that most events are near something.
const mostly = (right: string, ...wrong: (string | undefined)[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const streams = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: 0, max: 30 }),
      fields: fc.record({
        what: fc.constantFrom('start', 'connect', 'other'),
        args: mostly('1', '2', undefined),
        to: mostly('public', 'inside', undefined),
        note: fc.constantFrom(undefined, undefined, 'bad', 'end'),
        host: mostly('a', 'b', undefined),
        process: mostly('p', 'q', undefined),
      }),
    }),
    { maxLength: 10 },
  )
  .map(events => events.map((event, id): NaiveEvent => ({ id, ...event })));

function documentOf({ timeMs, fields }: NaiveEvent): JsonObject {
  const given = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return { '@timestamp': timeMs, ...Object.fromEntries(given) };
}

function matchedIds(plan: QueryPlan, events: readonly NaiveEvent[]): ReadonlySet<number | undefined> {
  const ruleSet = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(ruleSet.fields);
  const log = memoryHitLog();
  for (const event of events) {
    const slots = extractor.fromDocument(documentOf(event));
    for (const hit of ruleSet.match({ index: undefined, slots, arrival: event.id, ref: event.id }))
      log.add(hit);
  }
  return new Set([...finishHits([{ plan }], log.inOrder())].flatMap(match => match.refs));
}

function reasonText(reason: NearMissReason): string {
  switch (reason.kind) {
    case 'condition':
      return `${reason.step} ${reason.condition.fields[0]?.path}`;
    case 'join-key':
      return `key ${KEYS[reason.key]}`;
    case 'absent':
      return `absent ${reason.came.map(({ where }) => ['before', 'between', 'after'].indexOf(where))}`;
    case 'missing':
      return `missing ${reason.step}`;
    default:
      return reason.kind;
  }
}

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

function foundBy(plan: QueryPlan, events: readonly NaiveEvent[]) {
  return findNearMisses(
    { plan },
    events.map(event => ({ id: String(event.id), document: documentOf(event) })),
    { most: Number.POSITIVE_INFINITY },
  );
}

test('every near miss fails for exactly the one reason that it tells, and none is overlooked', () => {
  fc.assert(
    fc.property(rules, streams, (rule, events) => {
      const plan = planOf(rule);
      // Steps are told by their place in the query, where what must be missing counts.
      const placeOf = [0, 1].map(step => rule.absent.slice(0, step + 1).filter(Boolean).length + step + 1);
      const matched = matchedIds(plan, events);
      const pairs = naiveNearPairs(rule, events).filter(
        ({ first, second }) => !matched.has(first.id) && !matched.has(second.id),
      );
      const naive = pairs
        .filter(({ reasons }) => reasons.length === 1)
        .map(pair => ({
          ...pair,
          reason: String(pair.reasons[0]).replace(/^[12](?= )/, step => String(placeOf[Number(step) - 1])),
        }));
      const found = foundBy(plan, events).map(miss => ({
        ids: miss.events.map(event => Number(event.id)),
        reason: reasonText(miss.reason),
      }));

      const sound = new Set(naive.map(({ first, second, reason }) => `${reason}: ${first.id} ${second.id}`));
      for (const { ids, reason } of found) expect(sound).toContain(`${reason}: ${ids.join(' ')}`);

      // Of pairs that share an event and the reason only the closest is told: look at each event's nearest partner.
      for (const pair of naive.filter(pair => isNearest(pair, pairs)))
        expect(
          found.filter(
            ({ ids, reason }) =>
              reason === pair.reason && (ids.includes(pair.first.id) || ids.includes(pair.second.id)),
          ),
        ).not.toEqual([]);
    }),
    runs,
  );
});

/**
 * Whether no other pair with the same wrong of its own, and the same earlier event, has a later event that comes
 * sooner: only the nearest is looked at, whatever other events do to it. What has a partner in time (and is no
 * match as a newer start took its place) is not too late for another.
 */
function isNearest(pair: NaivePair, all: readonly NaivePair[]): boolean {
  const [early, late] = inTime(pair);
  return !all.some(other => {
    const [otherEarly, otherLate] = inTime(other);
    const isRival = other.own === pair.own || (pair.own === 'maxspan' && other.own === '');
    return isRival && otherEarly === early && isBefore(otherLate, late);
  });
}

function inTime({ first, second }: NaivePair): [NaiveEvent, NaiveEvent] {
  return isBefore(first, second) ? [first, second] : [second, first];
}

const SAMPLE_STEPS: readonly NaiveStep[] = [...STEPS, { wants: { note: 'bad' } }];
const samplePlan: SamplePlan = { kind: 'sample', steps: SAMPLE_STEPS.map(stepOf), order };

test('every near miss of a sample has one thing wrong, and each thing that is wrong is told', () => {
  fc.assert(
    fc.property(
      streams.map(events => events.slice(0, 7)),
      events => {
        const matched = matchedIds(samplePlan, events);
        const found = foundBy(samplePlan, events);
        const naive = naiveNearSamples(SAMPLE_STEPS, KEYS, events);
        const nameOf = (reason: string, ids: readonly (string | number)[]) => `${reason}: ${ids.join(' ')}`;
        const sound = new Set(
          naive.map(({ reason, events }) =>
            nameOf(
              reason,
              events.flatMap(event => event?.id ?? []),
            ),
          ),
        );
        for (const { reason, events: told } of found) {
          expect(told.filter(({ id }) => matched.has(Number(id)))).toEqual([]);
          expect(sound).toContain(
            nameOf(
              reasonText(reason),
              told.map(({ id }) => id),
            ),
          );
        }
        if (matched.size > 0) return;
        // Where nothing matched, every kind of condition is told once at least.
        const told = new Set(found.map(({ reason }) => reasonText(reason)));
        for (const { reason } of naive) if (/^\d/.test(reason)) expect(told).toContain(reason);
        // A step that is missing may be told as the condition or the key that is the matter.
        if (naive.length > 0) expect(found).not.toEqual([]);
      },
    ),
    runs,
  );
});

test('the order in which events come makes no difference where times differ', () => {
  const distinctTimes = fc.uniqueArray(
    streams.filter(events => events.length > 0).map(events => events[0]),
    {
      selector: event => event?.timeMs,
      maxLength: 8,
    },
  );
  const tell = (events: readonly (NaiveEvent | undefined)[]) =>
    findNearMisses(
      { plan: planOf(simple) },
      events.flatMap(event =>
        event === undefined ? [] : [{ id: String(event.timeMs), document: documentOf(event) }],
      ),
    ).map(({ events: told, reason }) => [told.map(({ id }) => id), reason.kind]);
  fc.assert(
    fc.property(distinctTimes, events => {
      expect(tell([...events].reverse())).toEqual(tell(events));
    }),
    runs,
  );
});
