/**
 * Plans as text, in the words of EQL whatever language they came from (what EQL has no words for, in similar ones): golden tests of the languages show
 * plans in this form, and explanations name the condition that failed in it.
 *
 *     process.args_count == 1 and not cidrmatch(destination.ip, "10.0.0.0/8", … 25 more)
 *
 * The text is for people. It shows what is tested and how, not the types and not whether a condition runs as
 * a field test or as a script.
 */
import { unreachable } from '../base/unreachable.ts';
import type { Bound, Expr, FieldRef, FieldTest, Literal, Predicate } from './predicate.ts';
import { type FieldPair, inWrittenOrder, type JoinKey, type QueryPlan, type Step } from './query.ts';

export interface PrintOptions {
  /** Show at most so many members of a list; undefined: all. */
  readonly most?: number;
}

export function printPlan(plan: QueryPlan, options: PrintOptions = {}): string {
  const limits = (plan.limits ?? []).map(limit => `| ${limit.kind} ${limit.count}`);
  return [...planLines(plan, options), ...limits].join('\n');
}

function planLines(plan: QueryPlan, options: PrintOptions): readonly string[] {
  switch (plan.kind) {
    case 'events':
      return [`any where ${printPredicate(plan.filter, options)}`];
    case 'sample':
      return ['sample', ...plan.steps.map(step => `  ${printStep(step, options)}`)];
    case 'sequence': {
      const maxspan = plan.maxspanMs === undefined ? '' : ` with maxspan=${plan.maxspanMs}ms`;
      const steps = inWrittenOrder(
        plan,
        plan.steps.map(step => `  ${printStep(step, options)}`),
        step => `  !${printStep(step, options)}`,
      );
      const until = plan.until === undefined ? [] : [`until ${printStep(plan.until, options)}`];
      return [`sequence${maxspan}`, ...steps, ...until];
    }
    case 'threshold': {
      const { by, distinct, filter, least, windowMs } = plan;
      const groups = by.length === 0 ? '' : ` by ${by.map(printField).join(', ')}`;
      const values =
        distinct === undefined ? '' : `, with ${distinct.least} values of ${printField(distinct.field)}`;
      return [
        `${least} events${groups} within ${windowMs}ms${values}`,
        `  [any where ${printPredicate(filter, options)}]`,
      ];
    }
    case 'new-terms':
      return [
        `${plan.terms.map(printField).join(', ')} not seen for ${plan.historyMs}ms`,
        `  [any where ${printPredicate(plan.filter, options)}]`,
      ];
    case 'indicators':
      return [
        'events with indicators',
        `  [any where ${printPredicate(plan.filter, options)}]`,
        `  [any where ${printPredicate(plan.indicators.filter, options)}]`,
        `  where ${plan.groups.map(group => group.map(printPair).join(' and ')).join(' or ')}`,
      ];
    default:
      return unreachable(plan);
  }
}

function printStep(step: Step, options: PrintOptions): string {
  const keys = step.by.length === 0 ? '' : ` by ${step.by.map(printKey).join(', ')}`;
  return `[any where ${printPredicate(step.filter, options)}]${keys}`;
}

function printPair({ event, indicator, negate }: FieldPair): string {
  return `${printField(event)} ${negate ? '!=' : '=='} ${printField(indicator)}`;
}

function printKey(key: JoinKey): string {
  return `${key.optional ? '?' : ''}${printField(key.field)}`;
}

export function printPredicate(predicate: Predicate, options: PrintOptions = {}): string {
  return predicateText(predicate, LOOSEST, options);
}

export function printExpr(expr: Expr, options: PrintOptions = {}): string {
  return exprText(expr, LOOSEST, options);
}

/** How tightly an operator binds; what binds looser than its place asks for is put in parentheses. */
const LOOSEST = 0;
const AND = 1;
const NOT = 2;
const OPERAND = 3;
const SUM = 4;
const PRODUCT = 5;
const TIGHTEST = 6;

