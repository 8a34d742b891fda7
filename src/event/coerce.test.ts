import { describe, expect, test } from 'vitest';
import { coerce } from './coerce.ts';
import type { RawValue } from './field-value.ts';
import type { FieldType } from './schema.ts';

type Row = readonly [raw: RawValue, want: RawValue | undefined];
const tables: Readonly<Partial<Record<FieldType, readonly Row[]>>> = {
  keyword: [
    ['a', 'a'],
    [7, '7'],
    [1.5, '1.5'],
    [9007199254740993n, '9007199254740993'],
    [true, 'true'],
    ['', ''],
  ],
  text: [[7, '7']],
  version: [['1.2.3', '1.2.3']],
  long: [
    [7, 7],
    [7.9, 7],
    [-7.9, -7],
    [-0.5, 0],
    ['12', 12],
    ['+12', 12],
    ['12.7', 12],
    ['1e3', 1000],
    ['9007199254740993', 9007199254740993n],
    [9007199254740993n, 9007199254740993n],
    [12n, 12],
    [2 ** 60, 1152921504606846976n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', undefined],
    [2 ** 63, undefined],
    ['-9223372036854775808', -9223372036854775808n],
    ['', undefined],
    [' 12', undefined],
    ['0x10', undefined],
    ['12a', undefined],
    [true, undefined],
    [Number.NaN, undefined],
  ],
  double: [
    [1.5, 1.5],
    ['1.5', 1.5],
    ['-.5', -0.5],
    [3n, 3],
    ['9007199254740993', 9007199254740992],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['one', undefined],
    [false, undefined],
  ],
  boolean: [
    [true, true],
    ['true', true],
    ['false', false],
    ['', false],
    ['True', undefined],
    [1, undefined],
  ],
  ip: [
    ['FE80:0:0:0:0:0:0:1', 'fe80::1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['01.2.3.4', undefined],
    ['fe80::1%1', undefined],
    [16909060, undefined],
  ],
  date: [
    ['2021-05-27T08:30:00.123456Z', 1622104200123],
    [1622104200123, 1622104200123],
    ['today', undefined],
    [true, undefined],
  ],
  date_nanos: [
    ['2021-05-27T08:30:00.123456789Z', 1622104200123456789n],
    [1622104200123, 1622104200123000000n],
    ['today', undefined],
  ],
  unknown: [
    ['12', '12'],
    [12, 12],
    [true, true],
  ],
  unsupported: [
    ['a', undefined],
    [1, undefined],
  ],
};

// The keys of the table are field types; Object.entries forgets that.
describe.each(Object.entries(tables) as [FieldType, readonly Row[]][])('in a %s field', (type, rows) => {
  test.each(rows)('%s is indexed as %s', (raw, want) => {
    expect(coerce(raw, type)).toBe(want);
  });
});
