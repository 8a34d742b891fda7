/**
 * Strings as TOML and JSON write them, read once more with an eye on where each character comes from: a query
 * with escapes must still be underlined at the right column of the file. The parsers have accepted the string
 * by then, so nothing here is checked again.
 */
import type { Anchor } from './key-places.ts';

export interface WrittenString {
  /** What the string says. */
  readonly text: string;
  readonly anchors: readonly Anchor[];
}

const SIMPLE_ESCAPES: { readonly [letter: string]: string } = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
};
/** How many hexadecimal digits follow the letter of an escape. */
const HEX_DIGITS: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 };

/** @param raw a JSON string with its quotes @param start where it begins in the file */
export function readJsonString(raw: string, start: number): WrittenString {
  return readEscaped(raw, 1, raw.length - 1, start);
}

/** @param raw a TOML string of any of the four kinds, with its quotes @param start where it begins in the file */
export function readTomlString(raw: string, start: number): WrittenString {
  const isMultiLine = raw.length >= 6 && (raw.startsWith("'''") || raw.startsWith('"""'));
  const quotes = isMultiLine ? 3 : 1;
  const firstLineEnd = isMultiLine ? (/^\r?\n/.exec(raw.slice(quotes))?.[0].length ?? 0) : 0;
  const from = quotes + firstLineEnd;
  const to = raw.length - quotes;
  if (raw.startsWith('"')) return readEscaped(raw, from, to, start);
  return { text: raw.slice(from, to), anchors: [{ inner: 0, outer: start + from }] };
}

function readEscaped(raw: string, from: number, to: number, start: number): WrittenString {
  const anchors: Anchor[] = [{ inner: 0, outer: start + from }];
  let text = '';
  let at = from;
  while (at < to) {
    const backslash = raw.indexOf('\\', at);
    const plainEnd = backslash < 0 || backslash >= to ? to : backslash;
    text += raw.slice(at, plainEnd);
    if (plainEnd === to) break;
    const [character, length] = readEscape(raw, plainEnd);
    text += character;
    at = plainEnd + length;
    anchors.push({ inner: text.length, outer: start + at });
  }
  return { text, anchors };
}

/** What the escape at `at` stands for, and how long it is. */
function readEscape(raw: string, at: number): readonly [string, number] {
  const letter = raw[at + 1] ?? '';
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(raw.slice(at + 2, at + 2 + digits), 16);
    return [String.fromCodePoint(code), 2 + digits];
  }
  // A backslash that ends its line swallows the line end and all white space after it (TOML only).
  const swallowed = /^\\[ \t]*\r?\n\s*/.exec(raw.slice(at));
  if (swallowed !== null) return ['', swallowed[0].length];
  return [SIMPLE_ESCAPES[letter] ?? letter, 2];
}
