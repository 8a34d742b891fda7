/**
 * What a computation means, in three-valued logic: the one definition, used to fold constants, by the naive
 * twins and as the yardstick of the compiled form (engine/compile-expr.ts).
 *
 *     length(process.command_line) > 3      null where the field is missing, else true or false
 *
 * Null in gives null out, but `and`, `or`, `not` follow Kleene (`null and false` is false, `null or true` is
 * true), `== null` asks and always answers, and a function may say otherwise. Nothing here throws: what has no
 * value (a division by zero, text where a number is needed) is null. The meanings are Elasticsearch's EQL,
 * taken from its published folding tests. It must not know events; fields are given by the caller.
 */
import { unreachable } from '../base/unreachable.ts';
import { coerce } from '../event/coerce.ts';
import { compareValues, holds } from '../event/compare.ts';
import { compileLuceneRegexes } from '../event/lucene-regex.ts';
import type { FieldType } from '../event/schema.ts';
import { foldCase } from '../event/text-case.ts';
import { compileWildcards } from '../event/wildcard.ts';
import { arithmetic } from './arithmetic.ts';
import type { ArgumentType, ExprValue, FunctionDefinition } from './functions/function-definition.ts';
import { findFunction } from './functions/index.ts';
import type { CompareOperator, Expr, FieldRef } from './predicate.ts';

/**
 * @param fieldValue the value of a field in a computation: the least of several, null where missing.
 */
export function evaluateExpr(expr: Expr, fieldValue: (field: FieldRef) => ExprValue): ExprValue {
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'field':
      return fieldValue(expr.field);
    case 'call': {
      const definition = knownFunction(expr.name);
      const args = expr.args.map((arg, at) =>
        argumentOf(evaluateExpr(arg, fieldValue), argumentTypeAt(definition, at)),
      );
      return definition.evaluate(args, expr.ignoreCase);
    }
    case 'arithmetic':
      return arithmetic(
        expr.op,
        numberOf(evaluateExpr(expr.left, fieldValue)),
        numberOf(evaluateExpr(expr.right, fieldValue)),
        expr.integer,
      );
    case 'negate':
      return negated(evaluateExpr(expr.operand, fieldValue));
    case 'compare':
      return comparison(
        expr.op,
        evaluateExpr(expr.left, fieldValue),
        evaluateExpr(expr.right, fieldValue),
        comparedType(expr.left, expr.right),
      );
    case 'is-null':
      return evaluateExpr(expr.operand, fieldValue) === null;
    case 'one-of':
      return isOneOf(expr, fieldValue);
    case 'like': {
      const text = textOf(evaluateExpr(expr.operand, fieldValue));
      return text === null ? null : compileWildcards(expr.patterns, expr.ignoreCase)(text);
    }
    case 'regex': {
      const text = textOf(evaluateExpr(expr.operand, fieldValue));
      return text === null ? null : compileLuceneRegexes(expr.patterns, expr.ignoreCase)(text);
    }
    case 'and':
      return conjunction(expr.terms.map(term => truthOf(evaluateExpr(term, fieldValue))));
    case 'or':
      return negated3(conjunction(expr.terms.map(term => negated3(truthOf(evaluateExpr(term, fieldValue))))));
    case 'not':
      return negated3(truthOf(evaluateExpr(expr.operand, fieldValue)));
    default:
      return unreachable(expr);
  }
}

/** The type of what a computation gives; a field's is its own, `null` and the unknown are `unknown`. */
function typeOfExpr(expr: Expr): FieldType {
  switch (expr.kind) {
    case 'literal':
      return expr.type;
    case 'field':
      return expr.field.type;
    case 'call': {
      const returns = knownFunction(expr.name).returns;
      if (returns === 'string') return 'keyword';
      return returns === 'integer' ? 'long' : returns === 'number' ? 'double' : 'boolean';
    }
    case 'arithmetic':
    case 'negate':
      return 'double';
    case 'compare':
    case 'is-null':
    case 'one-of':
    case 'like':
    case 'regex':
    case 'and':
    case 'or':
    case 'not':
      return 'boolean';
    default:
      return unreachable(expr);
  }
}

/**
 * The type under which two sides are compared: a literal takes the type of what it is compared with
 * (`@timestamp > "2024-01-01"` compares dates), and so does an untyped side.
 */
