/**
 * Text to tree, by hand: a function per production of GRAMMAR.md. After a mistake the parser goes on at the next `and`,
 * `or`, closing bracket or end, so that several mistakes of one query show at once; it neither throws nor hangs on any
 * text.
 */

import type { Checked } from '../../source/diagnostic.ts';
import { Report } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import type { Combined, Expression, Hole, KqlQuery, Literal, Negated, RangeSign, Values } from './ast.ts';
import { Lexer } from './lexer.ts';
import * as messages from './messages.ts';
import { type ParsedLiteral, parseLiteral } from './parse-literal.ts';
import type { Token, TokenKind } from './token.ts';
import { TokenStream } from './token-stream.ts';

/** In characters; as in EQL. */
const LONGEST = 12_000_000;

const CLOSERS: readonly TokenKind[] = [')', '}'];

/** The tree of the query as far as it could be read; none only for a text beyond all measure. */
export function parseKql(source: SourceText): Checked<KqlQuery> {
  const report = new Report(source);
  if (source.text.length > LONGEST) {
    report.add(messages.tooLong(LONGEST, source.text.length), { start: 0, end: 1 });
    return { diagnostics: report.diagnostics() };
  }
  const stream = new TokenStream(new Lexer(source.text, report), report);
  const value = parseQuery(stream);
  return { value, diagnostics: report.diagnostics() };
}

/** query : condition? END */
function parseQuery(stream: TokenStream): KqlQuery {
  const start = stream.token.span.start;
  if (stream.is('end')) return { kind: 'query', condition: undefined, span: stream.since(start) };
  const parts = [parseCondition(stream, 'the end of the query')];
  while (!stream.is('end')) {
    if (stream.is('and', 'or')) {
      stream.next();
      parts.push(parseCondition(stream, 'the end of the query'));
    } else {
      stream.complain(messages.strayBracket(stream.textOf(stream.token.span)));
      stream.next();
      stream.skipTo('and', 'or', ...CLOSERS);
    }
  }
  const [first, ...others] = parts;
  const span = stream.since(start);
  const condition = others.length === 0 ? first : { kind: 'and' as const, terms: parts, span };
  return { kind: 'query', condition, span };
}

/** @param closer what may follow it here, in the words of the language */
function parseCondition(stream: TokenStream, closer: string): Expression {
  return parseOr(stream, parseTest, closer);
}

type Operand<T> = (stream: TokenStream) => T;
/** Conditions and values are closed under these, which their types cannot say of a type parameter. */
type Logic<T> = T | Combined<T> | Negated<T>;

/**
 * condition   : conjunction ('or' conjunction)*      and likewise of values, inside of `field: (...)`
 * conjunction : negation ('and' negation)*
 * negation    : 'not'* operand
 */
function parseOr<T extends Expression | Values>(
  stream: TokenStream,
  operand: (stream: TokenStream) => Logic<T>,
  closer: string,
): T {
  const parseAnd = (inner: TokenStream): Logic<T> =>
    parseChain(inner, 'and', closer, deeper => parseNot(deeper, operand));
  return parseChain(stream, 'or', closer, parseAnd) as T;
}

function parseChain<T>(
  stream: TokenStream,
  kind: 'and' | 'or',
  closer: string,
  parseTerm: Operand<Logic<T>>,
): Logic<T> {
  const start = stream.token.span.start;
  const first = parseTerm(stream);
  const terms = [first];
  for (;;) {
    expectFollower(stream, closer);
    if (stream.accept(kind) === undefined) break;
    terms.push(parseTerm(stream));
  }
  return terms.length === 1 ? first : { kind, terms: terms as T[], span: stream.since(start) };
}

/** Any number of `not` without recursion. */
function parseNot<T>(stream: TokenStream, operand: Operand<Logic<T>>): Logic<T> {
  const starts: number[] = [];
  while (stream.is('not')) {
    starts.push(stream.token.span.start);
    stream.next();
    if (!stream.enter()) break;
  }
  let tree = operand(stream);
  for (const start of starts.reverse()) tree = { kind: 'not', operand: tree as T, span: stream.since(start) };
  stream.leave(starts.length);
  return tree;
}

/** Says so where something stands behind a term that cannot, and skips it. Brackets are told by who opened them. */
function expectFollower(stream: TokenStream, closer: string): void {
  if (stream.is('and', 'or', 'end', ...CLOSERS)) return;
  if (stream.is('not')) stream.complain(messages.missingAnd('not'));
  else stream.unexpected(`\`and\`, \`or\` or ${closer}`);
  stream.skipTo('and', 'or', ...CLOSERS);
}

/**
 * test : '(' condition ')'
 *      | literal ':' '{' condition '}'
 *      | literal ':' (literal | '(' values ')')
 *      | literal ('<' | '<=' | '>' | '>=') literal
 *      | literal
 */
