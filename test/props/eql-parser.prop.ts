import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileEql, parseEql } from '../../src/lang/eql/index.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { corpusQueries } from '../cases/eql/corpus-queries.ts';
import { mutatedTexts } from './mutated-texts.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** A stretch of everything that has a meaning in EQL, so that random text is not refused at its first sign. */
const WORDS = [
  ...[
    'process',
    'any',
    'where',
    'sequence',
    'sample',
    'join',
    'by',
    'with',
    'maxspan',
    'runs',
    'until',
    'head',
  ],
  ...[
    'and',
    'or',
    'not',
    'in',
    'in~',
    'like',
    'like~',
    'regex',
    'regex~',
    'of',
    'null',
    'true',
    'NOT',
    'AND',
  ],
  ...[
    '==',
    '!=',
    '<',
    '<=',
    '=',
    ':',
    '+',
    '-',
    '*',
    '/',
    '%',
    '(',
    ')',
    '[',
    '![',
    '! [',
    ']',
    ',',
    '.',
    '|',
  ],
  ...['"a*"', '"""b"""', '"""', '"', "'c'", '?"d"', '`e`', '`', '?', '1', '1.5', '30s', '.5', '1e999', '[0]'],
  ...['length(', 'cidrMatch(source.ip, "10.0.0.0/8")', 'startsWith~(', 'process.pid', 'source.ip', 'a.b'],
  ...['/*', '*/', '//', '\n', '“', '”', '§', '!', '&&', '||', '\\', '\u{1F600}', '\ud800', '\u00a0'],
];
const wordSalad = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map(words => words.join(' '));

const seeds = [
  ...corpusQueries().map(one => one.query),
  'sequence by host.id, ?user.id with maxspan=1m [process where a : ("b*", "c")] by d with runs=2 ![any where not e in (1, 2)] by f until [x where length(g) > 3] by h | head 3',
];

const mutated = mutatedTexts(seeds, WORDS);
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), wordSalad, mutated);

test('no text whatsoever makes the compiler throw, and what it says lies within the text', () => {
  fc.assert(
    fc.property(anyText, text => {
      const { value, diagnostics } = compileEql(sourceText('<query>', text));
      expect(diagnostics.length).toBeLessThanOrEqual(20);
      expect(value !== undefined || diagnostics.some(one => one.severity === 'error')).toBe(true);
      for (const { labels, message } of diagnostics) {
        expect(message).not.toMatch(/\.$|undefined/);
        expect(labels.length).toBeGreaterThan(0);
        for (const { span } of labels) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
    runs,
  );
});

test('a query that is only cut short is refused without an exception, at every place', () => {
  const query = seeds.at(-1) ?? '';
  for (let end = 0; end < query.length; end++) {
    expect(() => compileEql(sourceText('<query>', query.slice(0, end)))).not.toThrow();
  }
});

const HUGE = 100_000;

test.each([
  ['open parentheses', `any where ${'('.repeat(HUGE)}`],
  ['closed parentheses', `any where ${'('.repeat(HUGE)}true${')'.repeat(HUGE)}`],
  ['open brackets', `sequence ${'['.repeat(HUGE)}`],
  ['not', `any where ${'not '.repeat(HUGE)}true`],
  ['minus', `any where ${'- '.repeat(HUGE)}1 == 1`],
  ['calls', `any where ${'length('.repeat(HUGE)}`],
  ['lists', `any where ${'a in ('.repeat(HUGE)}`],
  ['sums', `any where 1 ${'+ 1 '.repeat(HUGE)}== 1`],
  ['products in parentheses', `any where ${'('.repeat(400)}1${`${' * 1'.repeat(400)})`.repeat(400)} == 1`],
  ['comparisons', `any where 1 ${'== 1 '.repeat(HUGE)}`],
  ['quotes', '"'.repeat(HUGE)],
  ['comments', '/*'.repeat(HUGE)],
  ['errors', 'any where = '.repeat(HUGE)],
  ['pipes', `any where true ${'| '.repeat(HUGE)}`],
  ['steps', `sequence ${'[a where b] '.repeat(HUGE)}`],
  ['back-quotes', `any where ${'`'.repeat(HUGE)}`],
  ['fields', `any where ${'a.'.repeat(HUGE)}b == 1`],
])('a hundred thousand %s neither overflow nor hang', (_, text) => {
  expect(() => compileEql(sourceText('<query>', text))).not.toThrow();
});

test.each(['and', 'or'])(
  'a chain of a hundred thousand terms with %s is one flat node that compiles',
  kind => {
    const text = `any where ${Array.from({ length: HUGE }, (_, at) => `process.pid == ${at}`).join(` ${kind} `)}`;
    const { value, diagnostics } = compileEql(sourceText('<query>', text));
    expect(diagnostics).toEqual([]);
    expect(value).toBeDefined();
    const body = parseEql(sourceText('<query>', text)).value?.body;
    if (body?.kind !== 'event-filter') throw new Error('no condition');
    const { condition } = body;
    expect(condition.kind === 'and' || condition.kind === 'or' ? condition.terms.length : 0).toBe(HUGE);
  },
);
