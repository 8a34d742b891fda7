/**
 * Text to tokens. A mistake becomes a diagnostic and the most likely token, so that the parser can go on and every
 * mistake of a query shows at once. The last token is always `end`, however often it is asked for. Each character is
 * looked at once.
 */
import type { Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import * as messages from './messages.ts';
import { BLANK, isSign, keywordOf, SPECIAL, type Token } from './token.ts';

const BLANKS = new RegExp(`[${BLANK}]+`, 'y');
/** Of a word, what stands for itself. */
const PLAIN = new RegExp(`[^${BLANK}${SPECIAL}]+`, 'y');
const IN_QUOTES = /[^"\\]+/y;
const ESCAPED_SPECIAL = new RegExp(`[${SPECIAL}]`);
const ESCAPED_BLANKS: { readonly [letter: string]: string } = { t: '\t', r: '\r', n: '\n' };
const UNICODE = /\\u([0-9a-fA-F]{4})/y;
const ESCAPED_KEYWORD = /\\(and|or|not)/iy;

export class Lexer {
  private readonly text: string;
  private readonly report: Report;
  private at = 0;

  constructor(text: string, report: Report) {
    this.text = text;
    this.report = report;
  }

  next(): Token {
    this.at = this.endOf(BLANKS);
    if (this.at >= this.text.length) return this.end();
    if (this.text[this.at] === '"') return this.string();
    const doubled = this.text.slice(this.at, this.at + 2);
    const single = doubled.slice(0, 1);
    if (isSign(doubled)) return { kind: doubled, span: this.take(doubled.length) };
    if (isSign(single)) return { kind: single, span: this.take(1) };
    return this.word();
  }

  /** The token that ends the query; what is not read yet is given up. */
  end(): Token {
    this.at = this.text.length;
    return { kind: 'end', span: { start: this.at, end: this.at } };
  }

  private endOf(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.test(this.text) ? pattern.lastIndex : this.at;
  }

  private take(length: number): Span {
    const span = { start: this.at, end: this.at + length };
    this.at = span.end;
    return span;
  }

  /** A string runs over line ends. A backslash before anything but an escape is itself, as rules for Windows have it. */
  private string(): Token {
    const { text } = this;
    const start = this.at;
    let value = '';
    this.at += 1;
    while (this.at < text.length && text[this.at] !== '"') {
      const plain = this.endOf(IN_QUOTES);
      value += text.slice(this.at, plain);
      this.at = plain;
      if (text[this.at] === '\\') value += this.escapeInQuotes();
    }
    if (this.at >= text.length) this.report.add(messages.unclosedString(), { start, end: start + 1 });
    else this.at += 1;
    return { kind: 'string', value, span: { start, end: this.at } };
  }

  private escapeInQuotes(): string {
    const next = this.text[this.at + 1] ?? '';
    if (next === '"' || next === '\\') {
      this.at += 2;
      return next;
    }
    const common = this.commonEscape();
    if (common !== undefined) return common;
    this.at += 1;
    return '\\';
  }

  /** `\t`, `\r`, `\n` and `\u0041`, which mean the same in and out of quotes. */
  private commonEscape(): string | undefined {
    const blank = ESCAPED_BLANKS[this.text[this.at + 1] ?? ''];
    if (blank !== undefined) {
      this.at += 2;
      return blank;
    }
    UNICODE.lastIndex = this.at;
    const [sequence, digits] = UNICODE.exec(this.text) ?? [];
    if (sequence === undefined || digits === undefined) return undefined;
    this.at += sequence.length;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private word(): Token {
    const { text } = this;
    const start = this.at;
    const pieces = [''];
    const append = (part: string): void => {
      pieces[pieces.length - 1] += part;
    };
    for (;;) {
      const plain = this.endOf(PLAIN);
      append(text.slice(this.at, plain));
      this.at = plain;
      if (text[this.at] === '*') {
        pieces.push('');
        this.at += 1;
      } else if (text[this.at] === '\\') append(this.escapeInWord());
      else break;
    }
    const span = { start, end: this.at };
    const keyword = keywordOf(text.slice(start, this.at));
    return keyword === undefined ? { kind: 'word', pieces, span } : { kind: keyword, span };
  }

  private escapeInWord(): string {
    const next = this.text[this.at + 1] ?? '';
    if (next !== '' && ESCAPED_SPECIAL.test(next)) {
      this.at += 2;
      return next;
    }
    ESCAPED_KEYWORD.lastIndex = this.at;
    const [sequence, keyword] = ESCAPED_KEYWORD.exec(this.text) ?? [];
    if (sequence !== undefined && keyword !== undefined) {
      this.at += sequence.length;
      return keyword;
    }
    const common = this.commonEscape();
    if (common !== undefined) return common;
    // A blank ends the word, so that it is no part of what is shown.
    const shown = next === '' || new RegExp(`[${BLANK}]`).test(next) ? '\\' : `\\${next}`;
    this.report.add(messages.unknownEscape(shown), this.take(1));
    return '\\';
  }
}
