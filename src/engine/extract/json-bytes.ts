/**
 * Steps over the bytes of JSON text without making anything of them. Positions are offsets into the whole buffer;
 * `limit` is the first byte that no longer belongs to the text. A step that would pass the limit gives -1, and so
 * does text that is no JSON as far as it is looked at.
 *
 * Events are mostly strings, and strings of Windows are full of backslashes: the end of a string is found four
 * bytes at a time by looking for quotes alone, and only before a quote are the backslashes counted.
 */
export interface JsonBytes {
  readonly bytes: Uint8Array;
  /** Over the same buffer. */
  readonly view: DataView;
  readonly limit: number;
}

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** The first byte from `at` on that is no white space, or the limit. */
export function skipSpace({ bytes, limit }: JsonBytes, from: number): number {
  let at = from;
  while (at < limit) {
    const byte = bytes[at] ?? 0;
    if (byte > SPACE || !isSpace(byte)) return at;
    at++;
  }
  return at;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The closing quote of the string whose first byte after the opening quote is at `from`. */
export function closingQuote({ bytes, view, limit }: JsonBytes, from: number): number {
  let at = from;
  for (;;) {
    while (at + 4 <= limit) {
      const word = view.getInt32(at, true) ^ 0x22222222;
      // A byte of the word is zero where the text has a quote; the lowest bit that is set here tells the first.
      const zeros = (word - 0x01010101) & ~word & 0x80808080;
      if (zeros !== 0) {
        at += (31 - Math.clz32(zeros & -zeros)) >> 3;
        break;
      }
      at += 4;
    }
    while (at < limit && bytes[at] !== QUOTE) at++;
    if (at >= limit) return -1;
    if (bytes[at - 1] !== BACKSLASH || isClosing(bytes, at, from)) return at;
    at++;
  }
}

/** Whether an even number of backslashes stands before the quote. */
function isClosing(bytes: Uint8Array, quote: number, from: number): boolean {
  let at = quote;
  while (at > from && bytes[at - 1] === BACKSLASH) at--;
  return (quote - at) % 2 === 0;
}

/** What stands behind the value that begins at `at`, of which nothing is wanted; its inside is not examined. */
export function skipValue(json: JsonBytes, at: number): number {
  const first = json.bytes[at] ?? 0;
  if (first === QUOTE) {
    const end = closingQuote(json, at + 1);
    return end < 0 ? -1 : end + 1;
  }
  return first === OPEN_BRACE || first === OPEN_BRACKET ? skipNested(json, at) : endOfPlain(json, at);
}

function skipNested(json: JsonBytes, from: number): number {
  const { bytes, limit } = json;
  let depth = 0;
  for (let at = from; at < limit; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = closingQuote(json, at + 1);
      if (at < 0) return -1;
    } else if ((byte | 0x20) === OPEN_BRACE) depth++;
    else if ((byte | 0x20) === CLOSE_BRACE && --depth === 0) return at + 1;
  }
  return -1;
}

/** What stands behind a number or a word. -1 where there is none. */
export function endOfPlain({ bytes, limit }: JsonBytes, from: number): number {
  let at = from;
  while (at < limit) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) break;
    if (byte === QUOTE || byte === COLON || byte === OPEN_BRACE || byte === OPEN_BRACKET) return -1;
    at++;
  }
  return at === from ? -1 : at;
}

/** Whether a value is a whole number as it would be printed, and small enough to be exact. */
export function isPrintedWhole(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) < ZERO || (bytes[at] ?? 0) > NINE) return false;
  return end - start <= LONGEST_WHOLE && (bytes[start] !== ZERO || end - start === 1);
}

/**
 * The number that stands there, where it is written plainly and so short that its digits and their power of ten are
 * exact, so that one division rounds it as `JSON.parse` does: `-12`, `40140357.61`. NaN for all else.
 */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end - first > LONGEST_WHOLE || (bytes[first] === ZERO && end - first > 1 && bytes[first + 1] !== POINT))
    return Number.NaN;
  let digits = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
    else if (byte === POINT && point === end && at > first) point = at;
    else return Number.NaN;
  }
  // No digit at all, or none behind the point.
  if (point === end - 1 || first === end) return Number.NaN;
  const value = point === end ? digits : digits / (POWERS_OF_TEN[end - point - 1] ?? Number.NaN);
  return isNegative ? -value : value;
}

const MINUS = 0x2d;
const POINT = 0x2e;
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);
const ZERO = 0x30;
const NINE = 0x39;
const LONGEST_WHOLE = 15;
