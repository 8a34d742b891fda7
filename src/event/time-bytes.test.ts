import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimestampMs } from './instant.ts';
import { timeFromBytes } from './time-bytes.ts';

function fromBytes(text: string): number {
  const bytes = new TextEncoder().encode(`"${text}"`);
  return timeFromBytes(bytes, 1, bytes.length - 1);
}

test('the usual spelling is read as everywhere', () => {
  expect(fromBytes('2021-05-27T08:30:00.123Z')).toBe(Date.UTC(2021, 4, 27, 8, 30, 0, 123));
  expect(fromBytes('2021-05-27T08:30:00Z')).toBe(Date.UTC(2021, 4, 27, 8, 30));
  expect(fromBytes('1969-12-31T23:59:59.9999999Z')).toBe(-1);
});

test('what is spelt otherwise, or is no time, is left to others', () => {
  const others = [
    '2021-05-27',
    '2021-05-27 08:30:00Z',
    '2021-05-27T08:30:00+02:00',
    '2021-02-30T08:30:00Z',
    '2021-05-27T24:30:00Z',
    '2021-05-27T08:30:00.Z',
    '2021-05-27T08:30:00.12x4Z',
    '0050-05-27T08:30:00Z',
    '',
  ];
  for (const text of others) expect(fromBytes(text), text).toBeNaN();
});

test('whatever is read here means the same there', () => {
  const digits = (length: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
  const parts = fc.tuple(
    fc.constantFrom('1999', '2021', '2024', '0001', '9999'),
    fc.oneof(fc.constantFrom('02', '12'), digits(2)),
    fc.oneof(fc.constantFrom('28', '29', '31'), digits(2)),
    digits(2),
    digits(2),
    digits(2),
    fc.oneof(fc.constant(''), digits(1), digits(2), digits(3), digits(9)),
  );
  fc.assert(
    fc.property(parts, ([year, month, day, hour, minute, second, fraction]) => {
      const text = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction === '' ? '' : `.${fraction}`}Z`;
      const read = fromBytes(text);
      if (!Number.isNaN(read)) expect(read).toBe(parseTimestampMs(text));
    }),
  );
});
