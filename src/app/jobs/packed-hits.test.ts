import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hit } from '../../engine/hit.ts';
import { HitPacker, HitUnpacker } from './packed-hits.ts';

const key = fc.constantFrom('[]', '["a"]', '["b",null]', '["é\\u0000"]');
const steps = fc.array(fc.record({ step: fc.nat(5), keys: fc.array(key, { maxLength: 3 }) }), {
  maxLength: 3,
});
const tiebreaker = fc.constantFrom(undefined, 'x', 7, 2n ** 70n);
const timestampMs = fc.constantFrom(undefined, -1, 0, 1_767_225_600_000.5, 8.64e15);

/** The hits of some events: those of one event share its arrival and ref, and some of them an ordinal. */
const events = fc.array(
  fc.record({
    ordinals: fc.array(fc.record({ timestampMs, nanos: fc.nat(999_999), tiebreaker }), {
      minLength: 1,
      maxLength: 2,
    }),
    hits: fc.array(fc.record({ rule: fc.nat(2_000), ordinal: fc.nat(1), steps }), { maxLength: 4 }),
  }),
  { maxLength: 5 },
);

test('hits come back as they were added, with the arrival and ref that they are given', () => {
  const packer = new HitPacker();
  fc.assert(
    fc.property(events, made => {
      const hits = made.map(({ ordinals, hits: ofEvent }, at): Hit[] => {
        const whole = ordinals.map(ordinal => ({ ...ordinal, arrival: 0 }));
        return ofEvent.map(hit => ({
          ...hit,
          ordinal: whole[hit.ordinal % whole.length] ?? fail(at),
          ref: 0,
        }));
      });
      for (const hit of hits.flat()) packer.add(hit);
      const unpacker = new HitUnpacker(structuredClone(packer.take()));
      for (const [at, ofEvent] of hits.entries()) {
        for (const hit of ofEvent) {
          const numbered = { ...hit, ordinal: { ...hit.ordinal, arrival: 100 + at }, ref: 200 + at };
          expect(unpacker.next(100 + at, 200 + at)).toEqual(numbered);
        }
      }
      expect(() => unpacker.next(0, 0)).toThrow('no further hit');
    }),
  );
});

function fail(at: number): never {
  throw new Error(`event ${at} has no ordinal`);
}
