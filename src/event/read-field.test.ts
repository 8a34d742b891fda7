import { expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import { readField } from './read-field.ts';

interface Case {
  readonly what: string;
  readonly document: JsonObject;
  readonly want: ReturnType<typeof readField>;
}

test.each<Case>([
  { what: 'nested objects', document: { a: { b: { c: 1 } } }, want: 1 },
  { what: 'a key with dots', document: { 'a.b.c': 'x' }, want: 'x' },
  { what: 'dots above objects', document: { 'a.b': { c: true } }, want: true },
  { what: 'objects above dots', document: { a: { 'b.c': 0 } }, want: 0 },
  { what: 'the empty text, which is a value', document: { a: { b: { c: '' } } }, want: '' },
  { what: 'an array, in order', document: { a: { b: { c: [2, 1, 2] } } }, want: [2, 1, 2] },
  { what: 'an array of one, as the one', document: { 'a.b.c': ['x'] }, want: 'x' },
  { what: 'arrays of arrays, flat', document: { 'a.b.c': [[1], [[2, null]], []] }, want: [1, 2] },
  {
    what: 'an array of objects',
    document: { a: [{ b: { c: 1 } }, { b: [{ c: [2, 3] }] }] },
    want: [1, 2, 3],
  },
  {
    what: 'two spellings, in document order',
    document: { 'a.b.c': 1, a: { b: { c: 2 }, 'b.c': 3 } },
    want: [1, 2, 3],
  },
  {
    what: 'two spellings the other way round',
    document: { a: { 'b.c': 3, b: { c: 2 } }, 'a.b.c': 1 },
    want: [3, 2, 1],
  },
  { what: 'nulls beside values', document: { 'a.b.c': [null, 1, null] }, want: 1 },
  { what: 'null, which is missing', document: { a: { b: { c: null } } }, want: undefined },
  { what: 'an empty array, which is missing', document: { a: { b: { c: [] } } }, want: undefined },
  {
    what: 'an array of nulls, which is missing',
    document: { a: { b: { c: [null, [null]] } } },
    want: undefined,
  },
  { what: 'an object, which is no value', document: { a: { b: { c: { d: 1 } } } }, want: undefined },
  { what: 'objects beside values', document: { 'a.b.c': [{ d: 1 }, 2] }, want: 2 },
  { what: 'a scalar on the way', document: { a: { b: 7 } }, want: undefined },
  { what: 'nothing', document: {}, want: undefined },
])('a.b.c is read from $what', ({ document, want }) => {
  expect(readField(document, 'a.b.c')).toEqual(want);
});

test('what every JavaScript object inherits is no field', () => {
  expect(readField({ a: {} }, 'constructor')).toBeUndefined();
  expect(readField({ a: {} }, 'a.toString.name')).toBeUndefined();
  expect(readField({ a: {} }, '__proto__')).toBeUndefined();
});
