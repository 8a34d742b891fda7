import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpillingHitLog } from '../../src/app/spilling-hit-log.ts';
import type { Hit } from '../../src/engine/hit.ts';
import { memoryHitLog } from '../../src/engine/hit-log.ts';

const tiebreaker = fc.oneof(
  fc.constant(undefined),
  fc.integer(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n }),
  fc.string({ unit: 'binary' }),
);
const hits = fc
  .array(
    fc.record({
      rule: fc.nat(3),
      timestampMs: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 5 })),
      nanos: fc.constantFrom(0, 1, 999_999),
      tiebreaker,
      keys: fc.array(fc.string({ unit: 'binary' }), { maxLength: 2 }),
    }),
    { maxLength: 60 },
  )
  .map(rows =>
    rows.map(
      ({ rule, keys, ...ordinal }, arrival): Hit => ({
        rule,
        ordinal: { ...ordinal, arrival },
        steps: [{ step: 0, keys: [JSON.stringify(keys)] }],
        ref: arrival,
      }),
    ),
  );

test('a log that spills gives the hits of one that does not, in the same order', () => {
  fc.assert(
    fc.property(hits, fc.integer({ min: 1, max: 10 }), (given, mostInMemory) => {
      const spilling = new SpillingHitLog(mostInMemory);
      const memory = memoryHitLog();
      try {
        for (const hit of given) {
          spilling.add(hit);
          memory.add(hit);
        }
        expect([...spilling.inOrder()]).toEqual([...memory.inOrder()]);
      } finally {
        spilling.close();
      }
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) },
  );
});
