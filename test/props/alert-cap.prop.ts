import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AlertCap } from '../../src/alerts/alert-cap.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

test('over overlapping runs every alert is stored once, or was held back by each run that saw it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(60), { maxLength: 40 }).map(times => times.sort((a, b) => a - b)),
      fc.nat(6),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 0, max: 20 }),
      (times, most, intervalMs, overlapMs) => {
        const stored = new Set<string>();
        const heldBack = new Set<string>();
        for (let end = 0; end <= 60 + intervalMs; end += intervalMs) {
          const found = times.filter(time => time > end - intervalMs - overlapMs && time <= end);
          const before = new Set(stored);
          const cap = new AlertCap(most, uuid => before.has(uuid));
          for (const time of found) {
            const became = cap.take(String(time), time);
            if (became === 'made') expect(stored.has(String(time))).toBe(false);
            if (became === 'made') stored.add(String(time));
            if (became === 'held-back') heldBack.add(String(time));
          }
          // Said once more, by counting sets.
          const fresh = found.filter(time => !before.has(String(time)));
          const { heldBackMs, ...counts } = cap.record;
          expect(counts).toEqual({
            made: Math.min(most, fresh.length),
            known: found.length - fresh.length,
            heldBack: Math.max(0, fresh.length - most),
          });
          expect(heldBackMs?.from).toBe(fresh[most]);
        }
        for (const time of times.map(String)) expect(stored.has(time) || heldBack.has(time)).toBe(true);
        // Runs that overlap enough, and may make what comes between two of them, lose nothing.
        if (overlapMs >= 20 && most >= intervalMs) expect(stored.size).toBe(times.length);
      },
    ),
    runs,
  );
});
