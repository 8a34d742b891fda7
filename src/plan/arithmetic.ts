/**
 * The arithmetic of the query languages, as Java does it: two whole numbers give a whole number of 64 bits
 * (division and remainder round toward zero), any other pair a double. What Elasticsearch fails a search for
 * (division of whole numbers by zero, a result beyond 64 bits) has no value here, so it is null, and so is a
 * double that is not a number. Whole numbers beyond 2^53 are bigints.
 */
import { unreachable } from '../base/unreachable.ts';
import type { ExprValue } from './functions/function-definition.ts';
import type { ArithmeticOperator } from './predicate.ts';

/**
 * @param integer whether both sides are whole by their types; undefined: when both values are.
 */
export function arithmetic(
  op: ArithmeticOperator,
  left: ExprValue | undefined,
  right: ExprValue | undefined,
  integer?: boolean,
): ExprValue {
  if (!isNumber(left) || !isNumber(right)) return null;
  if (integer ?? (isWhole(left) && isWhole(right))) {
    return wholeArithmetic(op, truncated(left), truncated(right));
  }
  const result = doubleArithmetic(op, Number(left), Number(right));
  return Number.isNaN(result) ? null : result;
}

function doubleArithmetic(op: ArithmeticOperator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return unreachable(op);
  }
}

function wholeArithmetic(
  op: ArithmeticOperator,
  left: number | bigint | null,
  right: number | bigint | null,
): ExprValue {
  if (left === null || right === null) return null;
  if ((op === '/' || op === '%') && Number(right) === 0) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const result = Math.trunc(doubleArithmetic(op, left, right));
    // The sum with zero turns -0, which whole numbers do not have, into 0.
    if (Number.isSafeInteger(result)) return result + 0;
  }
  return fitted(bigArithmetic(op, BigInt(left), BigInt(right)));
}

function bigArithmetic(op: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return unreachable(op);
  }
}

/** A number where it is exact, a bigint up to 64 bits, else null. */
function fitted(value: bigint): ExprValue {
  const small = Number(value);
  if (Number.isSafeInteger(small)) return small;
  return BigInt.asIntN(64, value) === value ? value : null;
}

function isNumber(value: ExprValue | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function truncated(value: number | bigint): number | bigint | null {
  if (typeof value === 'bigint') return value;
  return Number.isFinite(value) ? Math.trunc(value) : null;
}
