/**
 * Expressions, by operator precedence (Pratt): `not` binds tighter than `and`, that tighter than `or`; all of
 * them looser than comparisons, which do not chain. Each function quotes its production of GRAMMAR.md. A
 * function that cannot go on complains once, leaves a hole and stops at a token from which its caller can.
 */
import { quote } from '../../source/quote.ts';
import type { Span } from '../../source/span.ts';
import type { ArithmeticSign, ComparisonOperator, Constant, Expression, PatternOperator } from './ast.ts';
import { AND, COMPARISON, NOT, OPERAND, OR, PRODUCT, SUM } from './binding.ts';
import * as messages from './messages.ts';
import { isKeyword, type TokenKind } from './token.ts';
import { DEEPEST, type TokenStream } from './token-stream.ts';
import { findTooDeep } from './walk.ts';

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(['==', '!=', '<', '<=', '>', '>=']);
const SUMS: ReadonlySet<string> = new Set<ArithmeticSign>(['+', '-']);
const PRODUCTS: ReadonlySet<string> = new Set<ArithmeticSign>(['*', '/', '%']);
const PATTERNS: ReadonlySet<string> = new Set<PatternOperator>([':', 'like', 'like~', 'regex', 'regex~']);

/** What may follow a whole expression somewhere in a query. */
const FOLLOW: readonly TokenKind[] = [
  'and',
  'or',
  ')',
  ']',
  ',',
  '|',
  '[',
  '![',
  'by',
  'with',
  'until',
  'end',
];
/** What may follow an item of a list; a missing comma is the list's to notice. */
const LIST = '`,` or `)`';
const ITEM_STARTS: readonly TokenKind[] = ['string', 'number', 'name', 'quoted-name'];

const follow: ReadonlySet<string> = new Set(FOLLOW);

/**
 * A whole expression, no deeper than the rest of the front end can walk.
 * @param closer what may follow it here, in the words of the language: "`]`".
 */
export function parseExpression(stream: TokenStream, closer: string): Expression {
  const before = stream.tokensRead;
  const expression = parseAt(stream, OR, closer);
  // A tree is no deeper than its tokens are many.
  if (stream.tokensRead - before <= DEEPEST) return expression;
  const deep = findTooDeep(expression, DEEPEST);
  if (deep === undefined) return expression;
  stream.say(messages.tooDeep(DEEPEST), deep.span);
  return { kind: 'hole', span: expression.span };
}

/**
 * boolExpr  : 'not' boolExpr | valueExpr | boolExpr 'and' boolExpr | boolExpr 'or' boolExpr
 * valueExpr : opExpr | opExpr ('==' | '!=' | '<' | '<=' | '>' | '>=') opExpr
 * opExpr    : primary predicate? | ('-' | '+') opExpr | opExpr ('*' | '/' | '%') opExpr | opExpr ('+' | '-') opExpr
 */
function parseAt(stream: TokenStream, level: number, closer: string): Expression {
  const start = stream.token.span.start;
  if (!stream.enter()) return hole(stream);
  let left = parsePrefix(stream, level, closer);
  if (level <= PRODUCT) left = parseArithmetic(stream, left, start, PRODUCTS, OPERAND, closer);
  if (level <= SUM) left = parseArithmetic(stream, left, start, SUMS, PRODUCT, closer);
  if (level <= COMPARISON) left = parseComparison(stream, left, start, closer);
  if (level <= AND) left = parseTerms(stream, left, start, 'and', closer);
  if (level <= OR) left = parseTerms(stream, left, start, 'or', closer);
  stream.leave();
  return left;
}

/** 'not' boolExpr, ('-' | '+') opExpr, or an operand; any number of `not` and signs without recursion. */
function parsePrefix(stream: TokenStream, wanted: number, closer: string): Expression {
  let level = wanted;
  while (isMiscasedNot(stream)) {
    stream.complain(messages.keywordCase(stream.text, 'not'));
    stream.next();
    level = NOT;
  }
  if (!stream.is('not', '-', '+')) return parseOperand(stream);
  if (stream.is('not') && level > NOT) {
    stream.unexpected('a value', 'put the `not` and its condition into parentheses');
    stream.next();
    return parsePrefix(stream, NOT, closer);
  }
  const prefix = stream.token.kind;
  const starts: number[] = [];
  const signs: ('+' | '-')[] = [];
  for (;;) {
    const token = stream.token;
    const matches = prefix === 'not' ? token.kind === 'not' : token.kind === '-' || token.kind === '+';
    if (!matches) break;
    if (!stream.enter()) return hole(stream);
    starts.push(token.span.start);
    if (token.kind === '+' || token.kind === '-') signs.push(token.kind);
    stream.next();
  }
  let operand = prefix === 'not' ? parseAt(stream, COMPARISON, closer) : parseOperand(stream);
  for (let at = starts.length - 1; at >= 0; at--) {
    const span = stream.since(starts[at] ?? 0);
    operand =
      prefix === 'not'
        ? { kind: 'not', operand, span }
        : { kind: 'sign', op: signs[at] ?? '-', operand, span };
  }
  stream.leave(starts.length);
  return operand;
}

