// KQL: no text breaks the compiler, printing and reading are inverse, and the plan means what the tree means.
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePredicate } from '../../src/engine/compile-predicate.ts';
import { buildExtractor } from '../../src/engine/extract/extractor.ts';
import { SlotTable } from '../../src/engine/slot-table.ts';
import { ecsSchema } from '../../src/event/ecs-schema.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { FieldType, Schema } from '../../src/event/schema.ts';
import type { Expression, KqlQuery, Literal, Values } from '../../src/lang/kql/ast.ts';
import { checkKql, compileKql, lowerKql, parseKql, printKql } from '../../src/lang/kql/index.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { isError } from '../../src/source/diagnostic.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { corpusQueries } from '../cases/kql/corpus-queries.ts';
import { treeText } from '../cases/kql/tree-text.ts';
import { evaluateKql } from '../reference/evaluate-kql.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { RULES } from '../support/live-rule-tables.ts';
import { nearEvents } from '../support/near-events.ts';
import { randomFrom } from '../support/random.ts';
import { documentsOver, fields } from './arbitraries.ts';
import { mutatedTexts } from './mutated-texts.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 1000);
const span = { start: 0, end: 0 };

// ---- any text

const WORDS = [
  ...[
    'and',
    'or',
    'not',
    'AND',
    'Not',
    'process.name',
    'process.pid',
    '@timestamp',
    'a',
    '*',
    'a*b',
    'null',
    '5',
  ],
  ...[
    ':',
    '<',
    '<=',
    '>',
    '>=',
    '(',
    ')',
    '{',
    '}',
    '"',
    '"b c"',
    '"*"',
    '\\',
    '\\:',
    '\\and',
    '\\u0041',
    '\\u00',
  ],
  ...['now-1d/d', '10.0.0.0/8', '::1', '\n', '\t', '\u00a0', '\u{1f600}', '\ud800', ':>', 'a:b:c', '.', ','],
];
const wordSalad = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom('', ' ')), { maxLength: 50 })
  .map(words => words.flat().join(''));
const seeds = [
  ...corpusQueries().map(one => one.query),
  'a: (b or "c d*" and not e*) and f >= now-1d or not g: { h: 1 } or \\and*x',
];
const mutated = mutatedTexts(seeds, WORDS);
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), wordSalad, mutated);

