import { unreachable } from '../base/unreachable.ts';
import { coerce } from '../event/coerce.ts';
import { compareValues } from '../event/compare.ts';
import type { FieldValues, RawValue, Slots } from '../event/field-value.ts';
import { compileLuceneRegexes } from '../event/lucene-regex.ts';
import type { FieldType } from '../event/schema.ts';
import { compileWildcards } from '../event/wildcard.ts';
import { arithmetic } from '../plan/arithmetic.ts';
import {
  argumentOf,
  argumentTypeAt,
  comparedType,
  comparison,
  equality,
  knownFunction,
  negated,
  numberOf,
  textOf,
  truthOf,
} from '../plan/evaluate-expr.ts';
import type { ExprValue } from '../plan/functions/function-definition.ts';
import type { Expr, FieldRef } from '../plan/predicate.ts';

export type CompiledExpr = (slots: Slots) => ExprValue;

/**
 * A computation as a closure over the slots of an event: names looked up, patterns and networks prepared,
 * types decided. It gives exactly what `evaluateExpr` of the plan gives, whose single operations it uses.
 * It never throws, and it is not reentrant (argument lists are reused from event to event).
 */
export function compileExpr(expr: Expr, slotOf: (field: FieldRef) => number): CompiledExpr {
  const compiled = (inner: Expr): CompiledExpr => compileExpr(inner, slotOf);
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'field': {
      const slot = slotOf(expr.field);
      const { type } = expr.field;
      return slots => leastValue(slots[slot], type);
    }
    case 'call':
      return compileCall(expr, compiled);
    case 'arithmetic': {
      const { op, integer } = expr;
      const left = compiled(expr.left);
      const right = compiled(expr.right);
      return slots => arithmetic(op, numberOf(left(slots)), numberOf(right(slots)), integer);
    }
    case 'negate': {
      const operand = compiled(expr.operand);
      return slots => negated(operand(slots));
    }
    case 'compare': {
      const { op } = expr;
      const type = comparedType(expr.left, expr.right);
      const left = compiled(expr.left);
      const right = compiled(expr.right);
      return slots => comparison(op, left(slots), right(slots), type);
    }
    case 'is-null': {
      const operand = compiled(expr.operand);
      return slots => operand(slots) === null;
    }
    case 'one-of':
      return compileOneOf(expr, compiled);
    case 'like':
      return compileTextTest(compiled(expr.operand), compileWildcards(expr.patterns, expr.ignoreCase));
    case 'regex':
      return compileTextTest(compiled(expr.operand), compileLuceneRegexes(expr.patterns, expr.ignoreCase));
    case 'and':
      return compileChain(expr.terms.map(compiled), false);
    case 'or':
      return compileChain(expr.terms.map(compiled), true);
    case 'not': {
      const operand = compiled(expr.operand);
      return slots => {
        const truth = truthOf(operand(slots));
        return truth === null ? null : !truth;
      };
    }
    default:
      return unreachable(expr);
  }
}

/**
 * What a computation sees of a field: the least of its values in the order of the type, as Elasticsearch's
 * scripts take the first of the sorted doc values; null where no value is of the type. A date stays as the
 * document spells it, since its canonical form is a number that would mean something else when read again.
 */
function leastValue(values: FieldValues, type: FieldType): ExprValue {
  if (values === undefined) return null;
  if (typeof values !== 'object') return computedValue(values, type);
  let least: RawValue | undefined;
  let leastCanonical: RawValue | undefined;
  for (const raw of values) {
    const canonical = coerce(raw, type);
    if (canonical === undefined) continue;
    if (leastCanonical === undefined || (compareValues(canonical, leastCanonical, type) ?? 0) < 0) {
      least = raw;
      leastCanonical = canonical;
    }
  }
  return least === undefined ? null : computedValue(least, type);
}

function computedValue(raw: RawValue, type: FieldType): ExprValue {
  if (type === 'keyword' && typeof raw === 'string') return raw;
  const canonical = coerce(raw, type);
  if (canonical === undefined) return null;
  return type === 'date' || type === 'date_nanos' ? raw : canonical;
}

function compileCall(
  expr: Extract<Expr, { kind: 'call' }>,
  compiled: (expr: Expr) => CompiledExpr,
): CompiledExpr {
  const definition = knownFunction(expr.name);
  const types = expr.args.map((_, at) => argumentTypeAt(definition, at));
  const args = expr.args.map(compiled);
  const { ignoreCase } = expr;
  const [firstArg, ...others] = expr.args;
  const [first] = args;
  const [firstType] = types;
  if (definition.prepare !== undefined && firstArg && first && firstType && others.every(isLiteral)) {
    const constants = others.map((arg, at) => argumentOf(arg.value, argumentTypeAt(definition, at + 1)));
    const prepared = definition.prepare(constants, ignoreCase);
    return slots => prepared(argumentOf(first(slots), firstType));
  }
  const given: ExprValue[] = args.map(() => null);
  return slots => {
    for (let at = 0; at < args.length; at++)
      given[at] = argumentOf(args[at]?.(slots) ?? null, types[at] ?? 'any');
    return definition.evaluate(given, ignoreCase);
  };
}

function isLiteral(expr: Expr): expr is Extract<Expr, { kind: 'literal' }> {
  return expr.kind === 'literal';
}

function compileOneOf(
  expr: Extract<Expr, { kind: 'one-of' }>,
  compiled: (expr: Expr) => CompiledExpr,
): CompiledExpr {
  const operand = compiled(expr.operand);
  const { ignoreCase } = expr;
  const choices = expr.values.map(value => ({
    valueOf: compiled(value),
    type: comparedType(expr.operand, value),
  }));
  return slots => {
    const value = operand(slots);
    if (value === null) return null;
    let result: boolean | null = false;
    for (const choice of choices) {
      const equal = equality(value, choice.valueOf(slots), choice.type, ignoreCase);
      if (equal === true) return true;
      if (equal === null) result = null;
    }
    return result;
  };
}

function compileTextTest(operand: CompiledExpr, matches: (text: string) => boolean): CompiledExpr {
  return slots => {
    const text = textOf(operand(slots));
    return text === null ? null : matches(text);
  };
}

/** `or` where `decisive` is true, `and` where it is false: one such term decides, else a null does. */
function compileChain(terms: readonly CompiledExpr[], decisive: boolean): CompiledExpr {
  return slots => {
    let result: boolean | null = !decisive;
    for (const term of terms) {
      const truth = truthOf(term(slots));
      if (truth === decisive) return decisive;
      if (truth === null) result = null;
    }
    return result;
  };
}
