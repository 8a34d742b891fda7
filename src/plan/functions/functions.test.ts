import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { readCall } from '../../../test/reference/read-call.ts';
import { compileExpr } from '../../engine/compile-expr.ts';
import { compileEql } from '../../lang/eql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { evaluateExpr } from '../evaluate-expr.ts';
import type { Expr } from '../predicate.ts';
import type { ExprValue } from './function-definition.ts';
import { findFunction, functions } from './index.ts';

const noField = () => {
  throw new Error('no field here');
};

/** Folded and compiled must agree. */
function resultOf(expr: Expr): ExprValue {
  const folded = evaluateExpr(expr, noField);
  expect(compileExpr(expr, noField)([])).toBe(folded);
  return folded;
}

describe.each(functions)('$name', definition => {
  test.each(definition.examples)('$expr', ({ expr, result }) => {
    const call = readCall(expr);
    expect(call.kind === 'call' && findFunction(call.name)).toBe(definition);
    expect(resultOf(call)).toBe(result);
  });

  test('has an example of each of its forms', () => {
    const calls = definition.examples.map(example => readCall(example.expr));
    const insensitive = calls.filter(call => call.kind === 'call' && call.ignoreCase);
    expect(insensitive.length > 0).toBe(definition.hasCaseInsensitiveVariant);
    const counts = new Set(calls.map(call => (call.kind === 'call' ? call.args.length : 0)));
    expect(counts.has(definition.parameters.length)).toBe(true);
    if (definition.parameters.some(parameter => parameter.optional))
      expect(counts.has(definition.parameters.filter(parameter => !parameter.optional).length)).toBe(true);
  });
});

test('a function is found in any case of its name', () => {
  expect(findFunction('CIDRMATCH')?.name).toBe('cidrMatch');
  expect(findFunction('match')).toBeUndefined();
});

test.each([
  ['number', ['x1'], '`x1` spells no number'],
  ['number', ['9', 8], '`9` spells no number in base 8'],
  ['number', ['9', 1], '`1` is no base from 2 to 36'],
  ['number', ['9'], undefined],
  ['number', [null], undefined],
  ['cidrMatch', [null, '10.0.0.0/8', '10.0.0.0/33'], '`10.0.0.0/33` is no network block'],
  ['cidrMatch', [null, '10.0.0.0/8'], undefined],
] as const)('%s says what is wrong with the arguments %j', (name, args, complaint) => {
  expect(findFunction(name)?.rejects?.(args)).toBe(complaint);
});

const foldingTests = new URL(
  '../../../../shared/data/eql/elasticsearch/unit/test_string_functions.toml',
  import.meta.url,
);

describe.skipIf(!existsSync(foldingTests))("Elasticsearch's folding tests (needs ../shared/data)", () => {
  interface Section {
    fold?: { tests: { expression: string; expected?: ExprValue }[] };
    verifier?: { failures: { expression: string }[] };
  }
  const sections = existsSync(foldingTests)
    ? // The file's own form; a case that is not of it fails as a test.
      (Object.values(parse(readFileSync(foldingTests, 'utf8'))) as Section[])
    : [];
  const cases = sections.flatMap(section => section.fold?.tests ?? []);

  test('are all there', () => {
    expect(cases.length).toBe(85);
  });

  test.each(cases)('$expression', ({ expression, expected }) => {
    expect(resultOf(readCall(expression))).toBe(expected ?? null);
  });

  test.each(sections.flatMap(section => section.verifier?.failures ?? []))('$expression is refused', one => {
    const { diagnostics } = compileEql(sourceText('<query>', `any where ${one.expression} == null`));
    expect(diagnostics.some(isError)).toBe(true);
  });
});
