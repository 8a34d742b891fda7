import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coerce } from '../../src/event/coerce.ts';
import { compareValues, equalsAny, rangeTest } from '../../src/event/compare.ts';
import type { RawValue } from '../../src/event/field-value.ts';
import { parseTimestampMs } from '../../src/event/instant.ts';
import type { FieldType } from '../../src/event/schema.ts';
import { compareTexts } from '../../src/event/text-order.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };
const typed: readonly FieldType[] = [
  'keyword',
  'version',
  'long',
  'double',
  'boolean',
  'ip',
  'date',
  'date_nanos',
];
const raw = fc.oneof(
  fc.constantFrom<RawValue>(
    '',
    '1',
    '1.0',
    '01',
    'true',
    true,
    false,
    1,
    1.5,
    0,
    -0,
    '1.2.3',
    '1.2.3-a',
    '10.0.0.1',
  ),
  fc.constantFrom<RawValue>(
    '::ffff:10.0.0.1',
    'fe80::',
    'FE80:0::',
    '2021-05-27',
    '2021-05-27T00:00:00.0005Z',
    '2021-05-27T12:00:00Z',
    1622073600000,
  ),
  fc.constantFrom<RawValue>(9007199254740993n, '9007199254740993', 2 ** 53, 2 ** 60, 1n),
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.double(),
);

describe.each(typed)('in a %s field', type => {
  test('two values have one canonical form exactly if neither is the lesser', () => {
    fc.assert(
      fc.property(raw, raw, (a, b) => {
        const [left, right] = [coerce(a, type), coerce(b, type)];
        if (left === undefined || right === undefined) return;
        expect(compareValues(left, right, type) === 0).toBe(left === right);
      }),
      runs,
    );
  });

  test('a canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(raw, value => {
        const canonical = coerce(value, type);
        if (canonical !== undefined) expect(coerce(canonical, type)).toBe(canonical);
      }),
      runs,
    );
  });

  test('the order is one: it turns with its sides, and it is transitive', () => {
    fc.assert(
      fc.property(fc.array(raw, { minLength: 3, maxLength: 3 }), values => {
        const valid = values.filter(value => compareValues(value, value, type) !== undefined);
        const sorted = valid.toSorted((a, b) => compareValues(a, b, type) ?? 0);
        for (const [index, a] of sorted.entries()) {
          for (const b of sorted.slice(index)) {
            expect(compareValues(a, b, type)).toBeLessThanOrEqual(0);
            expect(Math.sign(compareValues(b, a, type) ?? 0)).toBe(
              -Math.sign(compareValues(a, b, type) ?? 0) + 0,
            );
          }
        }
      }),
      runs,
    );
  });

  test('a value is below, equal to or above a literal, or nothing at all', () => {
    fc.assert(
      fc.property(raw, raw, (value, literal) => {
        const below = rangeTest('<', literal, type)(value);
        const above = rangeTest('>', literal, type)(value);
        const upTo = rangeTest('<=', literal, type)(value);
        const from = rangeTest('>=', literal, type)(value);
        const equal = equalsAny([literal], type, false)(value);
        expect([below, above, equal].filter(Boolean).length).toBeLessThanOrEqual(1);
        expect(upTo).toBe(below || equal);
        expect(from).toBe(above || equal);
      }),
      runs,
    );
  });

  test('a value equals one of several literals exactly if it equals one of them alone', () => {
    fc.assert(
      fc.property(raw, fc.array(raw, { maxLength: 4 }), fc.boolean(), (value, literals, ignoreCase) => {
        const expected = literals.some(literal => equalsAny([literal], type, ignoreCase)(value));
        expect(equalsAny(literals, type, ignoreCase)(value)).toBe(expected);
      }),
      runs,
    );
  });
});

test('texts are in the order of their UTF-8 bytes', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', '\ud7ff', '\ue000', '😀'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 4,
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    runs,
  );
});

test('a time reads as JavaScript reads it', () => {
  const date = fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  const offset = fc.integer({ min: -17, max: 17 });
  fc.assert(
    fc.property(date, offset, (one, hours) => {
      const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:30`;
      const text = one.toISOString();
      expect(parseTimestampMs(text)).toBe(one.getTime());
      expect(parseTimestampMs(text.replace('Z', zone))).toBe(Date.parse(text.replace('Z', zone)));
    }),
    runs,
  );
});
