/** The parser's place among the tokens, and what every part of the parser needs: expecting, skipping, saying. */
import type { Span } from '../../source/span.ts';
import * as messages from './messages.ts';
import type { Aside, Finding, Report } from './report.ts';
import type { Token, TokenKind } from './token.ts';

/** Parentheses, `not`, signs and arithmetic may nest this deep, so that no query overflows the stack. */
export const DEEPEST = 500;

export class TokenStream {
  private readonly tokens: readonly Token[];
  private readonly report: Report;
  private at = 0;
  private depth = 0;
  /** Where the last syntax error stood: more is not said about the same token. */
  private complainedAt = -1;

  constructor(tokens: readonly Token[], report: Report) {
    this.tokens = tokens;
    this.report = report;
  }

  get token(): Token {
    return this.peek(0);
  }

  /** The end of the last token read: where a node ends. */
  get lastEnd(): number {
    return this.tokens[this.at - 1]?.span.end ?? 0;
  }

  peek(ahead: number): Token {
    const token = this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Error('a token stream without an end');
    return token;
  }

  is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.token.kind);
  }

  next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  /** Reads the token if it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    return this.token.kind === kind ? this.next() : undefined;
  }

  textOf(span: Span): string {
    return this.report.source.text.slice(span.start, span.end);
  }

  get text(): string {
    return this.textOf(this.token.span);
  }

  /** The token as the user would call it. */
  get found(): string {
    return messages.found(this.token, this.text);
  }

  since(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  say(finding: Finding, span: Span, asides?: readonly Aside[]): void {
    this.report.add(finding, span, asides);
  }

  /** Says what is wrong with the present token, once. */
  complain(finding: Finding, asides?: readonly Aside[]): void {
    if (this.complainedAt === this.at) return;
    this.complainedAt = this.at;
    this.say(finding, this.token.span, asides);
  }

  unexpected(expected: string, help?: string): void {
    this.complain(messages.unexpected(expected, this.found, help));
  }

  /** Skips tokens until one of these kinds or the end; nothing is said about what is skipped. */
  skipTo(...kinds: readonly TokenKind[]): void {
    while (this.token.kind !== 'end' && !kinds.includes(this.token.kind)) this.at += 1;
  }

  /** Steps one level down; false where that is too deep, and then the rest of the query is given up. */
  enter(): boolean {
    this.depth += 1;
    if (this.depth <= DEEPEST) return true;
    if (this.token.kind !== 'end') this.complain(messages.tooDeep(DEEPEST));
    this.at = this.tokens.length - 1;
    this.complainedAt = this.at;
    return false;
  }

  leave(levels = 1): void {
    this.depth -= levels;
  }
}
