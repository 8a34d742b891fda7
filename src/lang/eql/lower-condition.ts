/**
 * Computations to predicates, as Elasticsearch has it (lower-three-valued.ts is the other way). A test that an index answers (a field against constants) becomes a leaf: two
 * valued, false where the field is missing, so that its `not` is true there. Everything else is a script, in
 * which null exists; a `not` directly before a script goes into it, where null stays null and so false:
 *
 *     not process.name : "a*"             true without process.name
 *     not length(process.name) > 3        false without process.name
 *
 * Which tests are leaves is Elasticsearch's choice: comparisons, `in`, patterns, `cidrMatch`, `startsWith`,
 * `stringContains` and `wildcard` of a field with constants, a boolean field, and `== null` of a field.
 */
import type { CompareOperator, Expr, FieldTest, Literal, Predicate } from '../../plan/predicate.ts';

export function conditionOf(expr: Expr): Predicate {
  switch (expr.kind) {
    case 'literal':
      return { kind: 'constant', value: expr.value === true };
    case 'and':
      return allOf(expr.terms.map(conditionOf));
    case 'or':
      return anyOf(expr.terms.map(conditionOf));
    case 'not': {
      const term = conditionOf(expr.operand);
      return term.kind === 'script' ? { kind: 'script', expr } : negated(term);
    }
    default:
      return leafOf(expr) ?? { kind: 'script', expr };
  }
}

/** Flat, without constants but where nothing else is left. */
export function allOf(terms: readonly Predicate[]): Predicate {
  const flat = terms.flatMap(term => (term.kind === 'all' ? term.terms : [term]));
  if (flat.some(term => term.kind === 'constant' && !term.value)) return { kind: 'constant', value: false };
  const open = flat.filter(term => term.kind !== 'constant');
  const [first] = open;
  if (first === undefined) return { kind: 'constant', value: true };
  return open.length === 1 ? first : { kind: 'all', terms: open };
}

export function anyOf(terms: readonly Predicate[]): Predicate {
  const flat = terms.flatMap(term => (term.kind === 'any' ? term.terms : [term]));
  if (flat.some(term => term.kind === 'constant' && term.value)) return { kind: 'constant', value: true };
  const open = flat.filter(term => term.kind !== 'constant');
  const [first] = open;
  if (first === undefined) return { kind: 'constant', value: false };
  return open.length === 1 ? first : { kind: 'any', terms: open };
}

function negated(term: Predicate): Predicate {
  if (term.kind === 'constant') return { kind: 'constant', value: !term.value };
  return term.kind === 'not' ? term.term : { kind: 'not', term };
}

/** A test that an index answers, or its negation. */
export type Leaf = FieldTest | { readonly kind: 'not'; readonly term: FieldTest };

export function negatedLeaf(leaf: Leaf): Leaf {
  return leaf.kind === 'not' ? leaf.term : { kind: 'not', term: leaf };
}

/** The index test that the computation amounts to, if it does. */
export function leafOf(expr: Expr): Leaf | undefined {
  switch (expr.kind) {
    case 'field':
      return { kind: 'equals', field: expr.field, values: [true], ignoreCase: false };
    case 'is-null':
      return expr.operand.kind === 'field'
        ? negatedLeaf({ kind: 'exists', field: expr.operand.field })
        : undefined;
    case 'compare':
      return comparisonLeaf(expr);
    case 'one-of': {
      if (expr.operand.kind !== 'field') return undefined;
      const values = constantsOf(expr.values);
      if (values === undefined) return undefined;
      return { kind: 'equals', field: expr.operand.field, values, ignoreCase: expr.ignoreCase };
    }
    case 'like':
    case 'regex': {
      const { kind, operand, patterns, ignoreCase } = expr;
      return operand.kind === 'field' ? { kind, field: operand.field, patterns, ignoreCase } : undefined;
    }
    case 'call':
      return callLeaf(expr);
    default:
      return undefined;
  }
}

function comparisonLeaf(expr: Extract<Expr, { kind: 'compare' }>): Leaf | undefined {
  const flipped = expr.left.kind === 'literal';
  const field = flipped ? expr.right : expr.left;
  const constant = flipped ? expr.left : expr.right;
  if (field.kind !== 'field' || constant.kind !== 'literal' || constant.value === null) return undefined;
  const op = flipped ? FLIPPED[expr.op] : expr.op;
  const { value } = constant;
  if (op !== '==' && op !== '!=') return { kind: 'range', field: field.field, op, value };
  const equals: FieldTest = { kind: 'equals', field: field.field, values: [value], ignoreCase: false };
  return op === '==' ? equals : negatedLeaf(equals);
}

const FLIPPED: { readonly [Op in CompareOperator]: CompareOperator } = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function callLeaf(expr: Extract<Expr, { kind: 'call' }>): FieldTest | undefined {
  const [subject, ...rest] = expr.args;
  const constants = constantsOf(rest);
  if (subject?.kind !== 'field' || constants === undefined) return undefined;
  const { field } = subject;
  const { ignoreCase } = expr;
  const texts = constants.filter(constant => typeof constant === 'string');
  const [text] = texts;
  // With a null argument, or the empty text that stringContains never finds, the function itself decides.
  if (text === undefined || texts.length < rest.length) return undefined;
  switch (expr.name) {
    case 'cidrMatch':
      return { kind: 'cidr', field, blocks: texts };
    case 'wildcard':
      return { kind: 'like', field, patterns: texts, ignoreCase };
    case 'startsWith':
      return { kind: 'affix', field, at: 'start', text, ignoreCase };
    case 'stringContains':
      return text === '' ? undefined : { kind: 'affix', field, at: 'inside', text, ignoreCase };
    default:
      return undefined;
  }
}

/** The values without nulls, which equal nothing; undefined where one is no constant. */
function constantsOf(exprs: readonly Expr[]): readonly Literal[] | undefined {
  const values: Literal[] = [];
  for (const expr of exprs) {
    if (expr.kind !== 'literal') return undefined;
    if (expr.value !== null) values.push(expr.value);
  }
  return values;
}
