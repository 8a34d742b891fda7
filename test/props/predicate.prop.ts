import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { printPredicate } from '../../src/plan/print-plan.ts';
import { simplify } from '../../src/plan/simplify.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { fields, questions } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);
const extractor = buildExtractor(fields.map(field => field.path));

function runCompiled(predicate: Predicate, document: JsonObject): boolean {
  const slotOf = (wanted: { path: string }) => fields.findIndex(field => field.path === wanted.path);
  return compilePredicate(predicate, slotOf)(extractor.fromDocument(document));
}

test('a compiled predicate gives what the naive evaluation of the document gives', () => {
  let held = 0;
  let asked = 0;
  fc.assert(
    fc.property(questions, ({ predicate, documents }) => {
      for (const document of documents) {
        const result = runCompiled(predicate, document);
        expect(result, printPredicate(predicate)).toBe(evaluatePredicate(predicate, document));
        held += result ? 1 : 0;
        asked++;
      }
    }),
    { numRuns },
  );
  // The generators are worth something only while conditions both hold and fail.
  expect(held / asked).toBeGreaterThan(0.15);
  expect(held / asked).toBeLessThan(0.85);
});

test('a simplified predicate gives what the predicate gives, and is simple already', () => {
  fc.assert(
    fc.property(questions, ({ predicate, documents }) => {
      const simple = simplify(predicate);
      expect(simplify(simple)).toEqual(simple);
      for (const document of documents) {
        expect(evaluatePredicate(simple, document), printPredicate(predicate)).toBe(
          evaluatePredicate(predicate, document),
        );
      }
    }),
    { numRuns },
  );
});

test('printing a predicate never fails, and a cut list says how much is left out', () => {
  fc.assert(
    fc.property(questions, ({ predicate }) => {
      expect(printPredicate(predicate, { most: 1 }).length).toBeGreaterThan(0);
    }),
    { numRuns },
  );
});
