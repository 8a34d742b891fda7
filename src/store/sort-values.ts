import { type FieldValues, type RawValue, valuesOf } from '../event/field-value.ts';

/**
 * Compares what two documents hold at a field by which they are sorted: numbers before texts, texts by code unit, of
 * several values the least (ascending) or the greatest (descending). Whoever lacks it stands last either way.
 */
export function compareSortValues(a: FieldValues, b: FieldValues, order: 'asc' | 'desc'): number {
  const left = edgeOf(a, order);
  const right = edgeOf(b, order);
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return order === 'asc' ? compareRaw(left, right) : compareRaw(right, left);
}

function edgeOf(values: FieldValues, order: 'asc' | 'desc'): RawValue | undefined {
  const sorted = [...valuesOf(values)].sort(compareRaw);
  return order === 'asc' ? sorted[0] : sorted.at(-1);
}

function compareRaw(a: RawValue, b: RawValue): number {
  const isText = Number(typeof a === 'string') - Number(typeof b === 'string');
  if (isText !== 0) return isText;
  return a < b ? -1 : Number(a > b);
}
