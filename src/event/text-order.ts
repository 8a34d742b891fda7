/**
 * Negative, zero or positive, by code point: the order of the UTF-8 bytes, which is how Elasticsearch orders
 * keywords. JavaScript's `<` goes by UTF-16 unit and so puts an emoji before U+FF5E.
 */
export function compareTexts(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** A surrogate is half of a code point above all single units: it moves behind U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
