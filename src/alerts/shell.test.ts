import { expect, test } from 'vitest';
import type { JsonObject } from '../event/json.ts';
import { commonFields } from './shell.ts';

const cases: readonly (readonly [name: string, a: JsonObject, b: JsonObject, common: JsonObject])[] = [
  ['keeps equal values', { a: 1, b: 'x', c: true }, { a: 1, b: 'y', c: true }, { a: 1, c: true }],
  ['keeps no value that is of another type', { a: 1 }, { a: '1' }, {}],
  [
    'looks into objects and leaves out what is left empty',
    { h: { id: 1, n: 2 }, p: { x: 1 } },
    { h: { id: 1 }, p: { x: 2 } },
    { h: { id: 1 } },
  ],
  ['keeps the elements that both lists hold, once', { t: ['a', 'b', 'b'] }, { t: ['b', 'c'] }, { t: ['b'] }],
  ['takes a value for a list of one', { t: 'b' }, { t: ['b', 'c'] }, { t: ['b'] }],
  [
    'compares objects in lists by their content',
    { t: [{ a: 1, b: 2 }] },
    { t: [{ b: 2, a: 1 }] },
    { t: [{ a: 1, b: 2 }] },
  ],
  ['leaves out lists with nothing in common', { t: ['a'] }, { t: ['b'] }, {}],
  ['leaves out nulls', { a: null }, { a: null }, {}],
  ['has no field that only an object’s prototype has', { constructor: 'x' }, {}, {}],
  [
    'does not fall for a field that is called __proto__',
    JSON.parse('{"__proto__": {"a": 1}}'),
    JSON.parse('{"__proto__": {"a": 1}}'),
    JSON.parse('{"__proto__": {"a": 1}}'),
  ],
];
test.each(cases)('the common part of two documents %s', (_, a, b, common) => {
  expect(JSON.stringify(commonFields([a, b]))).toBe(JSON.stringify(common));
});

test('what two of three documents share is not common', () => {
  expect(
    commonFields([
      { a: 1, b: 1 },
      { a: 1, b: 1 },
      { a: 1, b: 2 },
    ]),
  ).toEqual({ a: 1 });
});