function predicateText(predicate: Predicate, place: number, options: PrintOptions): string {
  switch (predicate.kind) {
    case 'constant':
      return String(predicate.value);
    case 'all':
      if (predicate.terms.length === 0) return 'true';
      return chain(predicate.terms, ' and ', AND, place, (term, at) => predicateText(term, at, options));
    case 'any':
      if (predicate.terms.length === 0) return 'false';
      return chain(predicate.terms, ' or ', LOOSEST, place, (term, at) => predicateText(term, at, options));
    case 'not':
      return negationText(predicate.term, place, options);
    case 'script':
      return exprText(predicate.expr, place, options);
    case 'nested':
      return `${printField(predicate.objects)}: { ${predicateText(predicate.term, LOOSEST, options)} }`;
    case 'relative-range':
      return boundsText(
        predicate.date,
        predicate.bounds.map(({ math, op }) => ({ op, value: math })),
      );
    default:
      return testText(predicate, options);
  }
}

/** EQL's own negated forms where it has one (`!=`, `not in`, `== null`). */
function negationText(term: Predicate, place: number, options: PrintOptions): string {
  if (term.kind === 'exists') return `${printField(term.field)} == null`;
  if (term.kind === 'equals' && !isInsensitiveEquality(term)) {
    const [value] = term.values;
    if (term.values.length === 1 && value !== undefined)
      return `${printField(term.field)} != ${printLiteral(value)}`;
    return `${printField(term.field)} not in${tilde(term)} ${list(term.values, options)}`;
  }
  return bracketed(`not ${predicateText(term, NOT, options)}`, NOT, place);
}

function testText(test: FieldTest, options: PrintOptions): string {
  const field = printField(test.field);
  switch (test.kind) {
    case 'exists':
      return `${field} != null`;
    case 'equals': {
      const [value] = test.values;
      if (test.values.length !== 1 || value === undefined)
        return `${field} in${tilde(test)} ${list(test.values, options)}`;
      if (isInsensitiveEquality(test)) return `${field} : ${printLiteral(value)}`;
      return test.ignoreCase
        ? `${field} in~ ${list(test.values, options)}`
        : `${field} == ${printLiteral(value)}`;
    }
    case 'range':
      return `${field} ${test.op} ${printLiteral(test.value)}`;
    case 'like':
      return `${field} ${test.ignoreCase ? ':' : 'like'} ${oneOrList(test.patterns, options)}`;
    case 'regex':
      return `${field} regex${tilde(test)} ${oneOrList(test.patterns, options)}`;
    case 'cidr':
      return `cidrmatch(${[field, ...shown(test.blocks, options)].join(', ')})`;
    case 'between':
      return boundsText(test.field, test.bounds);
    case 'words': {
      const phrases = test.phrases.map(words => words.join(' '));
      return `${field} has words ${oneOrList(phrases, options)}`;
    }
    case 'listed':
      return `${field} in value list ${printLiteral(test.list.id)}`;
    case 'affix': {
      const name = test.at === 'start' ? 'startsWith' : 'stringContains';
      return `${name}${tilde(test)}(${field}, ${printLiteral(test.text)})`;
    }
    default:
      return unreachable(test);
  }
}

/** `a >= 1 < 5`, which no one value passes by half. */
function boundsText(field: FieldRef, bounds: readonly Bound[]): string {
  return `${printField(field)} ${bounds.map(({ op, value }) => `${op} ${printLiteral(value)}`).join(' ')}`;
}

