/**
 * What a store may leave out for an explanation or a funnel is of no use to it: every event that a sift calls near passes
 * the filter of what is near, and every event that passes the first condition of a step, or fails it alone, that of a funnel.
 */
import process from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { SlotTable } from '../../src/engine/slot-table.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { funnelFilterOf, nearFilterOf } from '../../src/explain/near-filter.ts';
import { RuleSift, type RuleTally } from '../../src/explain/rule-sift.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import type { SequencePlan } from '../../src/plan/query.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1000);
const FIELDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const conditions = fc
  .record({ path: fc.constantFrom(...FIELDS), value: fc.constantFrom('1', '2'), isNot: fc.boolean() })
  .map(({ isNot, path, value }): Predicate => {
    const term: Predicate = {
      kind: 'equals',
      field: { path, type: 'keyword' },
      values: [value],
      ignoreCase: false,
    };
    return isNot ? { kind: 'not', term } : term;
  });
const filters = fc
  .array(conditions, { minLength: 1, maxLength: 8 })
  .map((terms): Predicate => ({ kind: 'all', terms }));
const plans = fc
  .record({ steps: fc.array(filters, { minLength: 1, maxLength: 3 }), until: fc.option(filters) })
  .map(
    ({ steps, until }): SequencePlan => ({
      kind: 'sequence',
      steps: steps.map(filter => ({ filter, by: [] })),
      ...(until !== null && { until: { filter: until, by: [] } }),
      order: { timestamp: { path: '@timestamp', type: 'date' } },
    }),
  );
const values = fc.constantFrom('1', '2', undefined);
const documents: fc.Arbitrary<JsonObject> = fc
  .tuple(...FIELDS.map(() => values))
  .map(all =>
    Object.fromEntries(all.flatMap((value, at) => (value === undefined ? [] : [[FIELDS[at], value]]))),
  )
  .map(fields => ({ '@timestamp': '2026-11-24T08:00:00Z', ...fields }));

function passes(filter: Predicate, document: JsonObject): boolean {
  const table = new SlotTable();
  const holds = compilePredicate(filter, table.slotOf);
  return holds(buildExtractor(table.paths).fromDocument(document));
}

function tallyOf(plan: SequencePlan, document: JsonObject): { tally: RuleTally; near: readonly number[] } {
  const sift = new RuleSift({ plan });
  const near = sift.add({ id: 'e', document });
  return { tally: sift.tally(), near };
}

test('what is left out for an explanation is near no step', () => {
  fc.assert(
    fc.property(plans, documents, (plan, document) => {
      const { near, tally } = tallyOf(plan, document);
      // Of an `until` only what passes is of use.
      const wanted = tally.steps
        .slice(0, plan.steps.length)
        .some(({ failedAlone, hits }) => hits > 0 || failedAlone.some(count => count > 0));
      const isUntil = (tally.steps[plan.steps.length]?.hits ?? 0) > 0;
      if (wanted || isUntil) expect(passes(nearFilterOf(plan), document)).toBe(true);
      if (wanted) expect(near).not.toEqual([]);
    }),
    { numRuns },
  );
});

test('what is left out for a funnel is in none of its numbers but that of the events asked', () => {
  fc.assert(
    fc.property(plans, documents, (plan, document) => {
      const filter = funnelFilterOf(plan);
      if (filter === undefined || passes(filter, document)) return;
      for (const { asked, failedAlone, hits, lackKey, passed } of tallyOf(plan, document).tally.steps) {
        expect(asked).toBe(1);
        expect([hits, lackKey, ...passed, ...failedAlone].every(count => count === 0)).toBe(true);
      }
    }),
    { numRuns },
  );
});
