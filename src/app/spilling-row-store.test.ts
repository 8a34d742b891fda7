import { expect, test } from 'vitest';
import { HitRows } from '../engine/hit-rows.ts';
import { SpillingRowStore } from './spilling-row-store.ts';

test.each([
  ['in memory', 1_000_000],
  ['in memory, then in the file', 70_000],
  ['in the file', 0],
])('rows come back in the order in which they were added, as often as one likes: %s', (_, mostInMemory) => {
  const store = new SpillingRowStore(mostInMemory);
  try {
    const rows = new HitRows(1);
    const total = 200_003;
    for (let at = 0; at < total; at++) {
      rows.add(at % 1000, at, at * 31, ~at, at % 5 === 0 ? Number.NaN : at * 1.5);
      if (rows.count < 7001 && at < total - 1) continue;
      store.add(rows);
      rows.clear();
    }
    for (let turn = 0; turn < 2; turn++) {
      let at = 0;
      let wrong = 0;
      for (const { count, events, filters, keysHigh, keysLow, times } of store.chunks())
        for (let row = 0; row < count; row++, at++)
          if (
            filters[row] !== at % 1000 ||
            events[row] !== at ||
            keysLow[row] !== at * 31 ||
            keysHigh[row] !== ~at ||
            !Object.is(times[row], at % 5 === 0 ? Number.NaN : at * 1.5)
          )
            wrong++;
      expect({ at, wrong }).toEqual({ at: total, wrong: 0 });
    }
  } finally {
    store.close();
  }
});
