/**
 * The keys under which an event takes part in a sequence. A step joined `by host.id, process.args` gives an
 * event one tuple for every pair of a host id and an argument: several values of a field each count, equal
 * ones once (spec: eql.md §7.2). A tuple is JSON text, so that a map or a file can be keyed by it, equal texts
 * are equal keys, and `1` and `"1"` differ.
 */
import { coerce } from '../event/coerce.ts';
import { compareValues } from '../event/compare.ts';
import { type FieldValues, type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import type { FieldType } from '../event/schema.ts';
import { compareTexts } from '../event/text-order.ts';
import type { FieldRef } from '../plan/predicate.ts';
import type { JoinKey } from '../plan/query.ts';
import type { JoinKeyTuple, Match } from './hit.ts';

/**
 * The most tuples that one event has under one step. Two lists of 32 values stay under it; beyond, only an
 * event made to hurt multiplies, and the tuples past the limit are dropped and counted.
 */
export const MOST_KEY_TUPLES = 1024;

export interface KeyTuples {
  /** Empty: the event is no candidate for the step. In the order of the document's values, last key fastest. */
  readonly tuples: readonly JoinKeyTuple[];
  /** How many more there would have been without the limit. */
  readonly dropped: number;
}

export type KeyReader = (slots: Slots) => KeyTuples;

/** Prepares the reading of a step's keys. A key that is missing and not optional leaves no tuple. */
export function compileKeys(by: readonly JoinKey[], slotOf: (field: FieldRef) => number): KeyReader {
  if (by.length === 0) return () => NO_KEYS;
  const columns = by.map(key => ({ slot: slotOf(key.field), type: key.field.type, optional: key.optional }));
  return slots => {
    let tuples: readonly string[] = [''];
    let wanted = 1;
    for (const { slot, type, optional } of columns) {
      const values = keyTextsOf(slots[slot], type);
      if (values.length === 0) {
        if (!optional) return NO_CANDIDATE;
        values.push('null');
      }
      wanted *= values.length;
      tuples = crossed(tuples, values);
    }
    return { tuples: tuples.map(tuple => `[${tuple}]`), dropped: wanted - tuples.length };
  };
}

/** The values of a tuple. A whole number that a JavaScript number cannot hold comes back as its digits. */
export function readTuple(tuple: JoinKeyTuple): NonNullable<Match['joinKeys']> {
  const exact = tuple.replace(STRING_OR_LONG_INTEGER, token =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  // Written by `compileKeys`: a flat array of scalars.
  return JSON.parse(exact) as NonNullable<Match['joinKeys']>;
}

/**
 * The order of the keys of samples, as `readTuple` gives them: column by column, a missing value first, then in
 * the order of the column's type; where nobody has said the type, booleans, numbers, then texts.
 */
export function compareKeyValues(a: KeyValues, b: KeyValues, types: readonly FieldType[]): number {
  for (const [column, left] of a.entries()) {
    const order = compareKeyValue(left, b[column] ?? null, types[column] ?? 'unknown');
    if (order !== 0) return order;
  }
  return 0;
}

type KeyValues = NonNullable<Match['joinKeys']>;
type KeyValue = KeyValues[number];

function compareKeyValue(a: KeyValue, b: KeyValue, type: FieldType): number {
  const byKind = KINDS.indexOf(kindOf(a, type)) - KINDS.indexOf(kindOf(b, type));
  if (byKind !== 0 || a === null || b === null) return byKind;
  if (typeof a !== 'string' && typeof b !== 'string') return Number(a) - Number(b);
  if (NUMBERS.has(type)) return BigInt(a) < BigInt(b) ? -1 : Number(BigInt(a) > BigInt(b));
  // Versions may be equal in their order and not in their text.
  return compareValues(a, b, type === 'unknown' ? 'keyword' : type) || compareTexts(String(a), String(b));
}

const KINDS = ['null', 'boolean', 'number', 'text'];
const NUMBERS: ReadonlySet<FieldType> = new Set(['long', 'double', 'date', 'date_nanos']);

/** A text in a column of numbers is the digits of one that JavaScript cannot hold. */
function kindOf(value: KeyValue, type: FieldType): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return NUMBERS.has(type) ? 'number' : 'text';
  return typeof value;
}

const NO_KEYS: KeyTuples = { tuples: ['[]'], dropped: 0 };
const NO_CANDIDATE: KeyTuples = { tuples: [], dropped: 0 };
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<=[[,])-?\d{16,}(?=[\],])/g;

/** The different values of a field as texts, of which equal ones are equal keys, in the order of the document. */
export function keyTextsOf(values: FieldValues, type: FieldType): string[] {
  const texts = valuesOf(values).flatMap(raw => {
    const value = coerce(raw, type);
    return value === undefined ? [] : [keyText(value)];
  });
  return texts.length < 2 ? texts : [...new Set(texts)];
}

function keyText(value: RawValue): string {
  // JSON has no bigint; its digits are what an equal number would print.
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function crossed(tuples: readonly string[], values: readonly string[]): string[] {
  const out: string[] = [];
  for (const tuple of tuples) {
    for (const value of values) {
      if (out.length === MOST_KEY_TUPLES) return out;
      out.push(tuple === '' ? value : `${tuple},${value}`);
    }
  }
  return out;
}
