import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Constant, EqlQuery, EventFilter, Expression, Field, Term } from '../../src/lang/eql/ast.ts';
import { parseEql, printEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const span = { start: 0, end: 0 };

const word = fc.constantFrom(
  'a',
  'B',
  '_c',
  'd1',
  '@timestamp',
  'sequence',
  'true',
  'by',
  'head',
  'runs',
  'not',
);
const name = fc.oneof(
  word,
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter(text => !/[\r\n]/.test(text)),
  fc.constantFrom('a`b', '``', '0', 'a.b', 'in~'),
);
const field: fc.Arbitrary<Field> = fc.record({
  kind: fc.constant('field' as const),
  optional: fc.boolean(),
  segments: fc.array(name, { minLength: 1, maxLength: 3 }),
  span: fc.constant(span),
});

/** What can stand between three quotes: it may begin and end with up to two quotes, and hold two within. */
const rawText = fc
  .array(fc.constantFrom('a', '\\', '"', '""', ' ', '\u{e9}', "'", 'n'), { maxLength: 6 })
  .map(parts => parts.join(''))
  .filter(text => !text.slice(0, -2).includes('"""') && !/"""$/.test(text) && !/^"*$/.test(text))
  .filter(text => !text.includes('"""'));
const anyText = fc.string({ unit: 'binary', maxLength: 8 });

const constant: fc.Arbitrary<Constant> = fc.oneof(
  fc.constant({ kind: 'null' as const, span }),
  fc.boolean().map(value => ({ kind: 'boolean' as const, value, span })),
  anyText.map(value => ({ kind: 'string' as const, value, raw: false, span })),
  rawText.map(value => ({ kind: 'string' as const, value, raw: true, span })),
  fc.nat().map(value => ({ kind: 'number' as const, value, whole: true, span })),
  fc
    .bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n })
    .map(value => ({ kind: 'number' as const, value, whole: true, span })),
  fc
    .double({ min: 0, noNaN: true, noDefaultInfinity: true })
    .map(value => ({ kind: 'number' as const, value: Math.abs(value), whole: false, span })),
);

const { expression } = fc.letrec<{ expression: Expression }>(tie => {
  const inner = tie('expression');
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  return {
    expression: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      constant,
      field,
      fc.record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom('length', 'startsWith', 'CONCAT', 'f'),
        nameSpan: fc.constant(span),
        ignoreCase: fc.boolean(),
        args: fc.array(inner, { maxLength: 3 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('comparison' as const),
        op: fc.constantFrom(
          '==' as const,
          '!=' as const,
          '<' as const,
          '<=' as const,
          '>' as const,
          '>=' as const,
        ),
        opSpan: fc.constant(span),
        left: inner,
        right: inner,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('in' as const),
        operand: inner,
        negated: fc.boolean(),
        ignoreCase: fc.boolean(),
        values: several,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('pattern' as const),
        op: fc.constantFrom(
          ':' as const,
          'like' as const,
          'like~' as const,
          'regex' as const,
          'regex~' as const,
        ),
        opSpan: fc.constant(span),
        operand: inner,
        patterns: fc.array(constant, { minLength: 1, maxLength: 3 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('arithmetic' as const),
        op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const),
        left: inner,
        right: inner,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('sign' as const),
        op: fc.constantFrom('+' as const, '-' as const),
        operand: inner,
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(inner, { minLength: 2, maxLength: 4 }),
        span: fc.constant(span),
      }),
      fc.record({ kind: fc.constant('not' as const), operand: inner, span: fc.constant(span) }),
    ),
  };
});

const filter: fc.Arbitrary<EventFilter> = fc.record({
  kind: fc.constant('event-filter' as const),
  category: fc.oneof(
    fc.constant({ kind: 'any-category' as const, span }),
    fc.oneof(word, anyText).map(value => ({ kind: 'category' as const, name: value, span })),
  ),
  condition: expression,
  span: fc.constant(span),
});
const by = fc.array(field, { maxLength: 3 });
const runsOf = fc.record({
  kind: fc.constant('runs' as const),
  count: fc.integer({ min: 1, max: 100 }),
  span: fc.constant(span),
});
const plainTerm = { kind: fc.constant('term' as const), filter, by, span: fc.constant(span) };
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ ...plainTerm, missing: fc.boolean() }),
  fc.record({ ...plainTerm, missing: fc.boolean(), runs: runsOf }),
);
const terms = fc.array(term, { minLength: 1, maxLength: 3 });
const maxspan = fc.record({
  kind: fc.constant('maxspan' as const),
  amount: fc.integer({ min: 1, max: 1000 }),
  unit: fc.constantFrom('ms' as const, 's' as const, 'm' as const, 'h' as const, 'd' as const),
  span: fc.constant(span),
});
const body: fc.Arbitrary<EqlQuery['body']> = fc.oneof(
  filter,
  fc.record({ kind: fc.constant('sequence' as const), by, terms, span: fc.constant(span) }),
  fc.record({
    kind: fc.constant('sequence' as const),
    by,
    maxspan,
    terms,
    until: term,
    span: fc.constant(span),
  }),
  fc.record({ kind: fc.constant('sample' as const), by, terms, span: fc.constant(span) }),
);
const query: fc.Arbitrary<EqlQuery> = fc.record({
  kind: fc.constant('query' as const),
  body,
  pipes: fc.array(
    fc.record({
      kind: fc.constant('pipe' as const),
      name: fc.constantFrom('head', 'tail', 'other'),
      args: fc.array(expression, { maxLength: 2 }),
      span: fc.constant(span),
    }),
    { maxLength: 2 },
  ),
  span: fc.constant(span),
});

/** The tree without its spans. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(span|nameSpan|opSpan)$/.test(key))
      .map(([key, part]) => [key, bare(part)]),
  );
}

test('reading what was printed gives the same tree, and printing that the same text', () => {
  fc.assert(
    fc.property(query, tree => {
      const text = printEql(tree);
      const { value, diagnostics } = parseEql(sourceText('<query>', text));
      expect(diagnostics, text).toEqual([]);
      if (value === undefined) throw new Error('no tree');
      expect(bare(value)).toEqual(bare(tree));
      expect(printEql(value)).toBe(text);
    }),
    runs,
  );
});
