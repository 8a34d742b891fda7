import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../src/event/text-words.ts';
import { naiveWordsOf } from '../reference/text-words.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 2000) };

const pieces = fc
  .array(
    fc.constantFrom(
      ...'a B 1 2 _ . , ; : \' - ( " é e\u0301 \u212a İ ß 漢 ひ カ ไ ไทย 한 \u{1f600} ٣ ’ ‿ \u200d \n'.split(
        ' ',
      ),
      ' ',
      'Invoke-Mimikatz',
      '3.14',
      '\ud800',
    ),
    { maxLength: 14 },
  )
  .map(parts => parts.join(''));

test('words are those of the plain definition', () => {
  fc.assert(
    fc.property(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 12 })), text => {
      expect(wordsOf(text)).toEqual(naiveWordsOf(text));
    }),
    runs,
  );
});

test.each([
  ['quotes and brackets', '("'.repeat(200_000)],
  ['one word', 'a'.repeat(1_000_000)],
  ['joined words', 'a.'.repeat(300_000)],
  ['underscores', '_'.repeat(500_000)],
  ['marks', `é${'\u0301'.repeat(300_000)}.`],
  ['marks and signs', '\u0301.'.repeat(200_000)],
])('a text of %s takes time in proportion to its length', (_, text) => {
  const start = performance.now();
  wordsOf(text);
  expect(performance.now() - start).toBeLessThan(2_000);
});
