/**
 * Computations to predicates by the book, as Elastic Endpoint has it: a test on a missing field is null, and so
 * is its `not`. The plan stays two-valued: each condition is lowered to when it is true or to when it is false,
 * and null is neither.
 *
 *     condition           true when                     false when
 *     f == "a"            f equals "a"                  f exists and does not equal "a"
 *     f == null           f does not exist              f exists
 *     length(f) > 3       the script is true            the script of its `not` is true
 *     not x               x is false                    x is true
 *     x and y             both are true                 one is false
 */
import type { Expr, FieldTest, Predicate } from '../../plan/predicate.ts';
import { allOf, anyOf, type Leaf, leafOf, negatedLeaf } from './lower-condition.ts';

export function threeValuedConditionOf(expr: Expr): Predicate {
  return formOf(expr, true);
}

/** When the computation comes out as `wanted`. */
function formOf(expr: Expr, wanted: boolean): Predicate {
  switch (expr.kind) {
    case 'literal':
      return { kind: 'constant', value: expr.value === wanted };
    case 'and':
    case 'or': {
      const terms = expr.terms.map(term => formOf(term, wanted));
      return (expr.kind === 'and') === wanted ? allOf(terms) : anyOf(terms);
    }
    case 'not':
      return formOf(expr.operand, !wanted);
    default: {
      if (!wanted && isNeverFalse(expr)) return { kind: 'constant', value: false };
      const leaf = leafOf(expr);
      if (leaf !== undefined) return whereAnswered(wanted ? leaf : negatedLeaf(leaf));
      return { kind: 'script', expr: wanted ? expr : { kind: 'not', operand: expr } };
    }
  }
}

/** What is in no list with a null may still equal the null: that is not known. */
function isNeverFalse(expr: Expr): boolean {
  return (
    expr.kind === 'one-of' && expr.values.some(value => value.kind === 'literal' && value.value === null)
  );
}

/** A negated test holds only of a field that is there; whether it is there can always be said. */
function whereAnswered(leaf: Leaf): Predicate {
  if (leaf.kind !== 'not' || leaf.term.kind === 'exists') return leaf;
  const exists: FieldTest = { kind: 'exists', field: leaf.term.field };
  return { kind: 'all', terms: [exists, leaf] };
}
