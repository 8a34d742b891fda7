/**
 * What an event holds at a field. One scalar or several; `undefined` means missing: the field is absent,
 * null, an empty array, or an array of nulls. Values are raw, as the document has them; what a value means is
 * decided by the type of the field, at the test that reads it (see coerce.ts).
 */
export type FieldValues = RawValue | readonly RawValue[] | undefined;
export type RawValue = string | number | bigint | boolean;

/**
 * An event as the engine sees it: the values of the fields that the loaded rules use, by slot number. Who
 * fills the slots (a scanner over JSON bytes, a walk over an object, an EVTX record) is of no concern to it.
 */
export type Slots = readonly FieldValues[];

/** The values as a list, empty where the field is missing. */
export function valuesOf(values: FieldValues): readonly RawValue[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? (values as readonly RawValue[]) : [values as RawValue];
}
