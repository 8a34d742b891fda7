import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import { implies } from '../../src/plan/implies.ts';
import { neverHolds } from '../../src/plan/never.ts';
import type { FieldTest, Predicate } from '../../src/plan/predicate.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { documentsOver, fields, predicatesOver } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);

/** Two conditions on one or two fields, so that they have to do with each other, and documents of these fields. */
const pairs = fc
  .subarray([...fields], { minLength: 1, maxLength: 2 })
  .chain(some =>
    fc.record({
      a: predicatesOver(some),
      b: predicatesOver(some),
      documents: fc.array(documentsOver(some), { minLength: 3, maxLength: 8 }),
    }),
  )
  .map(({ a, b, documents }) => ({ a, b, documents: [...documents, ...documentsAt(a), ...documentsAt(b)] }));

/** Documents that hold the very literals of a condition, where tests are closest to each other. */
function documentsAt(predicate: Predicate): readonly JsonObject[] {
  return testsIn(predicate).flatMap(one =>
    valuesAt(one).map((value): JsonObject => ({ [one.field.path]: value })),
  );
}

function testsIn(predicate: Predicate): readonly FieldTest[] {
  if (predicate.kind === 'all' || predicate.kind === 'any') return predicate.terms.flatMap(testsIn);
  if (predicate.kind === 'not') return testsIn(predicate.term);
  return 'field' in predicate ? [predicate] : [];
}

function valuesAt(one: FieldTest): readonly (string | number | boolean)[] {
  switch (one.kind) {
    case 'equals':
      return one.values.map(value => (typeof value === 'bigint' ? String(value) : value));
    case 'like':
      return one.patterns.flatMap(pattern => [
        pattern.replaceAll('*', '').replaceAll('?', 'z'),
        pattern.replaceAll('*', 'xy').replaceAll('?', 'é'),
      ]);
    case 'affix':
      return [one.text, `${one.text}x`, `x${one.text}`];
    case 'range':
      return typeof one.value === 'number' ? [one.value, one.value + 1, one.value - 1] : [];
    default:
      return [];
  }
}

test('what is said to follow from a condition holds wherever the condition does', () => {
  let implied = 0;
  fc.assert(
    fc.property(pairs, ({ a, b, documents }) => {
      if (!implies(a, b)) return;
      implied++;
      for (const document of documents) {
        if (evaluatePredicate(a, document) && !evaluatePredicate(b, document))
          expect.fail(
            `${printPredicate(a)} holds and ${printPredicate(b)} does not: ${JSON.stringify(document)}`,
          );
      }
    }),
    { numRuns },
  );
  // The property is worth something only while some conditions follow from others.
  expect(implied / numRuns).toBeGreaterThan(0.02);
});

test('no document meets a condition that is said never to hold', () => {
  let found = 0;
  fc.assert(
    fc.property(pairs, ({ a, b, documents }) => {
      const both: Predicate = { kind: 'all', terms: [a, b] };
      if (!neverHolds(both).some(({ alternative }) => alternative === undefined)) return;
      found++;
      for (const document of documents)
        if (evaluatePredicate(both, document))
          expect.fail(`${printPredicate(both)} holds for ${JSON.stringify(document)}`);
    }),
    { numRuns },
  );
  expect(found / numRuns).toBeGreaterThan(0.01);
});
