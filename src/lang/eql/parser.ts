/**
 * Text to tree, by hand: a function per production of GRAMMAR.md. After a mistake the parser goes on at the
 * next `]`, `|`, `and`, `or`, step or end, so that several mistakes of one query show at once; it neither
 * throws nor hangs on any text.
 */
import type { Checked } from '../../source/diagnostic.ts';
import { Report } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import type {
  Category,
  EqlQuery,
  EventFilter,
  Expression,
  Maxspan,
  MaxspanUnit,
  Pipe,
  Runs,
  Sample,
  Sequence,
  Term,
} from './ast.ts';
import { Lexer } from './lexer.ts';
import * as messages from './messages.ts';
import { parseExpression } from './parse-expression.ts';
import type { Token, TokenKind } from './token.ts';
import { TokenStream } from './token-stream.ts';

/** Where a step, an option of a sequence or the query ends. */
const LANDMARKS: readonly TokenKind[] = ['[', '![', ']', 'until', '|'];

/** In characters. The tree of a query takes a hundred times its size, which must fit the memory of any machine. */
const LONGEST = 12_000_000;

/** The tree of the query as far as it could be read; none only for a text without a word or beyond all measure. */
export function parseEql(source: SourceText): Checked<EqlQuery> {
  const report = new Report(source);
  if (source.text.length > LONGEST) {
    report.add(messages.tooLong(LONGEST, source.text.length), { start: 0, end: 1 });
    return { diagnostics: report.diagnostics() };
  }
  const stream = new TokenStream(new Lexer(source.text, report), report);
  if (stream.is('end')) {
    if (report.count === 0) stream.complain(messages.emptyQuery());
    return { diagnostics: report.diagnostics() };
  }
  const value = parseStatement(stream);
  return { value, diagnostics: report.diagnostics() };
}

/** statement : query pipe* EOF;  query : sequence | sample | join | eventFilter */
function parseStatement(stream: TokenStream): EqlQuery {
  const start = stream.token.span.start;
  const body = parseBody(stream);
  const pipes: Pipe[] = [];
  while (!stream.is('end')) {
    if (stream.is('|')) {
      pipes.push(parsePipe(stream));
    } else {
      stream.unexpected('`|` or the end of the query');
      stream.skipTo('|');
    }
  }
  return { kind: 'query', body, pipes, span: stream.since(start) };
}

function parseBody(stream: TokenStream): EqlQuery['body'] {
  if (stream.is('sequence')) return parseSequence(stream);
  if (stream.is('sample')) return parseSample(stream);
  if (stream.is('join')) {
    stream.complain(messages.joinQuery());
    return parseSequence(stream);
  }
  return parseEventFilter(stream, false);
}

/** pipe : '|' IDENT (boolExpr (',' boolExpr)*)? */
function parsePipe(stream: TokenStream): Pipe {
  const start = stream.next().span.start;
  const name = stream.token.kind === 'name' ? stream.token.value : '';
  if (stream.accept('name') === undefined) stream.unexpected('`head` or `tail` after `|`');
  const args: Expression[] = [];
  if (!stream.is('|', 'end')) {
    do args.push(parseExpression(stream, '`|`'));
    while (stream.accept(',') !== undefined);
  }
  return { kind: 'pipe', name, args, span: stream.since(start) };
}

/**
 * sequence : 'sequence' (by params? | params)? term+ ('until' term)?
 * params   : 'with' 'maxspan' '=' timeUnit
 */
function parseSequence(stream: TokenStream): Sequence {
  const head = stream.next();
  let by = parseBy(stream);
  let maxspan: Maxspan | undefined;
  if (stream.is('with')) {
    maxspan = parseParameters(stream);
    if (stream.is('by')) {
      const late = stream.token.span;
      by = parseBy(stream);
      stream.say(messages.withBeforeBy(), head.span, [{ span: late, text: messages.MOVE_BEFORE_WITH }]);
    }
  }
  const terms = parseTerms(stream, '`by`, `with` or `[` after `sequence`');
  let until: Term | undefined;
  if (stream.accept('until') !== undefined) {
    if (stream.is('[', '![')) until = parseTerm(stream);
    else stream.unexpected('`[` after `until`');
  }
  return {
    kind: 'sequence',
    by,
    ...(maxspan === undefined ? {} : { maxspan }),
    terms,
    ...(until === undefined ? {} : { until }),
    span: stream.since(head.span.start),
  };
}

