import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpr } from '../../src/engine/compile-expr.ts';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { SlotTable } from '../../src/engine/slot-table.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { functions } from '../../src/plan/functions/index.ts';
import type { FieldRef, Predicate } from '../../src/plan/predicate.ts';
import { printExpr, printPredicate } from '../../src/plan/print-plan.ts';
import { simplify } from '../../src/plan/simplify.ts';
import { evaluateIn, evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { computations, fields, questions } from './arbitraries.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 10_000);
const extractor = buildExtractor(fields.map(field => field.path));

const slotOf = (wanted: FieldRef): number => fields.findIndex(field => field.path === wanted.path);

function runCompiled(predicate: Predicate, document: JsonObject): boolean {
  const table = new SlotTable();
  const accepts = compilePredicate(predicate, table.slotOf);
  return accepts(buildExtractor(table.paths).fromDocument(document));
}

test('a compiled predicate gives what the naive evaluation of the document gives', () => {
  let held = 0;
  let asked = 0;
  fc.assert(
    fc.property(questions, ({ predicate, documents }) => {
      for (const document of documents) {
        const result = runCompiled(predicate, document);
        if (result !== evaluatePredicate(predicate, document))
          expect.fail(`${printPredicate(predicate)} gives ${result} for ${JSON.stringify(document)}`);
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

test('a compiled computation gives the very value that its definition gives, null included', () => {
  fc.assert(
    fc.property(computations, ({ expr, documents }) => {
      const compute = compileExpr(expr, slotOf);
      for (const document of documents) {
        const value = compute(extractor.fromDocument(document));
        if (!Object.is(value, evaluateIn(document, expr)))
          expect.fail(`${printExpr(expr)} gives ${value} for ${JSON.stringify(document)}`);
      }
    }),
    { numRuns },
  );
});

test('among random computations every function is called, and gives both a value and null', () => {
  const given = new Map(functions.map(({ name }) => [name, new Set<'a value' | 'null'>()]));
  for (const { expr, documents } of fc.sample(computations, { numRuns: 5000, seed: 1 })) {
    if (expr.kind !== 'call') continue;
    for (const document of documents)
      given.get(expr.name)?.add(evaluateIn(document, expr) === null ? 'null' : 'a value');
  }
  for (const [name, kinds] of given) expect([...kinds].sort(), name).toEqual(['a value', 'null']);
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
    { numRuns: Math.ceil(numRuns / 10) },
  );
});

test('printing a predicate never fails, and a cut list says how much is left out', () => {
  fc.assert(
    fc.property(questions, ({ predicate }) => {
      expect(printPredicate(predicate, { most: 1 }).length).toBeGreaterThan(0);
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
});
