import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTimestamp, parseInstant, parseTimestampMs, settleTimestamp } from '../../src/event/instant.ts';
import { naiveInstant } from '../reference/parse-instant.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

const twoDigits = fc.integer({ min: 0, max: 99 }).map(number => String(number).padStart(2, '0'));
/** Of parts that are mostly in their range, and now and then are not. */
const part = (max: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max }).map(number => String(number).padStart(2, '0')) },
    { weight: 1, arbitrary: twoDigits },
  );
const year = fc.oneof(
  fc.integer({ min: 0, max: 9999 }),
  fc.constantFrom(0, 4, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999),
);

/** The separators that make a text plain, and now and then others. */
const plain = fc
  .tuple(
    year.map(number => String(number).padStart(4, '0')),
    part(13),
    part(31),
    fc.constantFrom('T', 'T', 'T', ' ', 't', '_'),
    part(24),
    part(60),
    part(60),
    fc.oneof(
      fc.constantFrom('', '.', ',5', '.1.2', '.5 '),
      fc.stringMatching(/^\.\d{1,12}$/),
      fc.stringMatching(/^\.\d{3}$/),
    ),
    fc.constantFrom('Z', 'Z', 'Z', '', 'z', 'ZZ', '+00:00', '-0330', ' '),
  )
  .map(
    ([years, month, day, blank, hour, minute, second, fraction, zone]) =>
      `${years}-${month}-${day}${blank}${hour}:${minute}:${second}${fraction}${zone}`,
  );

/** One character of it is another one. */
const damaged = fc
  .tuple(plain, fc.nat(), fc.constantFrom('0', '9', '-', ':', '.', 'Z', ' ', '/', '\u0660', ''))
  .map(([text, at, character]) => {
    const place = at % text.length;
    return text.slice(0, place) + character + text.slice(place + 1);
  });

const text = fc.oneof(plain, damaged);
const SPELT_OTHERWISE = /[,z+t]|-\d{4}$|[T ]\S*-/;

test('a plain text is the instant that the dates of the language know', () => {
  fc.assert(
    fc.property(text, spelt => {
      const want = naiveInstant(spelt);
      if (want === undefined) {
        // Offsets, commas and small letters have a meaning, which is tested beside the source.
        if (!SPELT_OTHERWISE.test(spelt) && spelt.length >= 19)
          expect(parseInstant(spelt, 'first')).toBe(want);
      } else expect(parseInstant(spelt, 'first')).toEqual(want);
    }),
    runs,
  );
});

test('a small `t` says the same as a large one, so the quick way and the general way agree', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('first', 'last'), (spelt, end) => {
      const other = spelt.replace(/^(.{10})T/, '$1t');
      expect(parseInstant(spelt, end)).toEqual(parseInstant(other, end));
    }),
    runs,
  );
});

test('a settled text is the formatted instant', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), spelt => {
      const ms = parseTimestampMs(spelt);
      expect(settleTimestamp(spelt)).toBe(ms === undefined ? undefined : formatTimestamp(ms));
    }),
    runs,
  );
});
