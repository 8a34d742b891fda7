/** Which fields a condition, a computation or a whole plan reads. */
import { unreachable } from '../base/unreachable.ts';
import type { Expr, FieldRef, Predicate } from './predicate.ts';
import { type QueryPlan, stepsOf } from './query.ts';

/** Every field of a plan once, in the order of the query: conditions and join keys, then what orders the events. */
export function fieldsOfPlan(plan: QueryPlan): readonly FieldRef[] {
  const { timestamp, tiebreaker } = plan.order;
  const all = [
    ...stepsOf(plan).flatMap(({ filter, by }) => [...fieldsOf(filter), ...by.map(({ field }) => field)]),
    timestamp,
    ...(tiebreaker === undefined ? [] : [tiebreaker]),
  ];
  return [...new Map(all.map(field => [field.path, field])).values()];
}

/** Every field of a condition, as often as it stands there. */
export function* fieldsOf(predicate: Predicate): Generator<FieldRef> {
  switch (predicate.kind) {
    case 'constant':
      return;
    case 'all':
    case 'any':
      for (const term of predicate.terms) yield* fieldsOf(term);
      return;
    case 'not':
      yield* fieldsOf(predicate.term);
      return;
    case 'script':
      yield* fieldsOfExpr(predicate.expr);
      return;
    case 'nested':
      yield predicate.objects;
      return;
    case 'relative-range':
      yield predicate.date;
      yield predicate.now;
      return;
    default:
      yield predicate.field;
  }
}

export function* fieldsOfExpr(expr: Expr): Generator<FieldRef> {
  switch (expr.kind) {
    case 'field':
      yield expr.field;
      return;
    case 'literal':
      return;
    case 'call':
      for (const arg of expr.args) yield* fieldsOfExpr(arg);
      return;
    case 'and':
    case 'or':
      for (const term of expr.terms) yield* fieldsOfExpr(term);
      return;
    case 'compare':
    case 'arithmetic':
      yield* fieldsOfExpr(expr.left);
      yield* fieldsOfExpr(expr.right);
      return;
    case 'one-of':
      yield* fieldsOfExpr(expr.operand);
      for (const value of expr.values) yield* fieldsOfExpr(value);
      return;
    case 'negate':
    case 'is-null':
    case 'like':
    case 'regex':
    case 'not':
      yield* fieldsOfExpr(expr.operand);
      return;
    default:
      unreachable(expr);
  }
}
