/**
 * Random documents and random predicates over the same few fields, with values and literals drawn from the same
 * pools, so that they often meet: a property over conditions that never hold proves nothing.
 */
import fc from 'fast-check';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldType } from '../../src/event/schema.ts';
import type { Expr, FieldRef, Literal, Predicate } from '../../src/plan/predicate.ts';

/** One field of each type, and some that share their parents. */
export const fields: readonly FieldRef[] = [
  { path: 'process.name', type: 'keyword' },
  { path: 'process.args', type: 'keyword' },
  { path: 'process.pid', type: 'long' },
  { path: 'process.parent.name', type: 'keyword' },
  { path: 'score', type: 'double' },
  { path: 'signed', type: 'boolean' },
  { path: 'source.ip', type: 'ip' },
  { path: '@timestamp', type: 'date' },
  { path: 'created', type: 'date_nanos' },
  { path: 'package.version', type: 'version' },
  { path: 'message', type: 'text' },
  { path: 'odd', type: 'unknown' },
  { path: 'object', type: 'unsupported' },
];

/** Kelvin sign, dotted I, long s and the sigmas are the letters at which ways of folding case part. */
const texts = [
  ...[
    '',
    'a',
    'A',
    'ab',
    'AB',
    'ab.exe',
    'AB.EXE',
    'a*',
    'a?',
    'true',
    'false',
    '0',
    '1',
    '443',
    '1.5',
    ' 1',
  ],
  ...[
    'k',
    'K',
    '\u212a',
    'i',
    'I',
    '\u0130',
    '\u0131',
    's',
    '\u017f',
    '\u03c3',
    '\u03c2',
    '\u03a3',
    '\u{1f600}',
  ],
  ...[
    'C:\\Temp\\a.exe',
    'a"b',
    '10.0.0.1',
    '10.0.0.01',
    '::ffff:10.0.0.1',
    'fe80::1',
    'FE80:0::1',
    '999.1.1.1',
  ],
  ...[
    '2024-01-01',
    '2024-01-01T00:00:00.000Z',
    '2024-01-01T00:00:00.0001Z',
    '1704067200000',
    '1.2.3',
    '1.10.0',
  ],
  '9007199254740993',
];
const numbers = [0, -0, 1, -1, 1.5, 443, 1e3, 2 ** 53, -(2 ** 53), 1e308, 0.1, 1704067200000, 1704067200001];
const patterns = [
  '*',
  '?',
  'a*',
  'A?',
  '*b*',
  '*.exe',
  'ab.exe',
  '\u212a',
  '?:\\*\\a.exe',
  '',
  '1*',
  '**',
  'a**b',
];
const regexes = ['a.*', '[a-k]+', 'ab|AB', '.*\\.exe', 'a?b?', '[^a]', '(a|b){1,2}', '', 'k', '"a"'];
const blocks = [
  '10.0.0.0/8',
  '10.0.0.1',
  '10.9.9.9/32',
  'fe80::/10',
  '::/0',
  '0.0.0.0/0',
  '::ffff:10.0.0.0/104',
];

const scalar = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 3, arbitrary: fc.constantFrom(...numbers) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** What stands at a field: mostly a scalar, and everything else that shippers send. */
const held = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(fc.oneof(scalar, scalar, fc.constant(null)), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, [], {}, [null], [{}]) },
);

/** A document that holds some of the fields, each path spelt nested, dotted or half and half. */
export const documents: fc.Arbitrary<JsonObject> = fc
  .array(
    fc.record({ field: fc.constantFrom(...fields), value: held, cut: fc.nat(7), inArray: fc.boolean() }),
    {
      maxLength: 10,
    },
  )
  .map(entries => {
    const document: { [key: string]: unknown } = {};
    for (const { field, value, cut, inArray } of entries) {
      place(document, joinParts(field.path.split('.'), cut), value, inArray);
    }
    // Built of JSON values only, by construction.
    return document as JsonObject;
  });

/** Joins neighbouring parts of a path with a dot where the bit is set: `a.b.c` -> [`a`, `b.c`]. */
function joinParts(parts: readonly string[], bits: number): readonly string[] {
  const keys: string[] = [];
  parts.forEach((part, at) => {
    const last = keys.at(-1);
    if (last !== undefined && bits & (1 << at)) keys[keys.length - 1] = `${last}.${part}`;
    else keys.push(part);
  });
  return keys;
}

function place(
  object: { [key: string]: unknown },
  keys: readonly string[],
  value: unknown,
  inArray: boolean,
): void {
  const [key, ...inner] = keys;
  if (key === undefined) return;
  if (inner.length === 0) {
    object[key] = value;
    return;
  }
  const there = object[key];
  const child: { [key: string]: unknown } = {};
  place(child, inner, value, inArray);
  if (Array.isArray(there)) there.push(child);
  else if (isObject(there)) place(there, inner, value, inArray);
  else object[key] = inArray ? [child] : child;
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fieldRefs = fc.constantFrom(...fields);
const ignoreCase = fc.boolean();

const bigLiterals = fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n);

