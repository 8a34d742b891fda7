/**
 * Random documents and random predicates over the same few fields, with values and literals drawn from the same
 * pools, so that they often meet: a property over conditions that never hold proves nothing.
 */
import fc from 'fast-check';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldType } from '../../src/event/schema.ts';
import type { ArgumentType, Parameter } from '../../src/plan/functions/function-definition.ts';
import { functions } from '../../src/plan/functions/index.ts';
import type { Expr, FieldRef, Literal, Predicate } from '../../src/plan/predicate.ts';
import { nearEvents } from '../support/near-events.ts';
import { randomFrom } from '../support/random.ts';

/** A predicate and the documents to ask it about. */
export interface Question {
  readonly predicate: Predicate;
  readonly documents: readonly JsonObject[];
}

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

const words = 'a A b ab AB Ab ab.exe AB.EXE a* a? true false 0 1 443 1.5'.split(' ').concat('', ' 1', 'a"b');
/** The letters at which ways of folding case part: Kelvin sign, dotted and dotless I, long s, the sigmas. */
const letters = ['k', '\u212a', 'i', 'I', '\u0130', '\u0131', 's', '\u017f', '\u03c3', '\u03c2', '\u03a3'];
const strange = ['\u{1f600}', 'C:\\Temp\\a.exe', '9007199254740993'];
const addresses = [
  '10.0.0.1',
  '10.0.0.01',
  '::ffff:10.0.0.1',
  'fe80::1',
  'FE80:0::1',
  '999.1.1.1',
  '9.0.0.0',
];
const dates = '2024-01-01 2024-01-01T00:00:00.000Z 2024-01-01T00:00:00.0001Z 1704067200000 2024-01-02'.split(
  ' ',
);
const versions = ['1.2.3', '1.10.0', '1.9.0'];
const numbers = [0, -0, 1, -1, 1.5, 443, 1e3, 2 ** 53, -(2 ** 53), 1e308, 0.1, 1704067200000, 1704067200001];
const bigNumbers = [2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n];
const patterns = '* ? a* A? *b* *.exe ab.exe ?:\\*\\a.exe 1* ** a**b'.split(' ').concat('', '\u212a');
const regexes = 'a.* [a-k]+ ab|AB .*\\.exe a?b? [^a] (a|b){1,2} k "a"'.split(' ').concat('');
const blocks = '10.0.0.0/8 10.0.0.1 10.9.9.9/32 fe80::/10 ::/0 0.0.0.0/0 ::ffff:10.0.0.0/104'.split(' ');

