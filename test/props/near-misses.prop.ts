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
import type { SequencePlan } from '../../src/plan/query.ts';
import { isBefore, type NaiveEvent, type NaivePair, naiveNearPairs } from '../reference/naive-near-misses.ts';

const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
const KEYS = ['host', 'process'];
const STEPS = [
  { wants: { what: 'start', args: '1' } },
  { wants: { what: 'connect', to: 'public' } },
] as const;
const MAXSPAN_MS = 10;
const plan: SequencePlan = {
  kind: 'sequence',
  maxspanMs: MAXSPAN_MS,
  steps: STEPS.map(({ wants }) => ({
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
  })),
  order: { timestamp: { path: '@timestamp', type: 'date' } },
};

// Most values are the right ones, so that most events are near something.
const mostly = (right: string, ...wrong: (string | undefined)[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const streams = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: 0, max: 30 }),
      fields: fc.record({
        what: fc.constantFrom('start', 'connect'),
        args: mostly('1', '2', undefined),
        to: mostly('public', 'inside', undefined),
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

function matchedIds(events: readonly NaiveEvent[]): ReadonlySet<number> {
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
    default:
      return reason.kind;
  }
}

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

test('every near miss fails for exactly the one reason that it tells, and none is overlooked', () => {
  fc.assert(
    fc.property(streams, events => {
      const matched = matchedIds(events);
      const pairs = naiveNearPairs(STEPS, KEYS, MAXSPAN_MS, events).filter(
        ({ first, second }) => !matched.has(first.id) && !matched.has(second.id),
      );
      const naive = pairs.filter(({ reason }) => reason !== '');
      const found = findNearMisses(
        { plan },
        events.map(event => ({ id: String(event.id), document: documentOf(event) })),
        { most: Number.POSITIVE_INFINITY },
      ).map(miss => ({
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
 * Whether no other pair of the reason, with the same earlier event, has a later event that comes sooner. What has
 * a partner in time (and is no match as a newer start took its place) is not too late for another.
 */
function isNearest(pair: NaivePair, all: readonly NaivePair[]): boolean {
  const [early, late] = inTime(pair);
  return !all.some(other => {
    const [otherEarly, otherLate] = inTime(other);
    const isRival = other.reason === pair.reason || (pair.reason === 'maxspan' && other.reason === '');
    return isRival && otherEarly === early && isBefore(otherLate, late);
  });
}

function inTime({ first, second }: NaivePair): [NaiveEvent, NaiveEvent] {
  return isBefore(first, second) ? [first, second] : [second, first];
}

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
      { plan },
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