export const literals: fc.Arbitrary<Literal> = fc.oneof(
  { weight: 9, arbitrary: scalar },
  { weight: 1, arbitrary: bigLiterals },
);

const rangeOperators = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);

const fieldTests: fc.Arbitrary<Predicate> = fc.oneof(
  fc.record({ kind: fc.constant('exists' as const), field: fieldRefs }),
  fc.record({
    kind: fc.constant('equals' as const),
    field: fieldRefs,
    values: fc.array(literals, { maxLength: 4 }),
    ignoreCase,
  }),
  fc.record({ kind: fc.constant('range' as const), field: fieldRefs, op: rangeOperators, value: literals }),
  fc.record({
    kind: fc.constant('like' as const),
    field: fieldRefs,
    patterns: fc.array(fc.constantFrom(...patterns), { maxLength: 3 }),
    ignoreCase,
  }),
  fc.record({
    kind: fc.constant('regex' as const),
    field: fieldRefs,
    patterns: fc.array(fc.constantFrom(...regexes), { maxLength: 3 }),
    ignoreCase,
  }),
  fc.record({
    kind: fc.constant('cidr' as const),
    field: fieldRefs,
    blocks: fc.array(fc.constantFrom(...blocks), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('affix' as const),
    field: fieldRefs,
    at: fc.constantFrom('start' as const, 'inside' as const),
    text: fc.constantFrom(...texts),
    ignoreCase,
  }),
);

function typeOfLiteral(value: Literal | null): FieldType {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'keyword';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'long' : 'double';
}

const literalExprs: fc.Arbitrary<Expr> = fc
  .oneof({ weight: 8, arbitrary: literals }, { weight: 1, arbitrary: fc.constant(null) })
  .map(value => ({ kind: 'literal', value, type: typeOfLiteral(value) }));

const textLiterals = fc
  .constantFrom(...texts)
  .map((value): Expr => ({ kind: 'literal', value, type: 'keyword' }));

/** Computations of every kind; arguments are often of the wrong type on purpose. */
export const exprs: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>(tie => {
  const inner = tie('expr');
  const few = fc.array(inner, { minLength: 1, maxLength: 3 });
  const calls = fc.oneof(
    call(fc.constantFrom('length', 'string', 'number'), fc.tuple(inner)),
    call(fc.constantFrom('startsWith', 'endsWith', 'stringContains', 'indexOf'), fc.tuple(inner, inner)),
    call(fc.constantFrom('add', 'subtract', 'multiply', 'divide', 'modulo'), fc.tuple(inner, inner)),
    call(fc.constantFrom('substring', 'between', 'indexOf'), fc.tuple(inner, inner, inner)),
    call(fc.constant('concat'), few),
    call(fc.constant('wildcard'), fc.tuple(inner, textLiterals)),
    call(
      fc.constant('cidrMatch'),
      fc.tuple(
        inner,
        fc.constantFrom(...blocks).map((value): Expr => ({ kind: 'literal', value, type: 'keyword' })),
      ),
    ),
  );
  return {
    expr: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      literalExprs,
      fieldRefs.map((field): Expr => ({ kind: 'field', field })),
      calls,
      fc.record({
        kind: fc.constant('arithmetic' as const),
        op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const),
        integer: fc.constantFrom(true, false, undefined),
        left: inner,
        right: inner,
      }),
      fc.record({
        kind: fc.constantFrom('negate' as const, 'is-null' as const, 'not' as const),
        operand: inner,
      }),
      fc.record({
        kind: fc.constant('compare' as const),
        op: fc.oneof(rangeOperators, fc.constantFrom('==' as const, '!=' as const)),
        left: inner,
        right: inner,
      }),
      fc.record({ kind: fc.constant('one-of' as const), operand: inner, values: few, ignoreCase }),
      fc.record({
        kind: fc.constant('like' as const),
        operand: inner,
        patterns: fc.array(fc.constantFrom(...patterns), { minLength: 1, maxLength: 2 }),
        ignoreCase,
      }),
      fc.record({
        kind: fc.constant('regex' as const),
        operand: inner,
        patterns: fc.array(fc.constantFrom(...regexes), { minLength: 1, maxLength: 2 }),
        ignoreCase,
      }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), terms: few }),
    ),
  };
}).expr;

function call(names: fc.Arbitrary<string>, args: fc.Arbitrary<readonly Expr[]>): fc.Arbitrary<Expr> {
  return fc.record({ kind: fc.constant('call' as const), name: names, ignoreCase, args });
}

export const predicates: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>(tie => {
  const terms = fc.array(tie('predicate'), { maxLength: 4 });
  return {
    predicate: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 6, arbitrary: fieldTests },
      { weight: 2, arbitrary: exprs.map((expr): Predicate => ({ kind: 'script', expr })) },
      { weight: 1, arbitrary: fc.boolean().map((value): Predicate => ({ kind: 'constant', value })) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), terms }) },
      { weight: 2, arbitrary: tie('predicate').map((term): Predicate => ({ kind: 'not', term })) },
    ),
  };
}).predicate;
