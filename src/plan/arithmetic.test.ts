import { expect, test } from 'vitest';
import { arithmetic } from './arithmetic.ts';
import type { ExprValue } from './functions/function-definition.ts';
import type { ArithmeticOperator } from './predicate.ts';

type Case = readonly [ExprValue, ArithmeticOperator, ExprValue, ExprValue];

test.each<Case>([
  [83, '/', 2, 41],
  [-7, '/', 2, -3],
  [-7, '%', 2, -1],
  [7, '%', -2, 1],
  [-4, '%', 2, 0],
  [7, '/', 2n, 3],
  [7.5, '%', 2, 1.5],
  [0.1, '+', 0.2, 0.30000000000000004],
])('two whole numbers give a whole number, others a double: %d %s %d is %d', (left, op, right, result) => {
  expect(arithmetic(op, left, right)).toBe(result);
});

test('the types decide over the values', () => {
  expect(arithmetic('/', 7, 2, false)).toBe(3.5);
  expect(arithmetic('/', 7.9, 2, true)).toBe(3);
  expect(arithmetic('/', 7, 0, false)).toBe(Number.POSITIVE_INFINITY);
});

test.each<Case>([
  [9007199254740991, '+', 2, 9007199254740993n],
  [3037000499, '*', 3037000499, 9223372030926249001n],
  [9007199254740993n, '-', 2, 9007199254740991],
  [9223372036854775807n, '-', 1, 9223372036854775806n],
  [9007199254740993n, '%', 10, 3],
])('whole numbers stay exact up to 64 bits: %s %s %s', (left, op, right, result) => {
  expect(arithmetic(op, left, right)).toBe(result);
});

test.each<Case>([
  [1, '+', null, null],
  [null, '*', null, null],
  [1, '/', 0, null],
  [1, '%', 0, null],
  [9223372036854775807n, '+', 1, null],
  [-9223372036854775808n, '/', -1, null],
  [0.5, '%', 0, null],
  ['1', '+', 1, null],
  [true, '+', 1, null],
])('what has no value is null: %s %s %s', (left, op, right, result) => {
  expect(arithmetic(op, left, right)).toBe(result);
});