const texts = fc.constantFrom(...words, ...letters, ...strange, ...addresses, ...dates, ...versions);
const anyScalar = fc.oneof(
  { weight: 5, arbitrary: texts },
  { weight: 3, arbitrary: fc.constantFrom(...numbers) },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** Mostly what a field of the type holds, sometimes what it should not. */
function scalarOf(type: FieldType): fc.Arbitrary<string | number | boolean> {
  return fc.oneof({ weight: 4, arbitrary: typicalOf(type) }, { weight: 1, arbitrary: anyScalar });
}

function typicalOf(type: FieldType): fc.Arbitrary<string | number | boolean> {
  switch (type) {
    case 'long':
    case 'double':
      return fc.constantFrom(...numbers);
    case 'boolean':
      return fc.constantFrom(true, false, 'true', 'false', '');
    case 'ip':
      return fc.constantFrom(...addresses);
    case 'date':
    case 'date_nanos':
      return fc.constantFrom(...dates, 1704067200000, 1704067200001);
    case 'version':
      return fc.constantFrom(...versions);
    default:
      return fc.constantFrom(...words, ...letters);
  }
}

/** What stands at a field: mostly a scalar, and everything else that shippers send. */
function heldBy(field: FieldRef): fc.Arbitrary<unknown> {
  const scalar = scalarOf(field.type);
  return fc.oneof(
    { weight: 5, arbitrary: scalar },
    { weight: 4, arbitrary: fc.array(fc.oneof(scalar, scalar, fc.constant(null)), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, [], {}, [null], [{}]) },
  );
}

/** A document that holds some of the fields, each path spelt nested, dotted or half and half. */
export function documentsOver(known: readonly FieldRef[]): fc.Arbitrary<JsonObject> {
  const entry = fc.constantFrom(...known).chain(field =>
    fc.record({
      path: fc.constant(field.path),
      value: heldBy(field),
      joints: fc.nat(7),
      inArray: fc.boolean(),
    }),
  );
  return fc.array(entry, { maxLength: known.length + 2 }).map(documentWith);
}

/** A value at a path, and how the path is spelt: which of its parts are one key, and whether an array lies on it. */
export interface PlacedValue {
  readonly path: string;
  readonly value: unknown;
  readonly joints: number;
  readonly inArray: boolean;
}

/** @param entries of JSON values. */
export function documentWith(entries: readonly PlacedValue[]): JsonObject {
  const document: { [key: string]: unknown } = {};
  for (const { path, value, joints, inArray } of entries) {
    // A copy, as a later path may lead into it.
    place(document, joinParts(path.split('.'), joints), structuredClone(value), inArray);
  }
  // Built of JSON values only, by construction.
  return document as JsonObject;
}

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
  if (Array.isArray(there)) object[key] = [...there, child];
  else if (isObject(there)) place(there, inner, value, inArray);
  else object[key] = inArray ? [child] : child;
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ignoreCase = fc.boolean();
const rangeOperators = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
const patternLists = fc.array(fc.constantFrom(...patterns), { maxLength: 3 });
const regexLists = fc.array(fc.constantFrom(...regexes), { maxLength: 3 });

function literalsFor(type: FieldType): fc.Arbitrary<Literal> {
  return fc.oneof(
    { weight: 9, arbitrary: scalarOf(type) },
    { weight: 1, arbitrary: fc.constantFrom(...bigNumbers) },
  );
}

function testsOf(field: FieldRef): fc.Arbitrary<Predicate> {
  const of = fc.constant(field);
  const literal = literalsFor(field.type);
  return fc.oneof(
    fc.record({ kind: fc.constant('exists' as const), field: of }),
    fc.record({
      kind: fc.constant('equals' as const),
      field: of,
      values: fc.array(literal, { maxLength: 4 }),
      ignoreCase,
    }),
    fc.record({ kind: fc.constant('range' as const), field: of, op: rangeOperators, value: literal }),
    fc.record({
      kind: fc.constant('between' as const),
      field: of,
      bounds: fc.array(fc.record({ op: rangeOperators, value: literal }), { maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('like' as const), field: of, patterns: patternLists, ignoreCase }),
    fc.record({ kind: fc.constant('regex' as const), field: of, patterns: regexLists, ignoreCase }),
    fc.record({
      kind: fc.constant('cidr' as const),
      field: of,
      blocks: fc.array(fc.constantFrom(...blocks), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('affix' as const),
      field: of,
      at: fc.constantFrom('start' as const, 'inside' as const),
      text: fc.oneof(fc.constantFrom('', 'a', 'A', 'AB', '1', '10.'), texts),
      ignoreCase,
    }),
    fc.record({ kind: fc.constant('words' as const), field: of, phrases: phraseLists }),
  );
}

const phraseLists = fc.array(
  fc.array(fc.constantFrom('a', 'b', 'ab', 'ab.exe', 'exe', 'k', '1', 'true', '10.0.0.1', 'a*', '?b', '*'), {
    maxLength: 2,
  }),
  { maxLength: 3 },
);

/** What reads more than one field: fields by a pattern, objects, times reckoned from another. */
const gathering: fc.Arbitrary<Predicate> = fc.oneof(
  fc
    .record({
      path: fc.constantFrom('*', 'process.*', '*.name', '*a*', 'process.parent.*', 'p*.n*e', 'odd'),
      type: fc.constantFrom('unknown' as const, 'keyword' as const, 'long' as const, 'ip' as const),
    })
    .chain(field => testsOf({ ...field, gathers: 'names' })),
  fc
    .record({
      path: fc.constantFrom('process', 'process.parent', 'object', 'source'),
      inner: fc.constantFrom<FieldRef>(
        { path: 'name', type: 'keyword' },
        { path: 'pid', type: 'long' },
        { path: 'parent.name', type: 'keyword' },
        { path: 'ip', type: 'ip' },
      ),
    })
    .chain(({ path, inner }) =>
      fc.array(testsOf(inner), { maxLength: 2 }).map(
        (terms): Predicate => ({
          kind: 'nested',
          objects: { path, type: 'unsupported', gathers: 'objects' },
          term: { kind: 'all', terms },
        }),
      ),
    ),
  fc.record({
    kind: fc.constant('relative-range' as const),
    date: fc.constantFrom<FieldRef>(
      { path: '@timestamp', type: 'date' },
      { path: 'created', type: 'date_nanos' },
    ),
    bounds: fc.array(
      fc.record({
        op: rangeOperators,
        math: fc.constantFrom('now', 'now/d', 'now-1d', 'now+1d/d', 'now-1M/M', 'now-1s', '2024-01-01||'),
      }),
      { maxLength: 2 },
    ),
    now: fc.constant<FieldRef>({ path: '@timestamp', type: 'date' }),
  }),
);

function literalExpr(value: Literal | null): Expr {
  if (value === null) return { kind: 'literal', value, type: 'unknown' };
  if (typeof value === 'boolean') return { kind: 'literal', value, type: 'boolean' };
  if (typeof value === 'string') return { kind: 'literal', value, type: 'keyword' };
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  return { kind: 'literal', value, type: isWhole ? 'long' : 'double' };
}

/** Computations of every kind; arguments are often of the wrong type on purpose. */
function exprsOver(known: readonly FieldRef[]): fc.Arbitrary<Expr> {
  const field = fc.constantFrom(...known).map((of): Expr => ({ kind: 'field', field: of }));
  const literal = fc
    .oneof({ weight: 8, arbitrary: literalsFor('unknown') }, { weight: 1, arbitrary: fc.constant(null) })
    .map(literalExpr);
  return fc.letrec<{ expr: Expr }>(tie => {
    const inner = tie('expr');
    const few = fc.array(inner, { minLength: 1, maxLength: 3 });
    return {
      expr: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        { weight: 2, arbitrary: literal },
        { weight: 2, arbitrary: field },
        { weight: 3, arbitrary: callsOf(inner) },
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
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constant('compare' as const),
            op: fc.oneof(rangeOperators, fc.constantFrom('==' as const, '!=' as const)),
            left: inner,
            right: inner,
          }),
        },
        fc.record({ kind: fc.constant('one-of' as const), operand: inner, values: few, ignoreCase }),
        fc.record({ kind: fc.constant('like' as const), operand: inner, patterns: patternLists, ignoreCase }),
        fc.record({ kind: fc.constant('regex' as const), operand: inner, patterns: regexLists, ignoreCase }),
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), terms: few }),
        },
      ),
    };
  }).expr;
}

