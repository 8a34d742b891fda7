/**
 * An explanation agrees with the engine: it says "fires" exactly when the rule set and the finishers give matches, its
 * trace of sequences names exactly those matches, and the parts of a condition that decide are those whose change
 * changes the answer.
 */
import process from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { finishHits } from '../../src/engine/finisher.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';
import { buildRuleSet } from '../../src/engine/rule-set.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { evaluateDocument } from '../../src/explain/document-evaluation.ts';
import { type Evaluation, leavesOf } from '../../src/explain/evaluation.ts';
import { explain } from '../../src/explain/explain.ts';
import { RuleSift } from '../../src/explain/rule-sift.ts';
import { traceSequences } from '../../src/explain/sequence-trace.ts';
import type { FieldRef, Predicate } from '../../src/plan/predicate.ts';
import type { AbsentStep, QueryPlan, SequencePlan, Step } from '../../src/plan/query.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1000);
const keyword = (path: string): FieldRef => ({ path, type: 'keyword' });
const order = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const is = (path: string, value: string): Predicate => ({
  kind: 'equals',
  field: keyword(path),
  values: [value],
  ignoreCase: false,
});

const leaves = fc
  .record({ path: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('1', '2') })
  .map(({ path, value }) => is(path, value));
const conditions: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.array(tie('node'), { maxLength: 3 }).map((terms): Predicate => ({ kind: 'all', terms })),
    fc.array(tie('node'), { maxLength: 3 }).map((terms): Predicate => ({ kind: 'any', terms })),
    tie('node').map((term): Predicate => ({ kind: 'not', term })),
  ),
})).node;

const by = [{ field: keyword('host'), optional: false }];
const stepFilters = fc.constantFrom('start', 'write', 'connect').map(value => is('what', value));
const steps = stepFilters.map((filter): Step => ({ filter, by }));
const sequences: fc.Arbitrary<SequencePlan> = fc
  .record({
    steps: fc.array(steps, { minLength: 1, maxLength: 3 }),
    until: fc.option(fc.constant<Step>({ filter: is('note', 'end'), by }), { nil: undefined }),
    absentAt: fc.subarray([0, 1, 2, 3]),
    maxspanMs: fc.constantFrom(2, 5, 12),
  })
  .map(({ absentAt, maxspanMs, steps: all, until }): SequencePlan => {
    const absent: AbsentStep[] = absentAt
      .filter(at => at <= all.length)
      .map(at => ({ filter: is('note', 'bad'), by, at }));
    return {
      kind: 'sequence',
      steps: all,
      maxspanMs,
      order,
      ...(until === undefined ? {} : { until }),
      ...(absent.length === 0 ? {} : { absent }),
    };
  });
const filter = is('what', 'start');
const others: fc.Arbitrary<QueryPlan> = fc.constantFrom<QueryPlan>(
  { kind: 'events', filter, order },
  {
    kind: 'sample',
    steps: [
      { filter, by },
      { filter: is('what', 'connect'), by },
    ],
    order,
  },
  { kind: 'threshold', filter, order, by: [keyword('host')], least: 2, windowMs: 4, gatherMs: 3 },
  {
    kind: 'threshold',
    filter,
    order,
    by: [],
    least: 2,
    distinct: { field: keyword('note'), least: 2 },
    windowMs: 4,
    gatherMs: 3,
  },
  { kind: 'new-terms', filter, order, terms: [keyword('host')], historyMs: 5 },
  {
    kind: 'indicators',
    filter,
    order,
    indicators: { filter: is('what', 'connect') },
    groups: [[{ event: keyword('host'), indicator: keyword('host'), negate: false }]],
  },
);
const streams = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: 0, max: 25 }),
      what: fc.constantFrom('start', 'write', 'connect'),
      note: fc.constantFrom(undefined, undefined, 'bad', 'end'),
      host: fc.constantFrom('h', 'h', 'h', 'i', undefined),
    }),
    { maxLength: 14 },
  )
  .map(events =>
    events.map(({ host, note, timeMs, what }, id) => ({
      id: String(id),
      document: {
        '@timestamp': timeMs,
        what,
        ...(note === undefined ? {} : { note }),
        ...(host === undefined ? {} : { host }),
      } satisfies JsonObject,
    })),
  );

function engineMatches(
  plan: QueryPlan,
  events: readonly { readonly document: JsonObject }[],
): readonly (readonly (number | undefined)[])[] {
  const ruleSet = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(ruleSet.fields);
  const log = memoryHitLog();
  for (const [ref, { document }] of events.entries()) {
    const slots = extractor.fromDocument(document);
    for (const hit of ruleSet.match({ index: undefined, slots, arrival: ref, ref })) log.add(hit);
  }
  return [...finishHits([{ plan }], log.inOrder())].map(({ refs }) => refs);
}

test('an explanation says that a rule fires exactly when the engine does, as often', () => {
  fc.assert(
    fc.property(fc.oneof(sequences, others), streams, (plan, events) => {
      const explanation = explain({ plan }, events);
      expect(explanation.alerts).toBe(engineMatches(plan, events).length);
      expect(explanation.fires).toBe(explanation.alerts > 0);
      expect(explanation.verdict).not.toBe('');
    }),
    { numRuns },
  );
});

test('the sequences that a trace calls matched are those of the engine', () => {
  fc.assert(
    fc.property(sequences, streams, (plan, events) => {
      const sift = new RuleSift({ plan });
      for (const event of events) sift.add(event);
      const chains = traceSequences(plan, sift.hits());
      const traced = chains
        .filter(({ end }) => end.kind === 'matched')
        .map(({ refs }) => refs.map(ref => sift.eventOf(ref).id).join(' '));
      const found = engineMatches(plan, events).map(refs => refs.filter(ref => ref !== undefined).join(' '));
      expect(traced.sort()).toEqual([...found].sort());
    }),
    { numRuns },
  );
});

test('an evaluation comes out as the engine has it, and what decides is what alone would change it', () => {
  const documents = fc.record(
    { a: fc.constantFrom('1', '2', '3'), b: fc.constantFrom('1', '2', '3'), c: fc.constantFrom('1', '2') },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(conditions, documents, (condition, fields) => {
      const document: JsonObject = { ...fields, '@timestamp': 1 };
      const evaluation = evaluateDocument(condition, document);
      const passes = engineMatches({ kind: 'events', filter: condition, order }, [{ document }]).length > 0;
      expect(evaluation.outcome === 'true').toBe(passes);
      const all = leavesOf(evaluation);
      for (const [at, leaf] of all.entries()) {
        const turned = holdsWith(evaluation, all, at);
        expect(leaf.decides).toBe(turned !== passes);
      }
    }),
    { numRuns },
  );
});

/** The whole with one leaf come out otherwise. */
function holdsWith(evaluation: Evaluation, all: readonly Evaluation[], turned: number): boolean {
  if (evaluation.kind === 'test') return (evaluation.outcome === 'true') !== (evaluation === all[turned]);
  const terms = evaluation.terms.map(term => holdsWith(term, all, turned));
  if (evaluation.kind === 'not') return terms[0] === false;
  return evaluation.kind === 'all' ? !terms.includes(false) : terms.includes(true);
}
