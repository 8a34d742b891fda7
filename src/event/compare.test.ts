import { describe, expect, test } from 'vitest';
import { compareValues, equalsAny, rangeTest } from './compare.ts';
import type { RawValue } from './field-value.ts';
import type { FieldType } from './schema.ts';

interface EqualsCase {
  readonly type: FieldType;
  readonly literals: readonly RawValue[];
  readonly equal: readonly RawValue[];
  readonly unequal: readonly RawValue[];
  readonly ignoreCase?: boolean;
}

const equalsCases: readonly EqualsCase[] = [
  { type: 'keyword', literals: ['cmd.exe'], equal: ['cmd.exe'], unequal: ['CMD.EXE', 'cmd', ''] },
  {
    type: 'keyword',
    literals: ['cmd.exe', 'İ'],
    ignoreCase: true,
    equal: ['CMD.EXE', 'I', 'i'],
    unequal: ['cmd', 'i\u0307'],
  },
  { type: 'keyword', literals: ['a*'], equal: ['a*'], unequal: ['ab'] },
  { type: 'keyword', literals: [7, true], equal: ['7', 7, 'true', true], unequal: ['07', 1] },
  { type: 'version', literals: ['1.0.0'], equal: ['1.0.0'], unequal: ['1.0', '01.0.0'] },
  {
    type: 'long',
    literals: [1, 9007199254740993n],
    equal: [1, '1', 1.9, 9007199254740993n, '9007199254740993'],
    unequal: [2, '9007199254740992', 'x', true],
  },
  { type: 'long', literals: [1.5], equal: [], unequal: [1, 1.5, 2] },
  { type: 'long', literals: ['7', 'seven'], equal: [7, '7'], unequal: [8, 'seven'] },
  { type: 'double', literals: [1.5, 3], equal: [1.5, '1.50', 3n, '3'], unequal: [1, 'x'] },
  { type: 'boolean', literals: [true], equal: [true, 'true'], unequal: [false, 'false', 1, 'yes'] },
  { type: 'boolean', literals: ['false'], equal: [false, ''], unequal: [true] },
  {
    type: 'ip',
    literals: ['::FFFF:1.2.3.4', 'fe80:0::1', 'junk'],
    equal: ['1.2.3.4', 'FE80::1'],
    unequal: ['1.2.3.5', 'junk', 'fe80::2'],
  },
  { type: 'ip', literals: ['10.0.0.0/8'], equal: ['10.255.0.1'], unequal: ['11.0.0.1'] },
  {
    type: 'date',
    literals: ['2021-05-27T08:30:00.123Z'],
    equal: ['2021-05-27T10:30:00.1239+02:00', 1622104200123, '1622104200123'],
    unequal: [1622104200124, 'x'],
  },
  { type: 'date', literals: [1622104200123], equal: ['2021-05-27T08:30:00.123Z'], unequal: [1622104200122] },
  {
    type: 'date',
    literals: ['2021-05-27'],
    equal: ['2021-05-27', '2021-05-27T23:59:59.999Z'],
    unequal: ['2021-05-26T23:59:59.999Z', '2021-05-28'],
  },
  {
    type: 'date_nanos',
    literals: ['2021-05-27T08:30:00.123000001Z'],
    equal: ['2021-05-27T08:30:00.123000001Z'],
    unequal: ['2021-05-27T08:30:00.123Z'],
  },
  {
    type: 'unknown',
    literals: ['4624', 'true'],
    equal: [4624, '4624', true, 'true'],
    unequal: ['04624', 4625, false],
  },
  { type: 'unknown', literals: [4624], equal: [4624, '4624', '4624.0'], unequal: ['x', true, 4625] },
  { type: 'unknown', literals: [true], equal: [true, 'true'], unequal: [1, false, 'TRUE'] },
  {
    type: 'unknown',
    literals: ['a', 7, false],
    ignoreCase: true,
    equal: ['A', '7', 'false'],
    unequal: ['b', 8, true],
  },
  { type: 'unsupported', literals: ['a'], equal: [], unequal: ['a'] },
  { type: 'long', literals: [], equal: [], unequal: [0, ''] },
];

