import { alertSchema } from '../alerts/alert-schema.ts';
import { coerce } from '../event/coerce.ts';
import { type FieldValues, valuesOf } from '../event/field-value.ts';
import type { Json } from '../event/json.ts';
import type { ValueGroup } from './alert-store.ts';

type Cell = Json | undefined;

/**
 * @param fields of the rows
 * @param width how many values of a row they are grouped by; the others are told of each
 */
export async function* groupValues(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  fields: readonly string[],
  width: number,
): AsyncIterable<readonly ValueGroup[]> {
  const types = fields.slice(width).map(field => alertSchema.typeOf(field) ?? 'unknown');
  for await (const rows of batches) {
    const groups = new Map<
      string,
      { readonly by: readonly Cell[]; readonly each: Cell[][]; count: number }
    >();
    for (const row of rows) {
      const by = row.slice(0, width);
      const key = JSON.stringify(by);
      const group = groups.get(key) ?? { by, each: types.map(() => []), count: 0 };
      groups.set(key, group);
      group.count++;
      for (const [at, type] of types.entries()) {
        // Scalars, and lists of them.
        const [first] = valuesOf(row[width + at] as FieldValues);
        const value = first === undefined ? undefined : coerce(first, type);
        group.each[at]?.push(typeof value === 'bigint' ? String(value) : value);
      }
    }
    yield [...groups.values()];
  }
}
