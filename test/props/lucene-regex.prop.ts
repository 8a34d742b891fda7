import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileLuceneRegexes, luceneRegexProblem } from '../../src/event/lucene-regex.ts';
import { parseLuceneRegex } from '../../src/event/lucene-regex-syntax.ts';
import { foldCase } from '../../src/event/text-case.ts';
import { compileWildcards } from '../../src/event/wildcard.ts';
import { wildcardsAroundRegexes } from '../../src/event/wildcards-around-regex.ts';
import { endsOf } from '../reference/regex.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

/** Patterns that are well formed, over an alphabet small enough that texts match them. */
const { plain, atom } = fc.letrec<{ plain: string; atom: string }>(tie => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      'B',
      'É',
      '1',
      '.',
      '@',
      '#',
      '()',
      '"a."',
      '\\.',
      '\\d',
      '😀',
      '<1-12>',
      '<02-11>',
      '<3-3>',
    ),
    fc.constantFrom('[ab]', '[^a]', '[a-b1]', '[^\\d.]', '[^B]', '\\D', '[]a]', '[😀-😂]'),
    tie('plain').map(inner => `(${inner})`),
    fc
      .tuple(tie('atom'), fc.constantFrom('?', '*', '+', '{2}', '{1,}', '{0,2}', '{0}'))
      .map(([atom, repeat]) => `${atom}${repeat}`),
  ),
  plain: fc
    .array(fc.array(tie('atom'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map(branches => branches.map(parts => parts.join('')).join('|')),
}));
const { combined } = fc.letrec<{ combined: string }>(tie => ({
  combined: fc.oneof(
    { maxDepth: 3 },
    fc.array(atom, { minLength: 1, maxLength: 2 }).map(parts => `(${parts.join('')})`),
    tie('combined').map(inner => `~(${inner})`),
    fc
      .tuple(tie('combined'), fc.constantFrom('|', '&', ''), tie('combined'))
      .map(([left, operator, right]) => `(${left}${operator}${right})`),
    tie('combined').map(inner => `(${inner}){0,2}`),
  ),
}));
const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'é', '1', '2', '0', '.', ']', '😀', '\n'),
  maxLength: 6,
});

function naivelyMatches(pattern: string, one: string, ignoreCase: boolean): boolean {
  const { node } = parseLuceneRegex(pattern);
  const characters = [...one];
  return node !== undefined && endsOf(node, characters, 0, ignoreCase).has(characters.length);
}

test.each([
  ['plain expressions', plain],
  ['complements and intersections anywhere', combined],
])('%s match as their operators are defined', (_, patterns) => {
  fc.assert(
    fc.property(
      fc.array(patterns, { minLength: 1, maxLength: 3 }),
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (list, texts, ignoreCase) => {
        // A complement may be more than its budget allows: lucene-regex.test.ts says when.
        const problems = list.flatMap(pattern => luceneRegexProblem(pattern)?.message ?? []);
        fc.pre(!problems.some(problem => problem.includes('within bounds')));
        expect(problems).toEqual([]);
        const matches = compileLuceneRegexes(list, ignoreCase);
        for (const one of texts) {
          const expected = list.some(pattern => naivelyMatches(pattern, one, ignoreCase));
          expect(matches(one), `${JSON.stringify(one)} against ${list.join('  ')}`).toBe(expected);
        }
      },
    ),
    runs,
  );
});

test('a text that an expression matches is matched by one of the wildcards around it', () => {
  let told = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(plain, combined), { minLength: 1, maxLength: 3 }),
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (list, texts, ignoreCase) => {
        const wildcards = wildcardsAroundRegexes(list);
        if (wildcards === undefined) return;
        told++;
        const mayMatch = compileWildcards(wildcards, ignoreCase);
        for (const one of texts)
          if (list.some(pattern => naivelyMatches(pattern, one, ignoreCase)))
            expect(mayMatch(one), `${JSON.stringify(one)} in ${wildcards.join('  ')}`).toBe(true);
      },
    ),
    runs,
  );
  expect(told).toBeGreaterThan(0);
});

test('any text is a pattern that can be compiled, or has a problem within its bounds', () => {
  const special = fc.string({ unit: fc.constantFrom(...'ab01.?+*|{},[]^-()"\\~&@#<>d'), maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(special, fc.string({ unit: 'binary' })), fc.boolean(), (pattern, ignoreCase) => {
      const problem = luceneRegexProblem(pattern);
      if (problem === undefined) compileLuceneRegexes([pattern], ignoreCase)('aab');
      else {
        expect(problem.offset).toBeGreaterThanOrEqual(0);
        expect(problem.offset).toBeLessThanOrEqual(pattern.length);
      }
    }),
    runs,
  );
});

test('every text is matched by the pattern that escapes each of its characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), one => {
      const escaped = [...one]
        .map(character => (/[dws]/i.test(character) ? character : `\\${character}`))
        .join('');
      expect(compileLuceneRegexes([escaped], false)(one)).toBe(true);
      expect(compileLuceneRegexes([escaped], false)(`${one}x`)).toBe(false);
      const upper = one.toUpperCase();
      const other = foldCase(upper) === foldCase(one) ? upper : one;
      expect(compileLuceneRegexes([escaped], true)(other)).toBe(true);
    }),
    runs,
  );
});
