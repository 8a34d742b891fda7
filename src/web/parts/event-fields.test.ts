import { expect, test } from 'vitest';
import { eventFields, fieldsOfEvents } from './event-fields.ts';

test('nested objects, names with dots and arrays of objects come by one dotted name each', () => {
  expect(
    eventFields({ process: { 'parent.name': 'a', args: ['x', 'y'] }, dns: [{ id: 1 }, { id: 2 }] }),
  ).toEqual({
    fields: [
      { name: 'dns.id', values: [1, 2] },
      { name: 'process.args', values: ['x', 'y'] },
      { name: 'process.parent.name', values: ['a'] },
    ],
    leftOut: 0,
  });
});

test('null is no value, false and an empty text are', () => {
  expect(eventFields({ a: null, b: false, c: '', d: [null, []] }).fields).toEqual([
    { name: 'b', values: [false] },
    { name: 'c', values: [''] },
  ]);
});

test('what is too much is counted', () => {
  expect(eventFields({ a: Array.from({ length: 6_000 }, (_, at) => at) }).leftOut).toBe(1_000);
});

test('fields of many events come with how many of them have it, the most frequent first', () => {
  expect(fieldsOfEvents([{ a: 1 }, { a: 2, b: 1 }, { c: 1, a: [1, 2] }])).toEqual([
    { name: 'a', events: 3 },
    { name: 'b', events: 1 },
    { name: 'c', events: 1 },
  ]);
});
