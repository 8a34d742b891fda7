import { expect, test } from 'vitest';
import { withToggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd'];
const after = (before: string, id: string, from?: string): string =>
  [...withToggled(new Set(before), id, from === undefined ? undefined : { order, from })].sort().join('');

test('a click selects a row, another one takes that back', () => {
  expect(after('', 'b')).toBe('b');
  expect(after('ab', 'b')).toBe('a');
});

test('a click with Shift takes all rows between, in either direction, and keeps what was selected', () => {
  expect(after('d', 'c', 'a')).toBe('abcd');
  expect(after('', 'a', 'c')).toBe('abc');
});

test('a range of one row, or from a row that is gone, is a click', () => {
  expect(after('', 'b', 'b')).toBe('b');
  expect(after('', 'b', 'gone')).toBe('b');
});
