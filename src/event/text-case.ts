/**
 * The form in which texts that differ only in case are equal. Each code point becomes its simple lower-case form,
 * so that a text never grows and positions keep their meaning. JavaScript's own lower-casing does the same but for
 * two letters: it makes U+0130 (İ) two code points, and it looks at the neighbours of a capital sigma.
 */
export function foldCase(text: string): string {
  const plain = SPECIAL.test(text) ? text.replaceAll('\u0130', 'i').replaceAll('\u03a3', '\u03c3') : text;
  return plain.toLowerCase();
}

const SPECIAL = /[\u0130\u03a3]/;