test('no text whatsoever makes the compiler throw, and what it says lies within the text', () => {
  fc.assert(
    fc.property(anyText, text => {
      const { value, diagnostics } = compileKql(sourceText('<query>', text));
      expect(diagnostics.length).toBeLessThanOrEqual(20);
      expect(value !== undefined || diagnostics.some(isError)).toBe(true);
      for (const { labels, message } of diagnostics) {
        expect(message).not.toMatch(/\.$|undefined/);
        expect(labels.length).toBeGreaterThan(0);
        for (const { span: place } of labels) {
          expect(place.start).toBeGreaterThanOrEqual(0);
          expect(place.end).toBeGreaterThanOrEqual(place.start);
          expect(place.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    { numRuns },
  );
});

test('what was read without a mistake is printed, and read again as the same', () => {
  fc.assert(
    fc.property(anyText, text => {
      const { value, diagnostics } = parseKql(sourceText('<query>', text));
      if (value === undefined || diagnostics.some(isError)) return;
      const again = parseKql(sourceText('<query>', printKql(value))).value;
      expect(again && treeText(again)).toBe(treeText(value));
    }),
    { numRuns },
  );
});

const HUGE = 100_000;

test.each([
  ['open parentheses', '('.repeat(HUGE)],
  ['closed parentheses', `${'('.repeat(HUGE)}a${')'.repeat(HUGE)}`],
  ['lists', `a: ${'('.repeat(HUGE)}`],
  ['objects', 'a: { '.repeat(HUGE)],
  ['not', `${'not '.repeat(HUGE)}a`],
  ['not behind a colon', `a: ${'not '.repeat(HUGE)}b`],
  ['quotes', '"'.repeat(HUGE)],
  ['backslashes', `a: ${'\\'.repeat(HUGE)}`],
  ['stars', `a: ${'*'.repeat(HUGE)}`],
  ['words', 'a '.repeat(HUGE)],
  ['lines', 'a\n'.repeat(HUGE)],
  ['stars and words', `message: ${'*a '.repeat(HUGE)}`],
  ['colons', 'a:'.repeat(HUGE)],
  ['closing brackets', ')}'.repeat(HUGE)],
  ['stray connectives', 'and '.repeat(HUGE)],
  ['conditions', Array.from({ length: HUGE }, (_, at) => `process.pid: ${at}`).join(' or ')],
  ['values', `process.name: (${Array.from({ length: HUGE }, (_, at) => `v${at}*`).join(' or ')})`],
  ['a name', `${'x.'.repeat(HUGE)}y: 1`],
])('a hundred thousand %s neither overflow nor hang', (_, text) => {
  const start = performance.now();
  const { value } = parseKql(sourceText('<query>', text));
  expect(() => compileKql(sourceText('<query>', text))).not.toThrow();
  if (value !== undefined && parseKql(sourceText('<query>', text)).diagnostics.every(one => !isError(one)))
    expect(printKql(value).length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(10_000);
});

// ---- trees

const texts = fc.oneof(
  fc.constantFrom(
    ...'a A b ab AB ab.exe a b_c 1 true 10.0.0.1 :: a*b ? and or Not not\\ \\ " \' : ( ) { } < >'.split(' '),
    'a b',
    'b and c',
    ' lead',
    'trail ',
    'two  blanks',
    'line\nend',
    '\u00a0',
    '\u3000x',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
/** Without quotes there is always something to read. */
const anyLiteral: fc.Arbitrary<Literal> = fc
  .record({ quoted: fc.boolean(), pieces: fc.array(texts, { minLength: 1, maxLength: 3 }) })
  .map(({ pieces, quoted }): Literal => {
    const [first = ''] = pieces;
    const own = quoted ? [first] : pieces.length === 1 && first === '' ? ['x'] : pieces;
    return { kind: 'literal', quoted, pieces: own, span };
  });

function treesOf(
  literal: fc.Arbitrary<Literal>,
  field: fc.Arbitrary<Literal>,
  nested: boolean,
): fc.Arbitrary<Expression> {
  const { values } = fc.letrec<{ values: Values }>(tie => ({
    values: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      literal,
      tie('values').map((operand): Values => ({ kind: 'not', operand, span })),
      combined(tie('values')),
    ),
  }));
  return fc.letrec<{ tree: Expression }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.tuple(fc.option(field, { nil: undefined, freq: 8 }), values, literal).map(
        ([name, list, one]): Expression => ({
          kind: 'match',
          field: name,
          values: name === undefined ? one : list,
          span,
        }),
      ),
      fc
        .tuple(field, fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const), literal)
        .map(
          ([name, op, value]): Expression => ({ kind: 'range', field: name, op, opSpan: span, value, span }),
        ),
      ...(nested
        ? [
            fc
              .tuple(field, tie('tree'))
              .map(([name, condition]): Expression => ({ kind: 'nested', field: name, condition, span })),
          ]
        : []),
      tie('tree').map((operand): Expression => ({ kind: 'not', operand, span })),
      combined(tie('tree')),
    ),
  })).tree;
}

/** A chain of its own kind inside of it would be read as one. */
function combined<T extends { readonly kind: string }>(
  term: fc.Arbitrary<T>,
): fc.Arbitrary<{ kind: 'and' | 'or'; terms: readonly T[]; span: typeof span }> {
  return fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(term, { minLength: 2, maxLength: 3 }))
    .map(([kind, terms]) => ({ kind, terms, span }));
}

test('reading the text of a tree gives the tree', () => {
  fc.assert(
    fc.property(treesOf(anyLiteral, anyLiteral, true), condition => {
      const query: KqlQuery = { kind: 'query', condition: flat(condition), span };
      const text = printKql(query);
      const { value, diagnostics } = parseKql(sourceText('<query>', text));
      expect(diagnostics.filter(isError), text).toEqual([]);
      expect(value && treeText(value), text).toBe(treeText(query));
      expect(value && printKql(value)).toBe(text);
    }),
    { numRuns },
  );
});

/** Parentheses around a chain of the same kind are gone once it is read. */
function flat<T extends Expression | Values>(node: T): T {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const terms = (node.terms as readonly T[]).map(flat);
      return { ...node, terms };
    }
    case 'not':
      return { ...node, operand: flat(node.operand) };
    case 'match':
      return { ...node, values: flat(node.values) };
    case 'nested':
      return { ...node, condition: flat(node.condition) };
    default:
      return node;
  }
}

