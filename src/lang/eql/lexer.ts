/**
 * Text to tokens. A mistake becomes a diagnostic and the most likely token, so that the parser can go on and
 * every mistake of a query shows at once. The last token is always `end`, however often it is asked for.
 */

import type { Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import { endsLine, lexRawString, lexString } from './lex-string.ts';
import * as messages from './messages.ts';
import { isKeyword, isSign, type Sign, type Token } from './token.ts';

const BLANKS = /[ \t\r\n\f]+/y;
const REST_OF_LINE = /[^\r\n]*/y;
const COMMENT_MARK = /\/\*|\*\//g;
const WORD = /[A-Za-z_@][A-Za-z0-9_]*/y;
const NUMBER = /(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const UNKNOWN = /[^\sA-Za-z0-9_@"'`!=<>()[\],.:|+\-*/%?]+|[\s!'&]/y;
const TYPOGRAPHIC_STRING = /[“”„][^“”„"\r\n]*[“”]/y;
const LARGEST_LONG = 9_223_372_036_854_775_807n;

/** Reads a token at a time, so that no query is held twice. */
export class Lexer {
  private readonly text: string;
  private readonly report: Report;
  private at = 0;

  constructor(text: string, report: Report) {
    this.text = text;
    this.report = report;
  }

  next(): Token {
    while (this.at < this.text.length) {
      const token = this.read();
      if (token !== undefined) return token;
    }
    return this.end();
  }

  /** The token that ends the query; what is not read yet is given up. */
  end(): Token {
    this.at = this.text.length;
    return { kind: 'end', span: { start: this.at, end: this.at } };
  }

  /** The token that stands here, or nothing where blanks, a comment or an unknown sign had to be passed first. */
  private read(): Token | undefined {
    const first = this.text.charCodeAt(this.at);
    if (isBlank(first)) return this.pass(BLANKS);
    if (isWordStart(first)) return this.word();
    if (isDigit(first)) return this.number();
    switch (this.text[this.at]) {
      case '"':
      case "'":
        return this.string(0);
      case '`':
        return this.quotedName();
      case '?':
        return this.text[this.at + 1] === '"' || this.text[this.at + 1] === "'"
          ? this.string(1)
          : this.sign('?');
      case '.':
        return isDigit(this.text.charCodeAt(this.at + 1)) ? this.number() : this.sign('.');
      case '/':
        if (this.text[this.at + 1] === '/') return this.pass(REST_OF_LINE);
        return this.text[this.at + 1] === '*' ? this.comment() : this.sign('/');
      default:
        return this.signOrUnknown();
    }
  }

  /** Where the match of a sticky pattern that begins here ends; `at` itself where there is none. */
  private endOf(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.test(this.text) ? pattern.lastIndex : this.at;
  }

  private pass(pattern: RegExp): undefined {
    this.at = this.endOf(pattern);
  }

  /** The span from here over `length` characters, which are thereby read. */
  private take(length: number): Span {
    const span = { start: this.at, end: this.at + length };
    this.at = span.end;
    return span;
  }

  private comment(): undefined {
    const opening = this.take(2);
    for (let depth = 1; depth > 0; ) {
      COMMENT_MARK.lastIndex = this.at;
      const mark = COMMENT_MARK.exec(this.text);
      if (mark === null) {
        this.report.add(messages.unclosedComment(), opening);
        this.at = this.text.length;
        return;
      }
      depth += mark[0] === '/*' ? 1 : -1;
      this.at = COMMENT_MARK.lastIndex;
    }
  }

  /** A string, after as many signs (`?`) as the older dialect put before it. */
  private string(prefix: 0 | 1): Token {
    const { text } = this;
    const start = this.at;
    const quote = text[start + prefix];
    const raw = prefix === 0 && text.startsWith('"""', start);
    const { value, end } = raw
      ? lexRawString(text, start, this.report)
      : lexString(text, start + prefix, this.report, prefix > 0);
    const span = this.take(end - start);
    if (prefix > 0) this.report.add(messages.questionString(quote ?? ''), span);
    else if (quote === "'") this.report.add(messages.singleQuotes(value), span);
    return { kind: 'string', value, raw, span };
  }

  private quotedName(): Token {
    const { text } = this;
    const start = this.at;
    let end = start + 1;
    while (!endsLine(text, end) && (text[end] !== '`' || text[end + 1] === '`')) {
      end += text[end] === '`' ? 2 : 1;
    }
    const closed = !endsLine(text, end);
    const value = text.slice(start + 1, end).replaceAll('``', '`');
    const span = this.take(end - start + (closed ? 1 : 0));
    if (!closed) this.report.add(messages.unclosedName(), span);
    else if (value === '') this.report.add(messages.emptyName(), span);
    return { kind: 'quoted-name', value, span };
  }

  private number(): Token {
    const span = this.take(this.endOf(NUMBER) - this.at);
    const digits = this.text.slice(span.start, span.end);
    const whole = /^[0-9]+$/.test(digits);
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      this.report.add(messages.numberTooLarge(), span);
      return { kind: 'number', value: 0, whole, span };
    }
    if (!whole || Number.isSafeInteger(value)) return { kind: 'number', value, whole, span };
    // What does not fit 64 bits is a double, as in Elasticsearch.
    const exact = digits.length < 40 ? BigInt(digits) : LARGEST_LONG + 1n;
    const fits = exact <= LARGEST_LONG;
    return { kind: 'number', value: fits ? exact : value, whole: fits, span };
  }

  private word(): Token {
    const { at, text } = this;
    const end = this.endOf(WORD);
    const word = text.slice(at, end);
    const tilde = text[end] === '~';
    const span = this.take(end - at + (tilde ? 1 : 0));
    const full = tilde ? `${word}~` : word;
    if (isKeyword(full)) return { kind: full, span };
    return { kind: tilde ? 'function-name' : 'name', value: word, span };
  }

  private sign(kind: Sign): Token {
    return { kind, span: this.take(kind.length) };
  }

  private signOrUnknown(): Token | undefined {
    const doubled = this.text.slice(this.at, this.at + 2);
    if (doubled === '&&' || doubled === '||') {
      const kind = doubled === '&&' ? 'and' : 'or';
      const span = this.take(2);
      this.report.add(messages.symbolForWord(doubled, kind), span);
      return { kind, span };
    }
    const single = doubled.slice(0, 1);
    if (isSign(doubled)) return this.sign(doubled);
    if (isSign(single)) return this.sign(single);
    return single === '!' ? this.loneExclamation() : this.unknown();
  }

  /** `! [`, `!:` and `!x`: each has one likely meaning. */
  private loneExclamation(): Token {
    const bracket = this.endOf(/!\s+\[/y);
    if (bracket > this.at) {
      const span = this.take(bracket - this.at);
      this.report.add(messages.spacedMissing(), span);
      return { kind: '![', span };
    }
    if (this.text[this.at + 1] === ':') {
      const span = this.take(2);
      this.report.add(messages.notColon(), span);
      return { kind: ':', span };
    }
    const span = this.take(1);
    this.report.add(messages.symbolForWord('!', 'not'), span);
    return { kind: 'not', span };
  }

  private unknown(): Token | undefined {
    const typographic = this.endOf(TYPOGRAPHIC_STRING);
    if (typographic > this.at) {
      const span = this.take(typographic - this.at);
      this.report.add(messages.unknownCharacters(this.text.charAt(span.start)), span);
      return { kind: 'string', value: this.text.slice(span.start + 1, span.end - 1), raw: false, span };
    }
    const span = this.take(Math.max(1, this.endOf(UNKNOWN) - this.at));
    this.report.add(messages.unknownCharacters(this.text.slice(span.start, span.end)), span);
    return undefined;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 12;
}

function isWordStart(code: number): boolean {
  // a to z, A to Z, _ and @
  return (code >= 97 && code <= 122) || (code >= 64 && code <= 90) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
