import fc from 'fast-check';

/** Real texts with stretches cut out, doubled, or replaced by words. */
export function mutatedTexts(texts: readonly string[], words: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(20),
    fc.constantFrom('', ...words),
  );
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([original, edits]) =>
      edits.reduce((text, [place, length, word]) => {
        const at = Math.floor(place * text.length);
        return text.slice(0, at) + word + text.slice(at + length);
      }, original),
    );
}