function parseTest(stream: TokenStream): Expression {
  if (stream.is('(')) return parseBracketed(stream, ')', inner => parseCondition(inner, '`)`'));
  const start = stream.token.span.start;
  const parsed = parseLiteral(stream);
  if (parsed === undefined) {
    stream.unexpected('a condition', 'write `field: value`');
    return hole(stream);
  }
  const { token } = stream;
  switch (token.kind) {
    case ':':
      stream.next();
      return parseAsked(stream, parsed.literal, start);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return parseRange(stream, parsed.literal, token.kind, start);
    default:
      return { kind: 'match', field: undefined, values: parsed.literal, span: stream.since(start) };
  }
}

/** What follows the colon. */
function parseAsked(stream: TokenStream, field: Literal, start: number): Expression {
  const { token } = stream;
  switch (token.kind) {
    case '{': {
      const condition = parseBracketed(stream, '}', inner => parseCondition(inner, '`}`'));
      return { kind: 'nested', field, condition, span: stream.since(start) };
    }
    case '(': {
      const values = parseBracketed(stream, ')', parseValues);
      return { kind: 'match', field, values, span: stream.since(start) };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      stream.complain(messages.rangeAfterColon(token.kind));
      return parseRange(stream, field, token.kind, start);
    case 'not':
      stream.complain(messages.notAfterColon());
      while (stream.is('not')) stream.next();
      return parseAsked(stream, field, start);
    default: {
      const parsed = parseLiteral(stream);
      if (parsed === undefined) {
        if (stream.is(':')) return colonFirst(stream);
        stream.unexpected('a value after `:`', 'write `field: value`, or `field: *` for any value');
        return hole(stream);
      }
      const span = stream.since(start);
      refuseColon(stream, parsed);
      return { kind: 'match', field, values: parsed.literal, span };
    }
  }
}

function parseRange(stream: TokenStream, field: Literal, op: RangeSign, start: number): Expression {
  const opSpan = stream.next().span;
  const parsed = parseLiteral(stream);
  if (parsed === undefined) {
    stream.unexpected(`a value after \`${op}\``, `write \`field ${op} 5\``);
    return hole(stream);
  }
  const span = stream.since(start);
  refuseColon(stream, parsed);
  return { kind: 'range', field, op, opSpan, value: parsed.literal, span };
}

/** values : as a condition, of literals and '(' values ')' */
function parseValues(stream: TokenStream): Values {
  return parseOr<Values>(stream, parseValue, '`)`');
}

function parseValue(stream: TokenStream): Values {
  if (stream.is('(')) return parseBracketed(stream, ')', parseValues);
  const parsed = parseLiteral(stream);
  if (parsed === undefined) {
    if (stream.is(':')) return colonFirst(stream);
    stream.unexpected('a value', 'write `field: (a or b)`');
    return hole(stream);
  }
  if (stream.is(':', '<', '<=', '>', '>=')) {
    stream.complain(messages.fieldAmongValues(stream.textOf(parsed.literal.span)));
    stream.next();
    stream.skipTo('and', 'or', ...CLOSERS);
    return hole(stream);
  }
  return parsed.literal;
}

/** A value such as `::1`. */
function colonFirst(stream: TokenStream): Hole {
  stream.complain(messages.colonFirst());
  stream.skipTo('and', 'or', ...CLOSERS);
  return hole(stream);
}

/** A colon behind a value: the value has a colon in it, or the next condition begins there. */
function refuseColon(stream: TokenStream, { lastWord, literal }: ParsedLiteral): void {
  if (!stream.is(':', '<', '<=', '>', '>=')) return;
  const sign = stream.textOf(stream.token.span);
  if (lastWord === undefined) stream.complain(messages.signInValue(stream.textOf(literal.span), sign));
  else stream.complain(messages.missingAnd(stream.textOf(lastWord)));
  stream.skipTo('and', 'or', ...CLOSERS);
}

/** What stands in brackets, one level deeper. */
function parseBracketed<T>(
  stream: TokenStream,
  close: ')' | '}',
  parseInner: (stream: TokenStream) => T,
): T | Hole {
  const open: Token = stream.next();
  if (!stream.enter()) return hole(stream);
  const inner = parseInner(stream);
  if (stream.accept(close) === undefined) {
    stream.complain(messages.unclosedBracket(close, stream.found), [
      { span: open.span, text: messages.OPENED_HERE },
    ]);
    if (stream.is(...CLOSERS)) stream.next();
  }
  stream.leave();
  return inner;
}

function hole(stream: TokenStream): Hole {
  return { kind: 'hole', span: stream.since(stream.token.span.start) };
}
