import type { Span } from '../../source/span.ts';
import type { Literal } from './ast.ts';
import * as messages from './messages.ts';
import type { TokenStream } from './token-stream.ts';

export interface ParsedLiteral {
  readonly literal: Literal;
  /** Where its last word stands, if it has several: most likely it was meant to be something else. */
  readonly lastWord: Span | undefined;
}

/**
 * literal : STRING | WORD+
 *
 * Words without quotes that only blanks stand between are one value, blanks included. Undefined where there is none.
 */
export function parseLiteral(stream: TokenStream): ParsedLiteral | undefined {
  const first = stream.token;
  if (first.kind === 'string') {
    stream.next();
    const literal: Literal = { kind: 'literal', quoted: true, pieces: [first.value], span: first.span };
    return { literal, lastWord: undefined };
  }
  if (first.kind !== 'word') return undefined;
  stream.next();
  const pieces = [...first.pieces];
  let { end } = first.span;
  let lastWord: Span | undefined;
  for (let token = stream.token; token.kind === 'word'; token = stream.token) {
    const blanks = stream.textOf({ start: end, end: token.span.start });
    if (/[\r\n]/.test(blanks))
      stream.say(messages.valueOverLines(), { start: first.span.start, end: token.span.end });
    const [continued = '', ...others] = token.pieces;
    pieces[pieces.length - 1] += blanks + continued;
    // Not spread into push: a word may be a million stars.
    for (const piece of others) pieces.push(piece);
    lastWord = token.span;
    ({ end } = token.span);
    stream.next();
  }
  const literal: Literal = { kind: 'literal', quoted: false, pieces, span: { start: first.span.start, end } };
  return { literal, lastWord };
}
