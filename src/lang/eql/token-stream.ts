/** The parser's place among the tokens, and what every part of the parser needs: expecting, skipping, saying. */

import type { Aside, Finding, Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import type { Lexer } from './lexer.ts';
import * as messages from './messages.ts';
import type { Token, TokenKind } from './token.ts';

/** Parentheses, `not`, signs and arithmetic may nest this deep, so that no query overflows the stack. */
export const DEEPEST = 500;

export class TokenStream {
  private readonly lexer: Lexer;
  private readonly report: Report;
  private present: Token;
  private ahead: Token | undefined;
  private depth = 0;
  /** How many tokens have been read. */
  tokensRead = 0;
  /** The end of the last token read: where a node ends. */
  lastEnd = 0;
  /** What `tokensRead` was at the last syntax error: more is not said about the same token. */
  private complainedAt = -1;

  constructor(lexer: Lexer, report: Report) {
    this.lexer = lexer;
    this.report = report;
    this.present = lexer.next();
  }

  get token(): Token {
    return this.present;
  }

  /** The token behind the present one. */
  get following(): Token {
    this.ahead ??= this.lexer.next();
    return this.ahead;
  }

  is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.token.kind);
  }

  next(): Token {
    const token = this.present;
    if (token.kind === 'end') return token;
    this.present = this.following;
    this.ahead = undefined;
    this.lastEnd = token.span.end;
    this.tokensRead += 1;
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
    if (this.complainedAt === this.tokensRead) return;
    this.complainedAt = this.tokensRead;
    this.say(finding, this.token.span, asides);
  }

  unexpected(expected: string, help?: string): void {
    this.complain(messages.unexpected(expected, this.found, help));
  }

  /** Skips tokens until one of these kinds or the end; nothing is said about what is skipped. */
  skipTo(...kinds: readonly TokenKind[]): void {
    while (this.token.kind !== 'end' && !kinds.includes(this.token.kind)) this.next();
  }

  /** Steps one level down; false where that is too deep, and then the rest of the query is given up. */
  enter(): boolean {
    this.depth += 1;
    if (this.depth <= DEEPEST) return true;
    if (this.token.kind !== 'end') this.complain(messages.tooDeep(DEEPEST));
    this.present = this.lexer.end();
    this.ahead = undefined;
    this.complainedAt = this.tokensRead;
    return false;
  }

  leave(levels = 1): void {
    this.depth -= levels;
  }
}
