/** The parser's place among the tokens, and what every part of the parser needs: expecting, skipping, saying. */
import type { Aside, Finding, Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import type { Lexer } from './lexer.ts';
import * as messages from './messages.ts';
import type { Token, TokenKind } from './token.ts';

/** Parentheses, braces and `not` may nest this deep, so that no query overflows the stack. */
const DEEPEST = 500;

export class TokenStream {
  private readonly lexer: Lexer;
  private readonly report: Report;
  private present: Token;
  private depth = 0;
  private tokensRead = 0;
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

  is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.present.kind);
  }

  next(): Token {
    const token = this.present;
    if (token.kind === 'end') return token;
    this.present = this.lexer.next();
    this.lastEnd = token.span.end;
    this.tokensRead += 1;
    return token;
  }

  /** Reads the token if it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    return this.present.kind === kind ? this.next() : undefined;
  }

  textOf(span: Span): string {
    return this.report.source.text.slice(span.start, span.end);
  }

  /** The token as the user would call it. */
  get found(): string {
    return messages.found(this.present, this.textOf(this.present.span));
  }

  since(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** Says what is wrong with the present token, once. */
  complain(finding: Finding, asides?: readonly Aside[]): void {
    if (this.complainedAt === this.tokensRead) return;
    this.complainedAt = this.tokensRead;
    this.say(finding, this.present.span, asides);
  }

  say(finding: Finding, span: Span, asides?: readonly Aside[]): void {
    this.report.add(finding, span, asides);
  }

  unexpected(expected: string, help?: string): void {
    this.complain(messages.unexpected(expected, this.found, help));
  }

  /** Skips to one of these kinds or the end, over whole brackets; nothing is said about what is skipped. */
  skipTo(...kinds: readonly TokenKind[]): void {
    let open = 0;
    while (this.present.kind !== 'end' && (open > 0 || !kinds.includes(this.present.kind))) {
      if (this.is('(', '{')) open += 1;
      else if (this.is(')', '}')) open -= 1;
      this.next();
    }
  }

  /** Steps one level down; false where that is too deep, and then the rest of the query is given up. */
  enter(): boolean {
    this.depth += 1;
    if (this.depth <= DEEPEST) return true;
    if (this.present.kind !== 'end') this.complain(messages.tooDeep(DEEPEST));
    this.present = this.lexer.end();
    this.complainedAt = this.tokensRead;
    return false;
  }

  leave(levels = 1): void {
    this.depth -= levels;
  }
}