describe('equality', () => {
  test.each(equalsCases)(
    'of $type values with $literals',
    ({ type, literals, ignoreCase, equal, unequal }) => {
      const holds = equalsAny(literals, type, ignoreCase ?? false);
      expect(equal.filter(raw => !holds(raw))).toEqual([]);
      expect(unequal.filter(holds)).toEqual([]);
    },
  );
});

describe('order', () => {
  test.each<{ type: FieldType; below: RawValue; value: RawValue; above: RawValue }>([
    { type: 'keyword', below: 'S', value: 's', above: 'sa' },
    { type: 'keyword', below: '\uff5e', value: '\u{1f600}', above: '\u{1f601}' },
    { type: 'version', below: '1.5.0', value: '1.11.3', above: '2.0' },
    { type: 'long', below: '9', value: 10, above: 11 },
    { type: 'long', below: '9007199254740992', value: 9007199254740993n, above: '9007199254740994' },
    { type: 'double', below: 1, value: 1.5, above: '1.75' },
    { type: 'boolean', below: false, value: true, above: '' },
    { type: 'ip', below: '9.255.255.255', value: '::ffff:10.0.0.0', above: '10.0.0.1' },
    {
      type: 'date',
      below: '2021-05-27T08:29:59.999Z',
      value: '2021-05-27T08:30:00.000Z',
      above: 1622104200001,
    },
    {
      type: 'date_nanos',
      below: '2021-05-27T08:30:00Z',
      value: '2021-05-27T08:30:00.000000001Z',
      above: '2021-05-27T08:30:00.000000002Z',
    },
    { type: 'unknown', below: '9', value: 10, above: '11' },
    { type: 'unknown', below: '10', value: '9', above: 'a' },
  ])('of $type values about $value', ({ type, below, value, above }) => {
    const passes = (op: '<' | '<=' | '>' | '>='): readonly RawValue[] =>
      [below, value, above].filter(rangeTest(op, value, type));
    const upper = type === 'boolean' ? [] : [above];
    const lower = type === 'boolean' ? [below, above] : [below];
    expect(passes('<')).toEqual(lower);
    expect(passes('<=').toSorted()).toEqual([...lower, value].toSorted());
    expect(passes('>')).toEqual(upper);
    expect(passes('>=')).toEqual([value, ...upper]);
    expect(compareValues(below, value, type)).toBeLessThan(0);
    expect(compareValues(value, value, type)).toBe(0);
  });

  test.each<[FieldType, RawValue, RawValue]>([
    ['long', 'x', 1],
    ['long', 1, 'x'],
    ['boolean', 1, true],
    ['ip', 'localhost', '10.0.0.1'],
    ['ip', '10.0.0.1', 7],
    ['date', 'x', '2021'],
    ['date', '2021', 'x'],
    ['unknown', 'x', 1],
    ['unknown', 'x', true],
    ['unsupported', 1, 1],
  ])('there is none in a %s field between %s and %s', (type, raw, literal) => {
    expect(compareValues(raw, literal, type)).toBeUndefined();
    for (const op of ['<', '<=', '>', '>='] as const) expect(rangeTest(op, literal, type)(raw)).toBe(false);
  });

  test('a value of a whole field is cut before it is compared, a literal is not', () => {
    expect(rangeTest('>', 1.5, 'long')(1.9)).toBe(false);
    expect(rangeTest('>', 1.5, 'long')(2)).toBe(true);
    expect(rangeTest('<', 1.5, 'long')(1)).toBe(true);
  });

  test('a day as a bound is its beginning or its end, as the relation has it', () => {
    const noon = '2021-05-27T12:00:00Z';
    expect(rangeTest('>', '2021-05-27', 'date')(noon)).toBe(false);
    expect(rangeTest('>=', '2021-05-27', 'date')(noon)).toBe(true);
    expect(rangeTest('<', '2021-05-27', 'date')(noon)).toBe(false);
    expect(rangeTest('<=', '2021-05-27', 'date')(noon)).toBe(true);
    expect(rangeTest('>', '2021-05-27', 'date')('2021-05-28')).toBe(true);
  });
});
