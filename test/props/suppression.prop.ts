import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naivelySuppressed, suppressedBy } from '../support/suppressed.ts';

const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) };

const values = fc.oneof(
  fc.constant(null),
  fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 2 }),
);
const alerts = fc
  .array(fc.tuple(fc.option(fc.nat(20), { nil: undefined, freq: 8 }), values, values), { maxLength: 20 })
  .map(all => all.map(([timeMs, ...two], at) => ({ id: `${(at * 7) % 20}/${at}`, timeMs, values: two })));
const form = fc.record({
  missing: fc.constantFrom('suppress' as const, 'doNotSuppress' as const),
  durationMs: fc.constantFrom(1, 3, 8),
});
const forms = fc.oneof(
  form,
  form.map(({ missing }) => ({ missing })),
);
const intervalMs = 5;

test('alerts in any order, and in order of time however ties arrive, are those that a search over all would tell', () => {
  fc.assert(
    fc.property(alerts, forms, (given, chosen) => {
      const naive = naivelySuppressed(given, chosen, intervalMs);
      const inAnyOrder = suppressedBy(given, chosen, { intervalMs, order: 'any' });
      const byTime = given.toSorted((a, b) => (a.timeMs ?? 99) - (b.timeMs ?? 99));
      const inTime = suppressedBy(byTime, chosen, { intervalMs, order: 'in-time' });
      expect(inAnyOrder.told.toSorted()).toEqual(naive);
      expect(inTime.told.toSorted()).toEqual(naive);
      for (const { suppressed, told } of [inAnyOrder, inTime])
        expect(told.length + suppressed).toBe(given.length);
    }),
    runs,
  );
});

test('told at once, every alert is told or counted, and two of a kind that are told lie further apart', () => {
  fc.assert(
    fc.property(alerts, form, (given, chosen) => {
      const { told, suppressed } = suppressedBy(given, chosen, { intervalMs, order: 'at-once' });
      expect(told.length + suppressed).toBe(given.length);
      const byId = new Map(given.map(alert => [alert.id, alert]));
      let last: { readonly key: string; readonly timeMs: number } | undefined;
      for (const id of told) {
        const alert = byId.get(id);
        if (alert?.timeMs === undefined || alert.values.includes(null)) continue;
        const key = JSON.stringify(alert.values.map(value => value?.toSorted()));
        if (last?.key === key)
          expect(Math.abs(alert.timeMs - last.timeMs)).toBeGreaterThan(chosen.durationMs);
        last = { key, timeMs: alert.timeMs };
      }
    }),
    runs,
  );
});
