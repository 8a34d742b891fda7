import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCase } from '../../src/event/text-case.ts';
import { compileWildcards } from '../../src/event/wildcard.ts';
import { matchesWildcard } from '../reference/wildcard.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
/** Few letters, so that patterns match often; two of them are two units long, two differ in case only. */
const letters = ['a', 'a', 'a', 'a', 'b', 'b', 'B', '\\', '😀', '😁'];
const withStars = fc.string({ unit: fc.constantFrom('*', '*', '*', ...letters), maxLength: 6 });
const withBoth = fc.string({ unit: fc.constantFrom('*', '*', '?', '?', ...letters), maxLength: 8 });
const pattern = fc.oneof(withStars, withBoth);
const text = fc.string({ unit: fc.constantFrom('*', '?', ...letters), maxLength: 8 });

test('wildcards match as their definition says', () => {
  fc.assert(
    fc.property(
      fc.array(pattern, { maxLength: 4 }),
      fc.array(text, { minLength: 1, maxLength: 10 }),
      fc.boolean(),
      (patterns, texts, ignoreCase) => {
        const fold = ignoreCase ? foldCase : (plain: string): string => plain;
        const matches = compileWildcards(patterns, ignoreCase);
        for (const one of texts) {
          const expected = patterns.some(each => matchesWildcard([...fold(each)], [...fold(one)]));
          expect(matches(one), `${one} against ${patterns.join(' | ')}`).toBe(expected);
        }
      },
    ),
    runs,
  );
});

test('a pattern made from a text by blotting out parts of it matches the text', () => {
  const parts = fc.array(
    fc.tuple(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('keep', '?', '*')),
  );
  fc.assert(
    fc.property(parts, fc.boolean(), (pieces, ignoreCase) => {
      const whole = pieces.map(([piece]) => piece).join('');
      const blotted = pieces.map(([piece, how]) => {
        if (how === 'keep') return piece;
        return how === '*' ? '*' : '?'.repeat([...piece].length);
      });
      expect(compileWildcards([blotted.join('')], ignoreCase)(whole)).toBe(true);
    }),
    runs,
  );
});