/** sample : 'sample' by? (subquery by?)+ */
function parseSample(stream: TokenStream): Sample {
  const start = stream.next().span.start;
  const by = parseBy(stream);
  if (stream.is('with')) {
    stream.complain(messages.notInSample('`maxspan`'));
    parseParameters(stream);
  }
  const terms = parseTerms(stream, '`by` or `[` after `sample`');
  if (stream.is('until')) {
    stream.complain(messages.notInSample('`until`'));
    stream.next();
    if (stream.is('[', '![')) parseTerm(stream);
  }
  return { kind: 'sample', by, terms, span: stream.since(start) };
}

/** term+, over whatever stands between them by mistake */
function parseTerms(stream: TokenStream, expectedFirst: string): readonly Term[] {
  const terms: Term[] = [];
  for (;;) {
    if (stream.is('[', '![')) {
      terms.push(parseTerm(stream));
    } else if (stream.is('until', '|', 'end')) {
      if (terms.length === 0) stream.unexpected(expectedFirst);
      return terms;
    } else {
      if (stream.is(']')) stream.complain(messages.strayBracket(']'));
      else stream.unexpected(terms.length === 0 ? expectedFirst : '`[`, `until` or the end of the query');
      stream.next();
      stream.skipTo(...LANDMARKS);
    }
  }
}

/**
 * term     : subquery by? ('with' IDENT '=' number)?
 * subquery : ('[' | '![') eventFilter ']'
 */
function parseTerm(stream: TokenStream): Term {
  const open = stream.next();
  const filter = parseEventFilter(stream, true);
  if (stream.accept(']') === undefined) {
    stream.complain(messages.unclosedBracket('`]`', stream.found, ']'), [
      { span: open.span, text: messages.OPENED_HERE },
    ]);
  }
  const by = parseBy(stream);
  const runs = stream.is('with') ? parseRuns(stream) : undefined;
  return {
    kind: 'term',
    missing: open.kind === '![',
    filter,
    by,
    ...(runs === undefined ? {} : { runs }),
    span: stream.since(open.span.start),
  };
}

/** by : 'by' expression (',' expression)* */
function parseBy(stream: TokenStream): readonly Expression[] {
  if (stream.accept('by') === undefined) return [];
  const keys: Expression[] = [];
  do keys.push(parseExpression(stream, '`,`'));
  while (stream.accept(',') !== undefined);
  return keys;
}

/** 'with' 'maxspan' '=' timeUnit;  timeUnit : number IDENT? */
function parseParameters(stream: TokenStream): Maxspan | undefined {
  const start = stream.next().span.start;
  if (stream.accept('maxspan') === undefined) {
    stream.complain(messages.unknownOption('maxspan', stream.found));
    stream.skipTo(...LANDMARKS, 'by');
    return undefined;
  }
  if (!acceptEquals(stream, 'maxspan')) return undefined;
  const number = stream.token;
  if (number.kind !== 'number') {
    stream.unexpected('a span of time after `maxspan=`', 'write `maxspan=1m`');
    stream.skipTo(...LANDMARKS, 'by');
    return undefined;
  }
  const text = stream.text;
  stream.next();
  const unit = stream.token.kind === 'name' ? stream.token.value : undefined;
  stream.accept('name');
  const span = stream.since(number.span.start);
  if (unit === undefined) stream.say(messages.maxspanUnit(text, undefined), span);
  else if (!isUnit(unit)) stream.say(messages.maxspanUnit(text, unit), span);
  else if (!number.whole) stream.say(messages.maxspanFraction(text), span);
  else if (number.value <= 0) stream.say(messages.maxspanZero(), span);
  else return { kind: 'maxspan', amount: Number(number.value), unit, span: stream.since(start) };
  return undefined;
}

const UNITS: ReadonlySet<string> = new Set<MaxspanUnit>(['ms', 's', 'm', 'h', 'd']);

function isUnit(text: string): text is MaxspanUnit {
  return UNITS.has(text);
}

