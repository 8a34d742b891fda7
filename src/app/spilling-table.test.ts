import { expect, test } from 'vitest';
import { SpillingTable } from './spilling-table.ts';

test('rows are found again, in memory and beyond it', () => {
  for (const budget of [0, 1 << 20, 1 << 30]) {
    const table = new SpillingTable(3, budget);
    const count = 100_000;
    for (let at = 0; at < count; at++) expect(table.push(at, at * 2 ** 33, -at / 2)).toBe(at);
    for (const at of [0, 1, 43_690, 43_691, 99_999])
      expect([...(table.at(at) ?? [])]).toEqual([at, at * 2 ** 33, at === 0 ? -0 : -at / 2]);
    expect([table.size, table.at(count)]).toEqual([count, undefined]);
    table.close();
  }
});
