import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOfEql } from './colored-words.ts';

function pieces(query: string): readonly string[] {
  return piecesOfEql(query).flatMap(({ kind, text }) => (kind === 'other' ? [] : [`${kind} ${text}`]));
}

test('a query is cut into what its words are, paths and comments whole', () => {
  expect(pieces('process where process.pid == 5 // why\n and `odd name` : "a*"')).toEqual([
    'name process',
    'keyword where',
    'name process.pid',
    'number 5',
    'comment // why',
    'keyword and',
    'name `odd name`',
    'string "a*"',
  ]);
});

test('nothing of a text is lost, whatever it says', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"open', '/* a', 'a.b..c ! “x”', '1e999'),
  );
  fc.assert(
    fc.property(fc.array(texts), parts => {
      const query = parts.join(' ');
      expect(
        piecesOfEql(query)
          .map(({ text }) => text)
          .join(''),
      ).toBe(query);
    }),
  );
});