/** 'with' IDENT '=' number, where the name must be `runs` */
function parseRuns(stream: TokenStream): Runs | undefined {
  const start = stream.next().span.start;
  if (stream.token.kind !== 'name' || stream.token.value !== 'runs') {
    stream.complain(messages.unknownOption('runs', stream.found));
    stream.skipTo(...LANDMARKS);
    return undefined;
  }
  stream.next();
  if (!acceptEquals(stream, 'runs')) return undefined;
  const count = runsOf(stream.token);
  if (count === undefined) {
    stream.complain(messages.runsRange(stream.text));
    if (!stream.is(...LANDMARKS)) stream.next();
    stream.skipTo(...LANDMARKS);
    return undefined;
  }
  stream.next();
  return { kind: 'runs', count, span: stream.since(start) };
}

function runsOf(token: Token): number | undefined {
  if (token.kind !== 'number' || !token.whole) return undefined;
  const count = Number(token.value);
  return count >= 1 && count <= 100 ? count : undefined;
}

function acceptEquals(stream: TokenStream, option: string): boolean {
  if (stream.accept('=') !== undefined) return true;
  stream.unexpected(`\`=\` after \`${option}\``);
  if (stream.accept('==') !== undefined) return true;
  stream.skipTo(...LANDMARKS, 'by');
  return false;
}

/** eventFilter : ('any' | STRING | IDENT) 'where' expression */
function parseEventFilter(stream: TokenStream, bracketed: boolean): EventFilter {
  const start = stream.token.span.start;
  const category = parseCategory(stream, bracketed);
  if (!acceptWhere(stream)) {
    return {
      kind: 'event-filter',
      category,
      condition: { kind: 'hole', span: category.span },
      span: stream.since(start),
    };
  }
  const condition = parseCondition(stream, bracketed);
  return { kind: 'event-filter', category, condition, span: stream.since(start) };
}

function parseCategory(stream: TokenStream, bracketed: boolean): Category {
  const token = stream.token;
  switch (token.kind) {
    case 'any':
      stream.next();
      return { kind: 'any-category', span: token.span };
    case 'name':
    case 'string':
      stream.next();
      return { kind: 'category', name: token.value, span: token.span };
    case 'quoted-name':
      stream.complain(messages.quotedCategory());
      stream.next();
      return { kind: 'hole', span: token.span };
    default:
      stream.unexpected(bracketed ? 'an event category or `any`' : 'an event category, `any` or `sequence`');
      return { kind: 'hole', span: token.span };
  }
}

/** Reads `where`, over whatever stands before it by mistake; false where there is none. */
function acceptWhere(stream: TokenStream): boolean {
  if (stream.accept('where') !== undefined) return true;
  if (stream.token.kind === 'name' && stream.token.value.toLowerCase() === 'where') {
    stream.complain(messages.keywordCase(stream.token.value, 'where'));
    stream.next();
    return true;
  }
  stream.unexpected('`where` after the event category', 'write `process where ...` or `any where ...`');
  stream.skipTo('where', ...LANDMARKS);
  return stream.accept('where') !== undefined;
}

/** The expression of a filter, up to where the filter ends; what cannot belong to it is said and skipped. */
function parseCondition(stream: TokenStream, bracketed: boolean): Expression {
  const closer = bracketed ? '`]`' : 'the end of the query';
  const ends: readonly TokenKind[] = bracketed
    ? [']', '|', '[', '![', 'by', 'with', 'until', 'end']
    : ['|', 'end'];
  const parts = [parseExpression(stream, closer)];
  while (!stream.is(...ends)) {
    if (stream.is(')', ']')) stream.complain(messages.strayBracket(stream.text));
    else stream.unexpected(`\`and\`, \`or\` or ${closer}`);
    stream.next();
    stream.skipTo('and', 'or', ...ends);
    if (stream.accept('and') !== undefined || stream.accept('or') !== undefined) {
      parts.push(parseExpression(stream, closer));
    }
  }
  const [first, ...rest] = parts;
  if (first === undefined || rest.length === 0) return first ?? { kind: 'hole', span: stream.token.span };
  return { kind: 'and', terms: parts, span: stream.since(first.span.start) };
}
