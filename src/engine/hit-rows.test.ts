import { expect, test } from 'vitest';
import { HitRows } from './hit-rows.ts';

function rowAt({ filters, events, keysLow, keysHigh, times }: HitRows, at: number): readonly unknown[] {
  return [filters, events, keysLow, keysHigh, times].map(column => column[at]);
}

test('rows stay as they were added while room is made, and can be copied', () => {
  const rows = new HitRows(1);
  const wanted = Array.from({ length: 1000 }, (_, at) => [
    at,
    1 - at,
    at * 3,
    ~at,
    at % 3 === 0 ? Number.NaN : at / 4,
  ]);
  for (const [filter = 0, event = 0, low = 0, high = 0, time = 0] of wanted)
    rows.add(filter, event, low, high, time);
  expect(rows.count).toBe(1000);
  expect(wanted.map((_, at) => rowAt(rows, at))).toEqual(wanted);
  const others = new HitRows(2);
  for (const at of [999, 3]) others.copy(rows, at);
  expect([rowAt(others, 0), rowAt(others, 1)]).toEqual([wanted[999], wanted[3]]);
  others.clear();
  expect(others.count).toBe(0);
});
