/**
 * Whether bytes are one JSON object on one line, without making it: what `JSON.parse` takes of well-formed UTF-8, and
 * neither line breaks nor deep nesting. It may say no to a text that is JSON; never yes to one that is none
 * (test/props/json-line.prop.ts).
 */

const DEEPEST = 64;

/** What a byte is where a value or the end of one is expected. */
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NONE = -1;

const TRUE = ascii('true');
const FALSE = ascii('false');
const NULL = ascii('null');
const ESCAPED: ReadonlySet<number> = new Set(ascii('"\\/bfnrt'));

/** By depth: whether what is open there is an object. */
const isObject = new Uint8Array(DEEPEST + 1);

/** @param bytes well-formed UTF-8 */
export function isJsonLine(bytes: Uint8Array): boolean {
  let at = afterBlanks(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) return false;
  let depth = 0;
  for (;;) {
    // A value begins here.
    const first = bytes[at] ?? NONE;
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      if (++depth > DEEPEST) return false;
      isObject[depth] = Number(first === OPEN_BRACE);
      at = afterBlanks(bytes, at + 1);
      const next = bytes[at] ?? NONE;
      if (next === (first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
        depth--;
        at++;
      } else if (first === OPEN_BRACKET) continue;
      else {
        at = afterKey(bytes, at);
        if (at < 0) return false;
        continue;
      }
    } else {
      at = afterPlain(bytes, at, first);
      if (at < 0) return false;
    }
    // A value has ended here.
    for (;;) {
      at = afterBlanks(bytes, at);
      if (depth === 0) return at === bytes.length;
      const next = bytes[at] ?? NONE;
      if (next === COMMA) break;
      if (next !== (isObject[depth] === 1 ? CLOSE_BRACE : CLOSE_BRACKET)) return false;
      depth--;
      at++;
    }
    at = afterBlanks(bytes, at + 1);
    if (isObject[depth] === 1) at = afterKey(bytes, at);
    if (at < 0) return false;
  }
}

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  return at;
}

/** Where the value of the key begins. */
function afterKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return NONE;
  const end = afterText(bytes, at + 1);
  if (end < 0) return NONE;
  const colon = afterBlanks(bytes, end);
  return bytes[colon] === COLON ? afterBlanks(bytes, colon + 1) : NONE;
}

/** Behind a text, a number or a word. */
function afterPlain(bytes: Uint8Array, at: number, first: number): number {
  if (first === QUOTE) return afterText(bytes, at + 1);
  if (first === LOWER_T) return afterWord(bytes, at, TRUE);
  if (first === LOWER_F) return afterWord(bytes, at, FALSE);
  if (first === LOWER_N) return afterWord(bytes, at, NULL);
  return afterNumber(bytes, at);
}

/** @param from behind the quote that opens it */
function afterText(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let at = from;
  while (at < length) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return NONE;
    if (byte !== BACKSLASH) at++;
    else {
      const next = bytes[at + 1] ?? NONE;
      if (next === LOWER_U) {
        for (let digit = at + 2; digit < at + 6; digit++) if (!isHex(bytes[digit] ?? 0)) return NONE;
        at += 6;
      } else if (ESCAPED.has(next)) at += 2;
      else return NONE;
    }
  }
  return NONE;
}

function afterWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let offset = 0; offset < word.length; offset++) if (bytes[at + offset] !== word[offset]) return NONE;
  return at + word.length;
}

function afterNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  const whole = at;
  at = afterDigits(bytes, at);
  if (at === whole || (bytes[whole] === ZERO && at - whole > 1)) return NONE;
  if (bytes[at] === DOT) {
    const fraction = at + 1;
    at = afterDigits(bytes, fraction);
    if (at === fraction) return NONE;
  }
  if (((bytes[at] ?? 0) | 0x20) !== LOWER_E) return at;
  const sign = bytes[at + 1];
  const exponent = sign === MINUS || sign === 0x2b ? at + 2 : at + 1;
  at = afterDigits(bytes, exponent);
  return at === exponent ? NONE : at;
}

function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= LOWER_F);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
