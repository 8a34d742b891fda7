/** The two forms of strings: `"..."` with escapes, and `"""..."""` where everything is itself. */
import type { Span } from '../../source/span.ts';
import * as messages from './messages.ts';
import type { Report } from './report.ts';

interface LexedString {
  readonly value: string;
  /** Offset behind the string. */
  readonly end: number;
}

const ESCAPES: { readonly [letter: string]: string } = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/**
 * Reads the string whose opening quote stands at `start`; it ends on its line. `verbatim` (the forms of the
 * older dialect) takes a backslash as itself, and only a quote behind it is escaped.
 */
export function lexString(text: string, start: number, report: Report, verbatim: boolean): LexedString {
  const quote = text[start];
  const limit = lineEnd(text, start);
  let value = '';
  let at = start + 1;
  while (at < limit && text[at] !== quote) {
    if (text[at] !== '\\') {
      const from = at;
      while (at < limit && text[at] !== quote && text[at] !== '\\') at += 1;
      value += text.slice(from, at);
    } else if (verbatim) {
      const length = at + 1 < limit ? 2 : 1;
      value += text.slice(at, at + length);
      at += length;
    } else {
      const escaped = lexEscape(text, at, limit, report);
      value += escaped.value;
      at = escaped.end;
    }
  }
  if (at < limit) return { value, end: at + 1 };
  report.add(messages.unclosedString(), { start, end: limit });
  return { value, end: limit };
}

function lexEscape(text: string, at: number, limit: number, report: Report): LexedString {
  const letter = at + 1 < limit ? (text[at + 1] ?? '') : '';
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, end: at + 2 };
  if (letter === 'u') {
    const braces = /\\u\{([0-9a-fA-F]*)\}/y;
    braces.lastIndex = at;
    const found = braces.exec(text);
    if (found !== null && at + found[0].length <= limit) {
      const span = { start: at, end: at + found[0].length };
      return { value: codePoint(found[1] ?? '', span, report), end: span.end };
    }
    report.add(messages.unicodeBraces(), { start: at, end: at + 2 });
    return { value: '', end: at + 2 };
  }
  const end = Math.min(at + 2, limit);
  report.add(messages.unknownEscape(text.slice(at, end)), { start: at, end });
  return { value: text.slice(at, end), end };
}

function codePoint(digits: string, span: Span, report: Report): string {
  const code = Number.parseInt(digits, 16);
  if (digits.length < 2 || digits.length > 8) report.add(messages.unicodeDigits(digits), span);
  else if (code > 0x10ffff) report.add(messages.unicodeTooLarge(digits), span);
  else if (code >= 0xd800 && code <= 0xdfff) report.add(messages.unicodeSurrogate(digits), span);
  else return String.fromCodePoint(code);
  return '';
}

/**
 * Reads the string whose three quotes open at `start`. It closes at the first three quotes that follow; up to
 * two more quotes directly behind those belong to its text.
 */
export function lexRawString(text: string, start: number, report: Report): LexedString {
  const limit = lineEnd(text, start);
  const close = text.indexOf('"""', start + 3);
  if (close < 0 || close + 3 > limit) {
    report.add(messages.unclosedString(), { start, end: limit });
    return { value: text.slice(start + 3, limit), end: limit };
  }
  let end = close + 3;
  while (end < close + 5 && text[end] === '"') end += 1;
  return { value: text.slice(start + 3, end - 3), end };
}

/** The offset of the line end at or after `from`, or of the end of the text. */
export function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}
