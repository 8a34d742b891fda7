import type { Json } from '../event/json.ts';
import type { ValueGroup } from './alert-store.ts';

type Cell = Json | undefined;

/** @param width how many values of a row they are grouped by; the others are told of each */
export async function* groupValues(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  width: number,
): AsyncIterable<readonly ValueGroup[]> {
  for await (const rows of batches) {
    const groups = new Map<
      string,
      { readonly by: readonly Cell[]; readonly each: Cell[][]; count: number }
    >();
    for (const row of rows) {
      const by = row.slice(0, width);
      const key = JSON.stringify(by);
      const group = groups.get(key) ?? { by, each: row.slice(width).map(() => []), count: 0 };
      groups.set(key, group);
      group.count++;
      for (const [at, values] of group.each.entries()) values.push(row[width + at]);
    }
    yield [...groups.values()];
  }
}
