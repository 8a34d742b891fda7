// The finder finds what looking for each literal by itself finds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiteralFinder } from '../../src/engine/network/literal-finder.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 2000);

/** Few characters, so that literals overlap; some share their last bits with others. */
const character = fc.constantFrom('a', 'b', '\\', ':', 'A', '!', 'é', '\u0161', '\u{1f600}', '\ud83d');
const text = fc.array(character, { maxLength: 30 }).map(units => units.join(''));
const literals = fc.uniqueArray(
  fc.array(character, { minLength: 1, maxLength: 6 }).map(units => units.join('')),
  { maxLength: 12 },
);

function eachByItself(wanted: readonly string[], inText: string): string[] {
  const places: string[] = [];
  for (const [literal, of] of wanted.entries())
    for (let at = 0; at + of.length <= inText.length; at++)
      if (inText.slice(at, at + of.length) === of) places.push(`${literal} ${at} ${at + of.length}`);
  return places.sort();
}

test('the places of literals', () => {
  let found = 0;
  fc.assert(
    fc.property(literals, fc.array(text, { maxLength: 4 }), (wanted, texts) => {
      const finder = new LiteralFinder(wanted);
      for (const inText of texts) {
        const places: string[] = [];
        finder.find(inText, (literal, start, end) => places.push(`${literal} ${start} ${end}`));
        expect(places.sort()).toEqual(eachByItself(wanted, inText));
        found += places.length;
      }
    }),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 4);
});