/** Calls of every function there is, with as few and as many arguments as it takes, of its types and of others. */
function callsOf(inner: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const calls = functions.map(({ name, parameters, variadic }) => {
    const args = parameters.map(parameter => argumentFor(parameter, inner));
    const more = args.at(-1) ?? inner;
    const most = variadic ? [...args, more, more] : args;
    const least = parameters.filter(parameter => !parameter.optional).length;
    return fc.tuple(fc.tuple(...most), fc.integer({ min: least, max: most.length }), ignoreCase).map(
      ([all, count, ignores]): Expr => ({
        kind: 'call',
        name,
        ignoreCase: ignores,
        args: all.slice(0, count),
      }),
    );
  });
  return fc.oneof(...calls);
}

function argumentFor({ type, constant }: Parameter, inner: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  if (constant && type === 'integer') return fc.constantFrom(null, 2, 8, 10, 16, 36).map(literalExpr);
  if (constant) return fc.constantFrom(...patterns, ...blocks).map(literalExpr);
  return fc.oneof(inner, typicalArgument(type).map(literalExpr));
}

function typicalArgument(type: ArgumentType): fc.Arbitrary<Literal> {
  switch (type) {
    case 'number':
      return fc.constantFrom(...numbers);
    case 'integer':
      return fc.integer({ min: -3, max: 4 });
    case 'ip':
      return fc.constantFrom(...addresses);
    default:
      // Pieces that stand in many of the texts.
      return fc.oneof(texts, fc.constantFrom('', 'a', 'A', 'b', '.'));
  }
}

export function predicatesOver(known: readonly FieldRef[]): fc.Arbitrary<Predicate> {
  const tests = fc.oneof(...known.map(testsOf));
  const scripts = exprsOver(known).map((expr): Predicate => ({ kind: 'script', expr }));
  return fc.letrec<{ predicate: Predicate }>(tie => {
    const terms = fc.array(tie('predicate'), { maxLength: 4 });
    return {
      predicate: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        { weight: 6, arbitrary: tests },
        { weight: 5, arbitrary: scripts },
        { weight: 2, arbitrary: gathering },
        { weight: 1, arbitrary: fc.boolean().map((value): Predicate => ({ kind: 'constant', value })) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), terms }) },
        { weight: 2, arbitrary: tie('predicate').map((term): Predicate => ({ kind: 'not', term })) },
      ),
    };
  }).predicate;
}

/** Some of the fields at a time, so that conditions and documents speak of the same. */
const fewFields = fc.shuffledSubarray([...fields], { minLength: 1, maxLength: 3 });

/** A predicate, documents drawn at random, and some made near its literals. */
export const questions: fc.Arbitrary<Question> = fewFields.chain(known =>
  fc
    .tuple(
      predicatesOver(known),
      fc.array(documentsOver(known), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0 }),
    )
    .map(([predicate, documents, seed]) => ({
      predicate,
      documents: [...documents, ...nearEvents(predicate, randomFrom(seed))],
    })),
);

/** A computation and documents to do it on. */
export interface Computation {
  readonly expr: Expr;
  readonly documents: readonly JsonObject[];
}

export const computations: fc.Arbitrary<Computation> = fewFields.chain(known =>
  fc.record({
    expr: exprsOver(known),
    documents: fc.array(documentsOver(known), { minLength: 1, maxLength: 6 }),
  }),
);