function exprText(expr: Expr, place: number, options: PrintOptions): string {
  const inner = (child: Expr, at: number) => exprText(child, at, options);
  switch (expr.kind) {
    case 'literal':
      return expr.value === null ? 'null' : printLiteral(expr.value);
    case 'field':
      return printField(expr.field);
    case 'call': {
      const [first, ...rest] = expr.args.map(arg => inner(arg, LOOSEST));
      const args = first === undefined ? [] : [first, ...cut(rest, options)];
      return `${expr.name}${tilde(expr)}(${args.join(', ')})`;
    }
    case 'arithmetic': {
      const binds = expr.op === '+' || expr.op === '-' ? SUM : PRODUCT;
      return bracketed(`${inner(expr.left, binds)} ${expr.op} ${inner(expr.right, binds + 1)}`, binds, place);
    }
    case 'negate':
      return bracketed(`-${inner(expr.operand, TIGHTEST)}`, TIGHTEST, place);
    case 'compare':
      return bracketed(`${inner(expr.left, SUM)} ${expr.op} ${inner(expr.right, SUM)}`, OPERAND, place);
    case 'is-null':
      return bracketed(`${inner(expr.operand, SUM)} == null`, OPERAND, place);
    case 'one-of': {
      const values = cut(
        expr.values.map(value => inner(value, LOOSEST)),
        options,
      );
      return bracketed(`${inner(expr.operand, SUM)} in${tilde(expr)} (${values.join(', ')})`, OPERAND, place);
    }
    case 'like':
      return bracketed(
        `${inner(expr.operand, SUM)} ${expr.ignoreCase ? ':' : 'like'} ${oneOrList(expr.patterns, options)}`,
        OPERAND,
        place,
      );
    case 'regex':
      return bracketed(
        `${inner(expr.operand, SUM)} regex${tilde(expr)} ${oneOrList(expr.patterns, options)}`,
        OPERAND,
        place,
      );
    case 'and':
      return chain(expr.terms, ' and ', AND, place, inner);
    case 'or':
      return chain(expr.terms, ' or ', LOOSEST, place, inner);
    case 'not':
      if (expr.operand.kind === 'is-null')
        return bracketed(`${inner(expr.operand.operand, SUM)} != null`, OPERAND, place);
      return bracketed(`not ${inner(expr.operand, NOT)}`, NOT, place);
    default:
      return unreachable(expr);
  }
}

/** Terms joined by `and` or `or`; a single term stands as it is. */
function chain<T>(
  terms: readonly T[],
  joint: string,
  binds: number,
  place: number,
  print: (term: T, place: number) => string,
): string {
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return print(only, place);
  return bracketed(terms.map(term => print(term, binds + 1)).join(joint), binds, place);
}

function bracketed(text: string, binds: number, place: number): string {
  return binds < place ? `(${text})` : text;
}

/** `:` ignores case, but `*` and `?` in it are wildcards, which in an equality they are not. */
function isInsensitiveEquality(test: FieldTest): boolean {
  if (test.kind !== 'equals' || !test.ignoreCase || test.values.length !== 1) return false;
  const [value] = test.values;
  return typeof value === 'string' && !/[*?]/.test(value);
}

function tilde(test: { readonly ignoreCase: boolean }): string {
  return test.ignoreCase ? '~' : '';
}

function oneOrList(values: readonly Literal[], options: PrintOptions): string {
  const [value] = values;
  return values.length === 1 && value !== undefined ? printLiteral(value) : list(values, options);
}

function list(values: readonly Literal[], options: PrintOptions): string {
  return `(${shown(values, options).join(', ')})`;
}

function shown(values: readonly Literal[], options: PrintOptions): readonly string[] {
  return cut(values.map(printLiteral), options);
}

function cut(texts: readonly string[], { most = texts.length }: PrintOptions): readonly string[] {
  return texts.length <= most ? texts : [...texts.slice(0, most), `… ${texts.length - most} more`];
}

const RESERVED = new Set(
  'and any by false in join like maxspan not null of or regex sample sequence true until where with'.split(
    ' ',
  ),
);

function printField(field: FieldRef): string {
  if (field.gathers === 'names') return field.path;
  return field.path
    .split('.')
    .map(part =>
      /^[A-Za-z_@][A-Za-z0-9_]*$/.test(part) && !RESERVED.has(part)
        ? part
        : `\`${part.replaceAll('`', '``')}\``,
    )
    .join('.');
}

const ESCAPES: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function printLiteral(value: Literal): string {
  if (typeof value !== 'string') return String(value);
  const text = value.replace(
    /["\\\u0000-\u001f\u007f\u2028\u2029]/g,
    character =>
      ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}}`,
  );
  return `"${text}"`;
}