export function comparedType(left: Expr, right: Expr): FieldType {
  const leftType = typeOfExpr(left);
  const rightType = typeOfExpr(right);
  if (leftType === rightType) return leftType;
  if (rightType === 'unknown') return widest(leftType);
  if (leftType === 'unknown') return widest(rightType);
  if (left.kind === 'literal') return rightType;
  return leftType;
}

/** What nobody typed may hold 1.5, which as a `long` would be 1. */
function widest(type: FieldType): FieldType {
  return type === 'long' ? 'double' : type;
}

/**
 * Two values compared under a type: null where either is null, or where one is no value of the type (text against
 * a number), which have no relation at all. Numbers compare exactly, however large.
 */
export function comparison(
  op: CompareOperator,
  left: ExprValue,
  right: ExprValue,
  type: FieldType,
): boolean | null {
  if (left === null || right === null) return null;
  const order = orderOf(left, right, type);
  if (order === undefined) return null;
  if (op === '==') return order === 0;
  return op === '!=' ? order !== 0 : holds(op, order);
}

/** Equality as `in` and `in~` have it: null where either side is null. */
export function equality(
  left: ExprValue,
  right: ExprValue,
  type: FieldType,
  ignoreCase: boolean,
): boolean | null {
  if (ignoreCase && typeof left === 'string' && typeof right === 'string')
    return foldCase(left) === foldCase(right);
  return comparison('==', left, right, type);
}

/** An argument in the form that its parameter asks for, null where the value has no such form. */
export function argumentOf(value: ExprValue, type: ArgumentType): ExprValue {
  if (value === null) return null;
  switch (type) {
    case 'any':
      return value;
    case 'string':
    case 'ip':
      return textOf(value);
    case 'number':
      return numberOf(value);
    case 'integer':
      return typeof value === 'bigint' ? value : (coerce(value, 'long') ?? null);
    case 'boolean':
      return truthOf(value);
    default:
      return unreachable(type);
  }
}

/** The type of the parameter that takes the argument at this place. */
export function argumentTypeAt(definition: FunctionDefinition, at: number): ArgumentType {
  return (definition.parameters[at] ?? definition.parameters.at(-1))?.type ?? 'any';
}

/** The function of a plan; a plan that names no function is a bug of whoever made it. */
export function knownFunction(name: string): FunctionDefinition {
  const definition = findFunction(name);
  if (definition === undefined) throw new Error(`a plan calls ${name}, which is no function`);
  return definition;
}

/** True, false or null, which is also what anything but a truth value is. */
export function truthOf(value: ExprValue): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  const truth = coerce(value, 'boolean');
  return typeof truth === 'boolean' ? truth : null;
}

export function textOf(value: ExprValue): string | null {
  return value === null || typeof value === 'string' ? value : String(value);
}

export function numberOf(value: ExprValue): number | bigint | null {
  if (value === null || isNumber(value)) return value;
  const number = coerce(value, 'double');
  return isNumber(number) ? number : null;
}

export function negated(value: ExprValue): ExprValue {
  return arithmetic('-', 0, numberOf(value));
}

function negated3(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

/** Kleene's `and`: false wins over null, null over true. */
function conjunction(terms: readonly (boolean | null)[]): boolean | null {
  if (terms.includes(false)) return false;
  return terms.includes(null) ? null : true;
}

/** True where one value equals; else null where a null was among them; else false. */
function isOneOf(
  expr: Extract<Expr, { kind: 'one-of' }>,
  fieldValue: (field: FieldRef) => ExprValue,
): boolean | null {
  const operand = evaluateExpr(expr.operand, fieldValue);
  const results = expr.values.map(value =>
    equality(operand, evaluateExpr(value, fieldValue), comparedType(expr.operand, value), expr.ignoreCase),
  );
  if (results.includes(true)) return true;
  return operand === null || results.includes(null) ? null : false;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function orderOf(
  left: NonNullable<ExprValue>,
  right: NonNullable<ExprValue>,
  type: FieldType,
): number | undefined {
  // Where dates are compared a number is a date; anywhere else it is itself, infinities included.
  const isDate = type === 'date' || type === 'date_nanos';
  if (!isDate && isNumber(left) && isNumber(right)) return left < right ? -1 : Number(left > right);
  return compareValues(left, right, type);
}
