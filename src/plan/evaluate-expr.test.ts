import { expect, test } from 'vitest';
import { evaluateExpr } from './evaluate-expr.ts';
import type { ExprValue } from './functions/function-definition.ts';
import type { CompareOperator, Expr, FieldRef, Literal } from './predicate.ts';

const missing: Expr = { kind: 'field', field: { path: 'missing', type: 'long' } };

function literal(value: Literal | null): Expr {
  const type = value === null ? 'unknown' : typeof value === 'string' ? 'keyword' : 'double';
  return { kind: 'literal', value, type: typeof value === 'boolean' ? 'boolean' : type };
}

function resultOf(expr: Expr, fields: { readonly [path: string]: ExprValue } = {}): ExprValue {
  return evaluateExpr(expr, field => fields[field.path] ?? null);
}

const truths = [true, false, null] as const;
const tables: readonly (readonly ['and' | 'or', readonly (readonly (boolean | null)[])[]])[] = [
  [
    'and',
    [
      [true, false, null],
      [false, false, false],
      [null, false, null],
    ],
  ],
  [
    'or',
    [
      [true, true, true],
      [true, false, null],
      [true, null, null],
    ],
  ],
];

test.each(tables)('%s follows the three-valued table', (kind, table) => {
  const results = truths.map(left =>
    truths.map(right => resultOf({ kind, terms: [literal(left), literal(right)] })),
  );
  expect(results).toEqual(table);
});

test('not of null is null', () => {
  expect(truths.map(value => resultOf({ kind: 'not', operand: literal(value) }))).toEqual([
    false,
    true,
    null,
  ]);
});

test.each<CompareOperator>(['==', '!=', '<', '<=', '>', '>='])('%s with null on a side is null', op => {
  expect(resultOf({ kind: 'compare', op, left: missing, right: literal(1) })).toBeNull();
  expect(resultOf({ kind: 'compare', op, left: literal(1), right: missing })).toBeNull();
});

test('asking for null always answers', () => {
  expect(resultOf({ kind: 'is-null', operand: missing })).toBe(true);
  expect(resultOf({ kind: 'is-null', operand: literal(5) })).toBe(false);
  const comparison: Expr = { kind: 'compare', op: '>', left: missing, right: literal(-1) };
  expect(resultOf({ kind: 'is-null', operand: comparison })).toBe(true);
});

test('a value of another type stands in no relation, not even that of being unequal', () => {
  for (const op of ['==', '!=', '<', '>='] as const) {
    expect(
      resultOf({ kind: 'compare', op, left: literal('abc'), right: missing }, { missing: 1 }),
    ).toBeNull();
  }
});

test.each([
  ['keyword', 'S', '<', 's', true],
  ['keyword', '\uffff', '<', '\u{10000}', true],
  ['long', 9007199254740993n, '>', 9007199254740992, true],
  ['long', '12', '==', 12, true],
  ['version', '1.11.3', '>', '1.5.0', true],
  ['ip', '::ffff:10.0.0.1', '==', '10.0.0.1', true],
  ['date', '2024-01-01T01:00:00+01:00', '==', '2024-01-01', true],
  ['date', '2024-01-01', '==', 1704067200000, true],
  ['date_nanos', '2024-01-01T00:00:00.000000001Z', '>', 1704067200000, true],
  ['unknown', '12', '==', 12, true],
  ['unknown', '1.5', '==', 1, false],
] as const)('%s fields compare by their type: %s %s %s', (type, value, op, other, result) => {
  const field: FieldRef = { path: 'f', type };
  const right = literal(other);
  expect(resultOf({ kind: 'compare', op, left: { kind: 'field', field }, right }, { f: value })).toBe(result);
  const flipped = { '<': '>', '>': '<', '==': '==' } as const;
  expect(
    resultOf(
      { kind: 'compare', op: flipped[op], left: right, right: { kind: 'field', field } },
      { f: value },
    ),
  ).toBe(result);
});

test('a null among the choices of `in` makes a miss unknown and leaves a hit true', () => {
  const choice = (operand: Expr): Expr => ({
    kind: 'one-of',
    operand,
    values: [literal('A'), literal(null)],
    ignoreCase: true,
  });
  expect(resultOf(choice(literal('a')))).toBe(true);
  expect(resultOf(choice(literal('b')))).toBeNull();
  expect(resultOf(choice(missing))).toBeNull();
});

test('patterns match the whole text, and null stays null', () => {
  const like = (operand: Expr): Expr => ({ kind: 'like', operand, patterns: ['A*'], ignoreCase: true });
  expect([like(literal('abc')), like(literal('cab')), like(missing)].map(expr => resultOf(expr))).toEqual([
    true,
    false,
    null,
  ]);
  const regex: Expr = { kind: 'regex', operand: literal('abc'), patterns: ['[a-c]+'], ignoreCase: false };
  expect(resultOf(regex)).toBe(true);
});

test('a plan that names no function is a bug, not a null', () => {
  expect(() => resultOf({ kind: 'call', name: 'nope', ignoreCase: false, args: [] })).toThrow('nope');
});
