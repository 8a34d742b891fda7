import { alertSchema } from '../alerts/alert-schema.ts';
import { coerce } from '../event/coerce.ts';
import { type FieldValues, valuesOf } from '../event/field-value.ts';
import type { Json } from '../event/json.ts';
import type { AlertCensus, CensusFields, ValueCount, ValueGroup } from './alert-store.ts';

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

/** @param fields of the rows: all that is asked for stands among them */
export async function* censusOf(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  fields: readonly string[],
  { by, each, lists }: CensusFields,
): AsyncIterable<AlertCensus> {
  const placesOf = (some: readonly string[]): readonly number[] => some.map(field => fields.indexOf(field));
  const grouped = [...by, ...each];
  const [own, others] = [placesOf(grouped), lists.map(placesOf)];
  for await (const rows of batches) {
    const groups: ValueGroup[] = [];
    const batch = one(rows.map(row => own.map(at => row[at])));
    for await (const some of groupValues(batch, grouped, by.length)) groups.push(...some);
    yield { groups, counts: others.map(places => countsOf(rows, places)) };
  }
}

async function* one<T>(value: T): AsyncIterable<T> {
  yield value;
}

function countsOf(rows: readonly (readonly Cell[])[], places: readonly number[]): readonly ValueCount[] {
  const counts = new Map<string, { readonly by: readonly Cell[]; count: number }>();
  for (const row of rows) {
    const by = places.map(at => row[at]);
    const key = JSON.stringify(by);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { by, count: 1 });
    else known.count++;
  }
  return [...counts.values()];
}
