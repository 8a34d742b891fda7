// What the sieve throws away changes no match: the finishers find the same in what survives as in all hits.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { finishHits } from '../../src/engine/finisher.ts';
import type { Match } from '../../src/engine/hit.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { HitRows } from '../../src/engine/hit-rows.ts';
import { memoryRowStore, sieveHits } from '../../src/engine/hit-sieve.ts';
import { buildRuleSet, type RuleInput } from '../../src/engine/rule-set.ts';
import type { QueryPlan } from '../../src/plan/query.ts';
import {
  type DrawnEvent,
  type DrawnKeys,
  type DrawnStep,
  documentOf,
  drawnKeys,
  engineStep,
  kinds,
  orderOf,
  streams,
} from './finisher-case.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 3000);

const plans: fc.Arbitrary<QueryPlan> = fc
  .record({
    kind: fc.constantFrom('sequence', 'sequence', 'sequence', 'sample', 'events'),
    steps: fc.array(kinds, { minLength: 1, maxLength: 3 }),
    until: fc.option(kinds, { nil: undefined, freq: 3 }),
    absent: fc.option(fc.tuple(kinds, fc.nat(3)), { nil: undefined, freq: 2 }),
    maxspan: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined, freq: 3 }),
    by: drawnKeys,
    isNanos: fc.boolean(),
  })
  .map(drawn => planOf(drawn));

interface Drawn {
  readonly kind: string;
  readonly steps: readonly DrawnStep[];
  readonly until: DrawnStep | undefined;
  readonly absent: [DrawnStep, number] | undefined;
  readonly maxspan: number | undefined;
  readonly by: DrawnKeys;
  readonly isNanos: boolean;
}

function planOf({ kind, steps, until, absent, maxspan, by, isNanos }: Drawn): QueryPlan {
  const order = orderOf(isNanos);
  const made = steps.map(step => engineStep(step, by));
  const [first = engineStep([], by)] = made;
  if (kind === 'events') return { kind: 'events', filter: first.filter, order };
  if (kind === 'sample') return { kind: 'sample', steps: made.length < 2 ? [first, first] : made, order };
  return {
    kind: 'sequence',
    steps: made,
    order,
    ...(until === undefined ? {} : { until: engineStep(until, by) }),
    ...(maxspan === undefined ? {} : { maxspanMs: maxspan * 1000 }),
    // Events can only be missing within a span.
    ...(absent === undefined || maxspan === undefined
      ? {}
      : { absent: [{ ...engineStep(absent[0], by), at: Math.min(absent[1], made.length) }] }),
  };
}

/** With the sieve, of the documents as objects or as lines; and without it. */
function found(
  rules: readonly RuleInput[],
  events: readonly DrawnEvent[],
  by: 'objects' | 'lines' | 'none',
): Match[] {
  const ruleSet = buildRuleSet(rules, { seed: 4711 });
  const extractor = buildExtractor(ruleSet.fields);
  const reader = ruleSet.lineReader();
  const rows = new HitRows(1);
  const documents = events.map(documentOf);
  for (const [ref, document] of documents.entries()) {
    if (by === 'objects')
      ruleSet.sift({ index: undefined, slots: extractor.fromDocument(document), arrival: 0, ref }, rows);
    else if (by === 'lines') {
      expect(reader.open(new TextEncoder().encode(JSON.stringify(document)))).toBe(true);
      expect(ruleSet.siftOpened(reader, { index: undefined, ref }, rows)).toBeDefined();
    }
  }
  const store = memoryRowStore();
  store.add(rows);
  const survivors = new Set<string>();
  for (const chunk of sieveHits(rules, ruleSet.steps, store, memoryRowStore).chunks())
    for (let at = 0; at < chunk.count; at++)
      survivors.add(`${ruleSet.steps[chunk.filters[at] ?? 0]?.rule} ${chunk.events[at]}`);
  const log = memoryHitLog();
  for (const [ref, document] of documents.entries()) {
    const slots = extractor.fromDocument(document);
    for (const hit of ruleSet.match({ index: undefined, slots, arrival: ref, ref }))
      if (by === 'none' || survivors.has(`${hit.rule} ${ref}`)) log.add(hit);
  }
  return [...finishHits(rules, log.inOrder())];
}

test('the matches are those of all hits', () => {
  let matches = 0;
  fc.assert(
    fc.property(fc.array(plans, { minLength: 1, maxLength: 3 }), streams, (drawn, events) => {
      const rules = drawn.map(plan => ({ plan }));
      const wanted = found(rules, events, 'none');
      matches += wanted.length;
      expect(found(rules, events, 'objects')).toEqual(wanted);
      expect(found(rules, events, 'lines')).toEqual(wanted);
    }),
    { numRuns },
  );
  expect(matches).toBeGreaterThan(numRuns);
});

test('hits under keys that a step was never hit under are thrown away', () => {
  const step = (kind: string) => engineStep([kind], [{ field: 'user', optional: false }]);
  const rules: RuleInput[] = [
    { plan: { kind: 'sequence', steps: [step('a'), step('b')], maxspanMs: 1000, order: orderOf(false) } },
  ];
  const ruleSet = buildRuleSet(rules);
  const extractor = buildExtractor(ruleSet.fields);
  const rows = new HitRows(4);
  const add = (kind: string, user: string, second: number): void => {
    const document = { kind, user, '@timestamp': new Date(second * 1000).toISOString() };
    ruleSet.sift(
      { index: undefined, slots: extractor.fromDocument(document), arrival: 0, ref: rows.count },
      rows,
    );
  };
  for (let at = 0; at < 1000; at++) add('b', `u${at}`, 5);
  add('a', 'u7', 5);
  add('a', 'u8', 500);
  const store = memoryRowStore();
  store.add(rows);
  const left = [...sieveHits(rules, ruleSet.steps, store, memoryRowStore).chunks()][0];
  // A Bloom filter may keep a few in vain; that it keeps hardly any is its use.
  expect([...(left?.events.subarray(0, left.count) ?? [])]).toEqual([7, 1000]);
});
