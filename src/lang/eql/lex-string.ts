/**
 * The two forms of strings: `"..."` with escapes, and `"""..."""` where everything is itself. Both end on the
 * line they begin on; nothing looks further ahead than it reads, so that a text of quotes takes linear time.
 */

import type { Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import * as messages from './messages.ts';

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

/** What stands for itself between two double quotes. */
const PLAIN = /[^"\\\r\n]*/y;

/** Whether the text, or the line, ends at this offset. */
export function endsLine(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n' || text[at] === '\r';
}

/**
 * Reads the string whose opening quote stands at `start`. `verbatim` (the forms of the older dialect) takes a
 * backslash as itself, and only a quote behind it is escaped.
 */
export function lexString(text: string, start: number, report: Report, verbatim: boolean): LexedString {
  const quote = text[start];
  PLAIN.lastIndex = start + 1;
  if (quote === '"' && PLAIN.test(text) && text[PLAIN.lastIndex] === '"') {
    return { value: text.slice(start + 1, PLAIN.lastIndex), end: PLAIN.lastIndex + 1 };
  }
  let value = '';
  let at = start + 1;
  while (!endsLine(text, at) && text[at] !== quote) {
    if (text[at] !== '\\') {
      const from = at;
      while (!endsLine(text, at) && text[at] !== quote && text[at] !== '\\') at += 1;
      value += text.slice(from, at);
    } else if (verbatim) {
      const length = endsLine(text, at + 1) ? 1 : 2;
      value += text.slice(at, at + length);
      at += length;
    } else {
      const escaped = lexEscape(text, at, report);
      value += escaped.value;
      at = escaped.end;
    }
  }
  if (!endsLine(text, at)) return { value, end: at + 1 };
  report.add(messages.unclosedString(), { start, end: at });
  return { value, end: at };
}

function lexEscape(text: string, at: number, report: Report): LexedString {
  const letter = endsLine(text, at + 1) ? '' : (text[at + 1] ?? '');
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, end: at + 2 };
  if (letter === 'u') {
    const braces = /\\u\{([0-9a-fA-F]*)\}/y;
    braces.lastIndex = at;
    const found = braces.exec(text);
    if (found !== null) {
      const span = { start: at, end: at + found[0].length };
      return { value: codePoint(found[1] ?? '', span, report), end: span.end };
    }
    report.add(messages.unicodeBraces(), { start: at, end: at + 2 });
    return { value: '', end: at + 2 };
  }
  const end = at + 1 + letter.length;
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
  const close = text.indexOf('"""', start + 3);
  const content = text.slice(start + 3, close < 0 ? text.length : close);
  const lineEnd = content.search(/[\r\n]/);
  if (close < 0 || lineEnd >= 0) {
    const value = lineEnd < 0 ? content : content.slice(0, lineEnd);
    const end = start + 3 + value.length;
    report.add(messages.unclosedString(), { start, end });
    return { value, end };
  }
  let end = close + 3;
  while (end < close + 5 && text[end] === '"') end += 1;
  return { value: text.slice(start + 3, end - 3), end };
}
