/**
 * Text to tokens. A mistake becomes a diagnostic and the most likely token, so that the parser can go on and
 * every mistake of a query shows at once. The last token is always `end`.
 */
import type { SourceText } from '../../source/source-text.ts';
import type { Span } from '../../source/span.ts';
import { endsLine, lexRawString, lexString } from './lex-string.ts';
import * as messages from './messages.ts';
import type { Report } from './report.ts';
import { isKeyword, isSign, type Token } from './token.ts';

const BLANKS = /[ \t\r\n\f]+/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_]*/y;
const NUMBER = /(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const UNKNOWN = /[^\sA-Za-z0-9_@"'`!=<>()[\],.:|+\-*/%?]+|[\s!'&]/y;
const TYPOGRAPHIC_STRING = /[“”„][^“”"\r\n]*[“”]/y;
const LARGEST_LONG = 9_223_372_036_854_775_807n;

export function lex(source: SourceText, report: Report): readonly Token[] {
  return new Lexer(source.text, report).run();
}

class Lexer {
  private readonly text: string;
  private readonly report: Report;
  private readonly tokens: Token[] = [];
  private at = 0;

  constructor(text: string, report: Report) {
    this.text = text;
    this.report = report;
  }

  run(): readonly Token[] {
    while (this.at < this.text.length) {
      if (this.blanks() || this.comment()) continue;
      if (this.quoted() || this.number() || this.word() || this.sign()) continue;
      this.unknown();
    }
    this.tokens.push({ kind: 'end', span: { start: this.text.length, end: this.text.length } });
    return this.tokens;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  /** The span from here over `length` characters, which are thereby read. */
  private take(length: number): Span {
    const span = { start: this.at, end: this.at + length };
    this.at = span.end;
    return span;
  }

  private blanks(): boolean {
    const found = this.match(BLANKS);
    if (found === undefined) return false;
    this.at += found.length;
    return true;
  }

  private comment(): boolean {
    if (this.text.startsWith('//', this.at)) {
      while (!endsLine(this.text, this.at)) this.at += 1;
      return true;
    }
    if (!this.text.startsWith('/*', this.at)) return false;
    const opening = { start: this.at, end: this.at + 2 };
    this.at += 2;
    for (let depth = 1; depth > 0; ) {
      const next = nextCommentMark(this.text, this.at);
      if (next === undefined) {
        this.report.add(messages.unclosedComment(), opening);
        this.at = this.text.length;
        return true;
      }
      depth += this.text.startsWith('/*', next) ? 1 : -1;
      this.at = next + 2;
    }
    return true;
  }

  /** Strings and back-quoted names, and the forms of strings that EQL no longer has. */
  private quoted(): boolean {
    if (this.text[this.at] === '`') return this.quotedName();
    const start = this.at;
    if (this.text.startsWith('"""', start)) {
      const { value, end } = lexRawString(this.text, start, this.report);
      this.tokens.push({ kind: 'string', value, raw: true, span: { start, end } });
      this.at = end;
      return true;
    }
    const prefix = this.text[start] === '?' ? 1 : 0;
    const quote = this.text[start + prefix];
    if (quote !== '"' && quote !== "'") return false;
    const { value, end } = lexString(this.text, start + prefix, this.report, prefix > 0);
    const span = { start, end };
    if (prefix > 0) this.report.add(messages.questionString(quote), span);
    else if (quote === "'") this.report.add(messages.singleQuotes(), span);
    this.tokens.push({ kind: 'string', value, raw: false, span });
    this.at = end;
    return true;
  }

  private quotedName(): boolean {
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
    this.tokens.push({ kind: 'quoted-name', value, span });
    return true;
  }

  private number(): boolean {
    const digits = this.match(NUMBER);
    if (digits === undefined) return false;
    const span = this.take(digits.length);
    const whole = /^[0-9]+$/.test(digits);
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      this.report.add(messages.numberTooLarge(), span);
      this.tokens.push({ kind: 'number', value: 0, whole, span });
    } else if (!whole || Number.isSafeInteger(value)) {
      this.tokens.push({ kind: 'number', value, whole, span });
    } else {
      // What does not fit 64 bits is a double, as in Elasticsearch.
      const exact = digits.length < 40 ? BigInt(digits) : LARGEST_LONG + 1n;
      const fits = exact <= LARGEST_LONG;
      this.tokens.push({ kind: 'number', value: fits ? exact : value, whole: fits, span });
    }
    return true;
  }

  private word(): boolean {
    const word = this.match(WORD);
    if (word === undefined) return false;
    const tilde = this.text[this.at + word.length] === '~';
    const span = this.take(word.length + (tilde ? 1 : 0));
    const full = tilde ? `${word}~` : word;
    if (isKeyword(full)) this.tokens.push({ kind: full, span });
    else this.tokens.push({ kind: tilde ? 'function-name' : 'name', value: word, span });
    return true;
  }

  private sign(): boolean {
    const doubled = this.text.slice(this.at, this.at + 2);
    if (doubled === '&&' || doubled === '||') {
      const kind = doubled === '&&' ? 'and' : 'or';
      const span = this.take(2);
      this.report.add(messages.symbolForWord(doubled, kind), span);
      this.tokens.push({ kind, span });
      return true;
    }
    const sign = isSign(doubled) ? doubled : doubled.slice(0, 1);
    if (!isSign(sign)) return this.loneExclamation();
    this.tokens.push({ kind: sign, span: this.take(sign.length) });
    return true;
  }

  /** `! [`, `!:` and `!x`: each has one likely meaning. */
  private loneExclamation(): boolean {
    if (this.text[this.at] !== '!') return false;
    const spaced = /!\s+\[/y;
    const bracket = this.match(spaced);
    if (bracket !== undefined) {
      const span = this.take(bracket.length);
      this.report.add(messages.spacedMissing(), span);
      this.tokens.push({ kind: '![', span });
    } else if (this.text[this.at + 1] === ':') {
      const span = this.take(2);
      this.report.add(messages.notColon(), span);
      this.tokens.push({ kind: ':', span });
    } else {
      const span = this.take(1);
      this.report.add(messages.symbolForWord('!', 'not'), span);
      this.tokens.push({ kind: 'not', span });
    }
    return true;
  }

  private unknown(): void {
    const typographic = this.match(TYPOGRAPHIC_STRING);
    if (typographic !== undefined) {
      const span = this.take(typographic.length);
      this.report.add(messages.unknownCharacters(typographic.slice(0, 1)), span);
      this.tokens.push({ kind: 'string', value: typographic.slice(1, -1), raw: false, span });
      return;
    }
    const found = this.match(UNKNOWN) ?? this.text[this.at] ?? '';
    const span = this.take(Math.max(1, found.length));
    this.report.add(messages.unknownCharacters(this.text.slice(span.start, span.end)), span);
  }
}

function nextCommentMark(text: string, from: number): number | undefined {
  for (let at = from; at + 1 < text.length; at++) {
    if (text[at] === '/' && text[at + 1] === '*') return at;
    if (text[at] === '*' && text[at + 1] === '/') return at;
  }
  return undefined;
}