/** `NOT` where only `not` makes sense: before an operand. */
function isMiscasedNot(stream: TokenStream): boolean {
  const token = stream.token;
  if (token.kind !== 'name' || token.value.toLowerCase() !== 'not') return false;
  return ['name', 'quoted-name', 'function-name', '?', '('].includes(stream.following.kind);
}

function parseArithmetic(
  stream: TokenStream,
  first: Expression,
  start: number,
  operators: ReadonlySet<string>,
  level: number,
  closer: string,
): Expression {
  let left = first;
  while (operators.has(stream.token.kind)) {
    // The set holds arithmetic signs only.
    const op = stream.next().kind as ArithmeticSign;
    const right = parseAt(stream, level, closer);
    left = { kind: 'arithmetic', op, left, right, span: stream.since(start) };
  }
  return left;
}

/** valueExpr : opExpr comparison opExpr, once */
function parseComparison(stream: TokenStream, left: Expression, start: number, closer: string): Expression {
  const op = acceptComparison(stream);
  if (op === undefined) return left;
  const right = parseAt(stream, SUM, closer);
  const comparison: Expression = {
    kind: 'comparison',
    op: op.op,
    opSpan: op.span,
    left,
    right,
    span: stream.since(start),
  };
  while (COMPARISONS.has(stream.token.kind) || stream.is('=')) {
    stream.complain(messages.chainedComparison(stream.text));
    stream.next();
    parseAt(stream, SUM, closer);
  }
  return comparison;
}

function acceptComparison(stream: TokenStream): { op: ComparisonOperator; span: Span } | undefined {
  const token = stream.token;
  if (token.kind === '=') {
    stream.complain(messages.singleEquals());
    return { op: '==', span: stream.next().span };
  }
  if (!COMPARISONS.has(token.kind)) return undefined;
  // The set holds comparison operators only.
  return { op: stream.next().kind as ComparisonOperator, span: token.span };
}

/** The terms of a chain of `and` or of `or`, as one flat node. */
function parseTerms(
  stream: TokenStream,
  first: Expression,
  start: number,
  kind: 'and' | 'or',
  closer: string,
): Expression {
  const terms = [first];
  for (;;) {
    expectFollower(stream, closer);
    if (!acceptConnective(stream, kind)) break;
    terms.push(parseAt(stream, kind === 'and' ? NOT : AND, closer));
  }
  return terms.length === 1 ? first : { kind, terms, span: stream.since(start) };
}

/** Says so where something stands behind an operand that cannot, and skips it. */
function expectFollower(stream: TokenStream, closer: string): void {
  if (follow.has(stream.token.kind) || miscased(stream) !== undefined) return;
  if (closer === LIST && stream.is(...ITEM_STARTS)) return;
  stream.unexpected(`\`and\`, \`or\` or ${closer}`);
  stream.skipTo(...FOLLOW);
}

function acceptConnective(stream: TokenStream, kind: 'and' | 'or'): boolean {
  if (stream.accept(kind) !== undefined) return true;
  if (miscased(stream) !== kind) return false;
  stream.complain(messages.keywordCase(stream.text, kind));
  stream.next();
  return true;
}

/** `and` or `or` where the token is one of them in capitals. */
function miscased(stream: TokenStream): string | undefined {
  if (stream.token.kind !== 'name') return undefined;
  const word = stream.token.value.toLowerCase();
  return word === 'and' || word === 'or' ? word : undefined;
}

/**
 * primary predicate?
 * predicate : 'not'? ('in' | 'in~') '(' expression (',' expression)* ')'
 *           | (':' | 'like' | 'like~' | 'regex' | 'regex~') (constant | '(' constant (',' constant)* ')')
 */