// ---- meaning

const types: ReadonlyMap<string, FieldType> = new Map([
  ...fields
    .filter(({ type }) => type !== 'unknown')
    .map(({ path, type }): [string, FieldType] => [path, type]),
  ['process.name.text', 'text'],
]);
const schema: Schema = {
  typeOf: path => types.get(path),
  sourceOf: path => (path === 'process.name.text' ? 'process.name' : path),
  names: () => [...types.keys()],
};
const values = fc.constantFrom(
  ...'a A b ab AB ab.exe AB.EXE 1 443 1.5 0 true false 10.0.0.1 10.0.0.0/8 fe80::1 1.2.3 null'.split(' '),
  ...'2024-01-01 2024-01-01T00:00:00.000Z now now/d now-1d/d 2024-01-01||+1d/d \u212a k ß \u{1f600} C:\\Temp\\a.exe'.split(
    ' ',
  ),
  'a b',
  '',
);
const literals: fc.Arbitrary<Literal> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(values, fc.boolean()).map(([text, quoted]) => literal([text], quoted || text === '')),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom('', 'a', 'b', 'A', 'exe', '1', '.', ' ', 'a?', '*'), {
        minLength: 2,
        maxLength: 3,
      })
      .map(pieces => literal(pieces, false)),
  },
);
const names = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...fields.map(({ path }) => path)).map(path => literal([path], false)),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        'process.name.text',
        'process.name.caseless',
        'odd.text',
        'process',
        'object',
        'name',
        'pid',
      )
      .map(path => literal([path], false)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(['process.', ''], ['', '.name'], ['', ''], ['', 'a', ''])
      .map(pieces => literal(pieces, false)),
  },
);

function literal(pieces: readonly string[], quoted: boolean): Literal {
  return { kind: 'literal', quoted, pieces, span };
}

function compiled(filter: Predicate): (document: JsonObject) => boolean {
  const table = new SlotTable();
  const accepts = compilePredicate(filter, table.slotOf);
  const extractor = buildExtractor(table.paths);
  return document => accepts(extractor.fromDocument(document));
}

test('the plan of a query holds where the query holds by its plain meaning', () => {
  let [asked, held] = [0, 0];
  fc.assert(
    fc.property(
      treesOf(literals, names, true),
      fc.array(documentsOver(fields), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (condition, documents, seed) => {
        const query: KqlQuery = { kind: 'query', condition, span };
        const source = sourceText('<query>', printKql(query));
        // Mistakes in types are refused, but for those that merely never match.
        if (checkKql(query, source, { schema }).some(isError)) return;
        const { filter } = lowerKql(query, { schema });
        const accepts = compiled(filter);
        for (const document of [...documents, ...nearEvents(filter, randomFrom(seed)).slice(0, 6)]) {
          const wanted = evaluateKql(query, document, schema);
          expect(accepts(document), `${source.text} of ${JSON.stringify(document)}`).toBe(wanted);
          expect(evaluatePredicate(filter, document)).toBe(wanted);
          asked++;
          held += Number(wanted);
        }
      },
    ),
    { numRuns },
  );
  expect(held / asked).toBeGreaterThan(0.1);
  expect(held / asked).toBeLessThan(0.9);
});

describe.skipIf(!existsSync(RULES))('the KQL queries of the live rules (need ../shared/data)', () => {
  test('hold where they hold by their plain meaning, near their literals', () => {
    let [asked, held] = [0, 0];
    for (const [at, { file, query }] of corpusQueries().entries()) {
      const tree = parseKql(sourceText(file, query)).value;
      if (tree === undefined) throw new Error(file);
      const { filter } = lowerKql(tree);
      const accepts = compiled(filter);
      for (const document of nearEvents(filter, randomFrom(at)).slice(0, 6)) {
        const wanted = evaluateKql(tree, document, ecsSchema);
        expect(accepts(document), `${file} of ${JSON.stringify(document)}`).toBe(wanted);
        asked++;
        held += Number(wanted);
      }
    }
    expect(asked).toBeGreaterThan(3000);
    expect(held / asked).toBeGreaterThan(0.1);
  });
});
