import { coerce } from '../event/coerce.ts';
import { type FieldValues, type RawValue, valuesOf } from '../event/field-value.ts';
import type { FieldType } from '../event/schema.ts';
import { compareTexts } from '../event/text-order.ts';

/**
 * Compares what two documents hold at a field by which they are sorted: each value as the type of the field has it,
 * numbers before texts, texts by code point, of several values the least (ascending) or the greatest (descending).
 * Whoever lacks it stands last either way.
 */
export function compareSortValues(
  a: FieldValues,
  b: FieldValues,
  order: 'asc' | 'desc',
  type: FieldType,
): number {
  const left = sortValue(a, order, type);
  const right = sortValue(b, order, type);
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return order === 'asc' ? compareCanonical(left, right) : compareCanonical(right, left);
}

/** The value that decides where a document stands, in the canonical form of the type (event/coerce.ts). */
export function sortValue(values: FieldValues, order: 'asc' | 'desc', type: FieldType): RawValue | undefined {
  let edge: RawValue | undefined;
  for (const raw of valuesOf(values)) {
    const value = coerce(raw, type);
    if (value === undefined) continue;
    const compared = edge === undefined ? 1 : compareCanonical(edge, value);
    if (edge === undefined || (order === 'asc' ? compared > 0 : compared < 0)) edge = value;
  }
  return edge;
}

export function compareCanonical(a: RawValue, b: RawValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  const isText = Number(typeof a === 'string') - Number(typeof b === 'string');
  if (isText !== 0) return isText;
  return a < b ? -1 : Number(a > b);
}
