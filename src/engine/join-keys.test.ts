import { describe, expect, test } from 'vitest';
import type { FieldValues } from '../event/field-value.ts';
import type { FieldType } from '../event/schema.ts';
import { compileKeys, MOST_KEY_TUPLES, readTuple } from './join-keys.ts';

function tuplesOf(
  values: readonly FieldValues[],
  { type = 'keyword', optional = false }: { type?: FieldType; optional?: boolean } = {},
): readonly string[] {
  return keysOf(values, type, optional).tuples;
}

function keysOf(values: readonly FieldValues[], type: FieldType, optional: boolean) {
  const by = values.map((_, slot) => ({ field: { path: String(slot), type }, optional }));
  return compileKeys(by, field => Number(field.path))(values);
}

describe('the keys of an event', () => {
  test('a step without keys has one empty tuple', () => {
    expect(tuplesOf([])).toEqual(['[]']);
  });
  test('a value each makes one tuple', () => {
    expect(tuplesOf(['h', 'p'])).toEqual(['["h","p"]']);
  });
  test('a text with the marks of JSON in it stays one value', () => {
    expect(tuplesOf(['a","b', 'c'])).not.toEqual(tuplesOf(['a', 'b","c']));
  });
  test('several values make every combination, equal ones once, the last key fastest', () => {
    expect(
      tuplesOf([
        ['a', 'b', 'a'],
        ['x', 'y'],
      ]),
    ).toEqual(['["a","x"]', '["a","y"]', '["b","x"]', '["b","y"]']);
  });
  test('a missing value leaves no tuple, however many the others have', () => {
    expect(tuplesOf([['a', 'b'], undefined])).toEqual([]);
  });
  test('a missing optional value is null', () => {
    expect(tuplesOf(['a', undefined], { optional: true })).toEqual(['["a",null]']);
  });
  test('values are taken as the type of the field has them', () => {
    expect(tuplesOf(['12'], { type: 'long' })).toEqual(tuplesOf([12], { type: 'long' }));
    expect(tuplesOf(['::ffff:10.0.0.1'], { type: 'ip' })).toEqual(tuplesOf(['10.0.0.1'], { type: 'ip' }));
  });
  test('what is no value of the type is missing', () => {
    expect(tuplesOf(['twelve'], { type: 'long' })).toEqual([]);
    expect(tuplesOf(['twelve'], { type: 'long', optional: true })).toEqual(['[null]']);
  });
  test('a number is no text', () => {
    expect(tuplesOf([1], { type: 'unknown' })).not.toEqual(tuplesOf(['1'], { type: 'unknown' }));
  });
  test('whole numbers beyond 2^53 are told apart', () => {
    expect(tuplesOf(['9007199254740993'], { type: 'long' })).not.toEqual(
      tuplesOf(['9007199254740992'], { type: 'long' }),
    );
  });
});

test('an event with too many keys keeps the first ones, and the rest is counted', () => {
  const many = Array.from({ length: 100 }, (_, at) => `v${at}`);
  const { tuples, dropped } = keysOf([many, many, many], 'keyword', false);
  expect(tuples.length).toBe(MOST_KEY_TUPLES);
  expect(tuples[0]).toBe('["v0","v0","v0"]');
  expect(dropped).toBe(1_000_000 - MOST_KEY_TUPLES);
});

const readings: readonly (readonly [tuple: string, values: unknown])[] = [
  ['[]', []],
  ['["a",null,true,-1.5,1e+300]', ['a', null, true, -1.5, 1e300]],
  ['[9007199254740991,9007199254740993]', [9007199254740991, '9007199254740993']],
  ['["[9007199254740993]","\\"9007199254740993,"]', ['[9007199254740993]', '"9007199254740993,']],
];
test.each(readings)('the tuple %s reads back', (tuple, values) => {
  expect(readTuple(tuple)).toEqual(values);
});
