// Three-valued logic out of a two-valued plan: what the lowering makes of a condition must hold exactly where the
// condition, computed as a whole in three-valued logic, is true; and what it makes of its `not` where it is false.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coerce } from '../../src/event/coerce.ts';
import type { Json, JsonObject } from '../../src/event/json.ts';
import type { FieldType } from '../../src/event/schema.ts';
import { compileEql, type EqlOptions, parseEql } from '../../src/lang/eql/index.ts';
import { lowerExpression } from '../../src/lang/eql/lower-expression.ts';
import { evaluateExpr, truthOf } from '../../src/plan/evaluate-expr.ts';
import type { ExprValue } from '../../src/plan/functions/function-definition.ts';
import type { FieldRef } from '../../src/plan/predicate.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

interface Domain {
  readonly type: FieldType;
  readonly values: readonly Json[];
  /** Conditions on the field `f`. */
  readonly tests: readonly string[];
}

const DOMAINS: readonly Domain[] = [
  {
    type: 'keyword',
    values: ['a', 'B', 'ab', ''],
    tests: [
      'f == "a"',
      'f != "a"',
      'f : ("A*", "x")',
      'f like "b"',
      'f regex~ "a?b"',
      'f in ("a", "ab")',
      'f not in~ ("b")',
      'f in ("a", null)',
      'f > "a"',
      'startsWith(f, "a")',
      'stringContains~(f, "B")',
      'stringContains(f, "")',
      'endsWith(f, "b") == false',
      'length(f) > 1',
      'substring(f, 1) == "b"',
      'indexOf(f, "b") != null',
    ],
  },
  {
    type: 'long',
    values: [0, 1, '2', 'none'],
    tests: [
      'f == 1',
      '1 != f',
      'f >= 1',
      'f < 1',
      'f in (0, 2)',
      'f + 1 == 2',
      '4 / f > 2',
      '-f < 0',
      'f > null',
    ],
  },
  {
    type: 'double',
    values: [0.5, 1, '1.5'],
    tests: ['f == 1', 'f > 0.5', 'f * 2 == 1', 'f not in (1, 0.5)'],
  },
  { type: 'boolean', values: [true, false, 'true', 'x'], tests: ['f', 'f == false', 'f != true'] },
  {
    type: 'ip',
    values: ['10.0.0.1', '::1', '999.9.9.9'],
    tests: ['f == "10.0.0.1"', 'cidrMatch(f, "10.0.0.0/8")', 'f != "::1"'],
  },
  {
    type: 'date',
    values: ['2024-01-01T00:00:00Z', 1704067200001, 'later'],
    tests: ['f == 1704067200000', 'f > "2024-01-01T00:00:00.000Z"', 'f != "2024-01-01T00:00:00.001Z"'],
  },
  {
    type: 'date_nanos',
    values: ['2024-01-01T00:00:00.000000001Z', '2024-01-01T00:00:00Z'],
    tests: ['f > "2024-01-01T00:00:00.000000000Z"', 'f == "2024-01-01T00:00:00.000000001Z"'],
  },
  { type: 'version', values: ['1.2.0', '1.10.0'], tests: ['f > "1.9.0"', 'f == "1.2.0"', 'f != "1.2.0"'] },
];
const FIELDS = DOMAINS.flatMap(domain =>
  ['x', 'y'].map(name => ({ ...domain, path: `${domain.type}_${name}` })),
);
const TYPES = new Map(FIELDS.map(({ path, type }) => [path, type]));
const options: EqlOptions = {
  schema: { typeOf: path => TYPES.get(path), names: () => [...TYPES.keys()] },
  unknownFields: 'error',
  nulls: 'three-valued',
};

const leaves = fc
  .constantFrom(...FIELDS)
  .chain(({ path, tests }) =>
    fc.constantFrom(...tests, 'f == null', 'f != null').map(one => one.replace(/\bf\b/, path)),
  );
const { condition } = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc.constantFrom('null', 'true', 'false'),
    tie('condition').map(inner => `not (${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(parts => `(${parts.join(' ')})`),
    tie('condition').map(inner => `(${inner}) == null`),
  ),
}));
// Dates are written in full: an index test of a date takes all of the second or day that is named.
const documents = fc.record(
  Object.fromEntries(
    FIELDS.map(({ path, values }) => [path, fc.constantFrom<Json>(null, ...values, ...values)]),
  ),
  { requiredKeys: [] },
);

type Document = { readonly [path: string]: Json | undefined };

function holds(text: string, document: Document): boolean {
  const { value, diagnostics } = compileEql(sourceText('<query>', `any where ${text}`), options);
  if (value?.kind !== 'events') throw new Error(JSON.stringify(diagnostics.map(({ message }) => message)));
  // fast-check leaves a field out rather than setting it to undefined.
  return evaluatePredicate(value.filter, document as JsonObject);
}

function truth(text: string, document: Document): boolean | null {
  const body = parseEql(sourceText('<query>', `any where ${text}`)).value?.body;
  if (body?.kind !== 'event-filter') throw new Error(`no condition: ${text}`);
  const fieldValue = ({ path, type }: FieldRef): ExprValue => {
    const raw = document[path];
    if (raw === null || raw === undefined || typeof raw === 'object') return null;
    const canonical = coerce(raw, type);
    return canonical === undefined ? null : type === 'date' || type === 'date_nanos' ? raw : canonical;
  };
  return truthOf(evaluateExpr(lowerExpression(body.condition, options), fieldValue));
}

test('a condition holds where three-valued logic says true, its not where it says false', () => {
  const seen = new Set<boolean | null>();
  fc.assert(
    fc.property(condition, documents, (text, document) => {
      const expected = truth(text, document);
      seen.add(expected);
      expect(holds(text, document)).toBe(expected === true);
      expect(holds(`not (${text})`, document)).toBe(expected === false);
    }),
    { numRuns },
  );
  expect(seen).toEqual(new Set([true, false, null]));
});