function parseOperand(stream: TokenStream): Expression {
  const start = stream.token.span.start;
  const operand = parsePrimary(stream);
  const after = stream.is('not') ? stream.following.kind : stream.token.kind;
  if (after === 'in' || after === 'in~') {
    const negated = stream.accept('not') !== undefined;
    const ignoreCase = stream.next().kind === 'in~';
    const values = parseList(stream, () => parseAt(stream, OR, LIST));
    return { kind: 'in', operand, negated, ignoreCase, values, span: stream.since(start) };
  }
  if (!PATTERNS.has(after)) return operand;
  const negated = stream.is('not');
  if (negated) {
    stream.complain(messages.notBeforePattern(after));
    stream.next();
  }
  const token = stream.next();
  // The set holds pattern operators only.
  const op = token.kind as PatternOperator;
  const patterns = parsePatterns(stream);
  const span = stream.since(start);
  if (patterns.length === 0) return { kind: 'hole', span };
  const test: Expression = { kind: 'pattern', op, opSpan: token.span, operand, patterns, span };
  return negated ? { kind: 'not', operand: test, span } : test;
}

/** constant | '(' constant (',' constant)* ')'; none where nothing of the kind stands here. */
function parsePatterns(stream: TokenStream): readonly Constant[] {
  if (stream.is('(')) {
    return parseList(stream, () => parseConstant(stream, 'a string')).filter(
      pattern => pattern.kind !== 'hole',
    );
  }
  const constant = parseConstant(stream, 'a string or a list of strings in `(...)`');
  return constant.kind === 'hole' ? [] : [constant];
}

/** constant : null | number | 'true' | 'false' | STRING */
function parseConstant(stream: TokenStream, expected: string): Constant | { kind: 'hole'; span: Span } {
  const constant = acceptConstant(stream);
  if (constant !== undefined) return constant;
  stream.unexpected(expected);
  const start = stream.token.span.start;
  if (startsOperand(stream)) parseAt(stream, SUM, expected);
  return { kind: 'hole', span: stream.since(start) };
}

function acceptConstant(stream: TokenStream): Constant | undefined {
  const token = stream.token;
  switch (token.kind) {
    case 'string':
      stream.next();
      return { kind: 'string', value: token.value, raw: token.raw, span: token.span };
    case 'number':
      stream.next();
      return { kind: 'number', value: token.value, whole: token.whole, span: token.span };
    case 'true':
    case 'false':
      if (isReservedName(stream)) return undefined;
      stream.next();
      return { kind: 'boolean', value: token.kind === 'true', span: token.span };
    case 'null':
      if (isReservedName(stream)) return undefined;
      stream.next();
      return { kind: 'null', span: token.span };
    default:
      return undefined;
  }
}

/** '(' item (',' item)* ')' */
function parseList<T>(stream: TokenStream, parseItem: () => T): readonly T[] {
  const open = stream.accept('(');
  if (open === undefined) {
    stream.unexpected('`(` and a list of values');
    if (stream.is('[')) stream.skipTo(']', 'and', 'or', '|');
    return [];
  }
  const items = [parseItem()];
  for (;;) {
    if (stream.accept(',') !== undefined) {
      items.push(parseItem());
    } else if (stream.is(...ITEM_STARTS)) {
      stream.unexpected(LIST, 'put a comma between the values');
      items.push(parseItem());
    } else {
      break;
    }
  }
  closeParenthesis(stream, open.span, LIST);
  return items;
}

function closeParenthesis(stream: TokenStream, open: Span, expected: string): void {
  if (stream.accept(')') !== undefined) return;
  stream.complain(messages.unclosedBracket(expected, stream.found, ')'), [
    { span: open, text: messages.OPENED_HERE },
  ]);
  if (follow.has(stream.token.kind)) return;
  stream.skipTo(...FOLLOW);
  stream.accept(')');
}

/** primary : constant | func | qualifiedName | '(' expression ')' */
function parsePrimary(stream: TokenStream): Expression {
  const constant = acceptConstant(stream);
  if (constant !== undefined) return constant;
  const token = stream.token;
  switch (token.kind) {
    case '(': {
      stream.next();
      const inner = parseAt(stream, OR, '`)`');
      closeParenthesis(stream, token.span, '`and`, `or` or `)`');
      return inner;
    }
    case 'name':
      if (stream.following.kind === 'of') return skipRelation(stream);
      return stream.following.kind === '(' ? parseCall(stream) : parseField(stream);
    case 'function-name':
      return parseCall(stream);
    case '?':
    case 'quoted-name':
      return parseField(stream);
    default:
      if (isReservedName(stream)) return parseField(stream);
      return unexpectedOperand(stream);
  }
}

