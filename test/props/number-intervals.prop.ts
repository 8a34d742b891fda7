// A number passes what the tests of its field say one by one, and is read from bytes as JSON.parse reads it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTest } from '../../src/engine/compile-predicate.ts';
import { plainNumber } from '../../src/engine/extract/json-bytes.ts';
import { NumberIntervals } from '../../src/engine/network/number-intervals.ts';
import type { FieldTest, Literal } from '../../src/plan/predicate.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 3000);

const near = fc.oneof(
  fc.integer({ min: -3, max: 4 }),
  fc.constantFrom(0.5, 1.5, -0.5, -0, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 1e300, 5e-324),
);
const literal: fc.Arbitrary<Literal> = fc.oneof(
  { weight: 9, arbitrary: near },
  { weight: 1, arbitrary: fc.constantFrom('1', 'x', true, 2n ** 60n, '1.5') },
);
const tests: fc.Arbitrary<readonly FieldTest[]> = fc
  .constantFrom('long' as const, 'double' as const, 'unknown' as const)
  .chain(type => {
    const field = { path: 'a', type };
    return fc.array(
      fc.oneof<fc.Arbitrary<FieldTest>[]>(
        fc.constant({ kind: 'exists', field }),
        fc.record({
          kind: fc.constant('equals' as const),
          field: fc.constant(field),
          values: fc.array(literal, { minLength: 1, maxLength: 3 }),
          ignoreCase: fc.constant(false),
        }),
        fc.record({
          kind: fc.constant('range' as const),
          field: fc.constant(field),
          op: fc.constantFrom('<', '<=', '>', '>='),
          value: literal,
        }),
      ),
      { minLength: 1, maxLength: 4 },
    );
  });

test('what numbers pass', () => {
  let taken = 0;
  fc.assert(
    fc.property(tests, fc.array(near, { maxLength: 12 }), (all, values) => {
      const intervals = NumberIntervals.of(all);
      if (intervals === undefined) return;
      const passes = all.map(compileTest);
      const asked = (value: unknown): number =>
        passes.reduce((sum, pass, at) => sum + (pass(value as number) ? 1 << at : 0), 0);
      for (const value of values) {
        if (!intervals.takes(value)) continue;
        taken++;
        expect(intervals.passedBy(value, asked)).toBe(asked(value));
      }
    }),
    { numRuns },
  );
  expect(taken).toBeGreaterThan(numRuns);
});

test('numbers from bytes', () => {
  let plain = 0;
  const written = fc.oneof(
    fc.double().map(String),
    fc.integer().map(String),
    fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`),
    fc
      .array(fc.constantFrom('0', '1', '9', '.', '-', 'e', '+', ' '), { maxLength: 18 })
      .map(units => units.join('')),
  );
  fc.assert(
    fc.property(written, text => {
      const bytes = new TextEncoder().encode(`x${text}y`);
      const value = plainNumber(bytes, 1, bytes.length - 1);
      if (Number.isNaN(value)) return;
      plain++;
      expect(Object.is(value, JSON.parse(text))).toBe(true);
    }),
    { numRuns },
  );
  expect(plain).toBeGreaterThan(numRuns / 4);
});