function unexpectedOperand(stream: TokenStream): Expression {
  const start = stream.token.span.start;
  stream.unexpected('a value');
  const isOperator = SUMS.has(stream.token.kind) || PRODUCTS.has(stream.token.kind);
  if (!isOperator && !COMPARISONS.has(stream.token.kind) && !stream.is('=')) stream.skipTo(...FOLLOW);
  return { kind: 'hole', span: stream.since(start) };
}

/** func : (IDENT | IDENT~) '(' (expression (',' expression)*)? ')' */
function parseCall(stream: TokenStream): Expression {
  const token = stream.next();
  const name = token.kind === 'name' || token.kind === 'function-name' ? token.value : '';
  const ignoreCase = token.kind === 'function-name';
  let args: readonly Expression[] = [];
  if (stream.is('(') && stream.following.kind === ')') {
    stream.next();
    stream.next();
  } else {
    if (!stream.is('(')) {
      stream.unexpected(`\`(\` after the function ${quote(`${name}~`)}`);
      return { kind: 'hole', span: token.span };
    }
    args = parseList(stream, () => parseAt(stream, OR, LIST));
  }
  return { kind: 'call', name, nameSpan: token.span, ignoreCase, args, span: stream.since(token.span.start) };
}

/**
 * qualifiedName : '?'? ident ('.' ident | '[' INT+ ']')*
 * ident         : IDENT | '`' text '`'
 */
function parseField(stream: TokenStream): Expression {
  const start = stream.token.span.start;
  const optional = stream.accept('?') !== undefined;
  const segments: string[] = [];
  do {
    const segment = parseSegment(stream, segments.length === 0 ? 'the name of a field' : 'a name after `.`');
    if (segment === undefined) return { kind: 'hole', span: stream.since(start) };
    segments.push(segment);
    skipIndexes(stream);
    skipDigitSegment(stream);
  } while (stream.accept('.') !== undefined);
  if (segments.includes('')) return { kind: 'hole', span: stream.since(start) };
  return { kind: 'field', optional, segments, span: stream.since(start) };
}

function parseSegment(stream: TokenStream, expected: string): string | undefined {
  const token = stream.token;
  if (token.kind === 'name' || token.kind === 'quoted-name') {
    stream.next();
    return token.value;
  }
  if (isKeyword(token.kind)) {
    stream.complain(messages.reservedName(token.kind));
    stream.next();
    return token.kind;
  }
  stream.unexpected(expected);
  return undefined;
}

/** `[0]` behind a field, which `by f [process where ...]` must not be taken for. */
function skipIndexes(stream: TokenStream): void {
  while (stream.is('[') && stream.following.kind === 'number') {
    const open = stream.next();
    while (stream.is('number')) stream.next();
    if (!stream.is(']'))
      stream.complain(messages.unclosedBracket('`]`', stream.found, ']'), [
        { span: open.span, text: messages.OPENED_HERE },
      ]);
    stream.accept(']');
    stream.say(messages.arrayIndex(), stream.since(open.span.start));
  }
}

/** `field.0`: the lexer took `.0` for a number. */
function skipDigitSegment(stream: TokenStream): void {
  const token = stream.token;
  if (token.kind !== 'number' || token.span.start !== stream.lastEnd || !stream.text.startsWith('.')) return;
  stream.complain(messages.digitName(stream.text));
  stream.next();
  if (stream.is('name') && stream.token.span.start === stream.lastEnd) stream.next();
}

/** A keyword where it can only be meant as the name of a field. */
function isReservedName(stream: TokenStream): boolean {
  if (!isKeyword(stream.token.kind)) return false;
  const after = stream.following.kind;
  if (after === '.') return true;
  const isConstant = stream.is('true', 'false', 'null', 'not');
  return !isConstant && (COMPARISONS.has(after) || PATTERNS.has(after) || after === 'in' || after === 'in~');
}

/** IDENT 'of' subquery: exists only to be refused. */
function skipRelation(stream: TokenStream): Expression {
  const start = stream.token.span.start;
  stream.complain(messages.processRelation(stream.text));
  stream.next();
  stream.next();
  let depth = 0;
  while (!stream.is('end') && (stream.is('[') || depth > 0)) {
    if (stream.is('[', '![')) depth += 1;
    if (stream.is(']')) depth -= 1;
    stream.next();
    if (depth === 0) break;
  }
  return { kind: 'hole', span: stream.since(start) };
}

function startsOperand(stream: TokenStream): boolean {
  return stream.is('name', 'quoted-name', 'function-name', '?', '-', '+', '(');
}

function hole(stream: TokenStream): Expression {
  return { kind: 'hole', span: stream.token.span };
}
