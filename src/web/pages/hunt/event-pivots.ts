/** Where to go from an event: what its process, its host and its user did around it. */
import type { Scalar } from '../../parts/event-fields.ts';
import { timeOf, valuesAt } from '../../parts/event-rows.ts';
import { type QueryLanguage, queryOfCondition, withCondition } from '../../parts/query-filter.ts';
import type { FoundEvent } from '../../server/hunt.ts';

export interface EventPivotTarget {
  readonly label: string;
  /** What it asks for. */
  readonly query: string;
  /** In the middle of its range, in ms since 1970; undefined: the range stays as it is. */
  readonly aroundMs: number | undefined;
}

const AROUND_MS = 15 * 60_000;

/** A quarter of an hour before and after, as the address has it. */
export function rangeAround(ms: number): { readonly from: string; readonly to: string } {
  return { from: new Date(ms - AROUND_MS).toISOString(), to: new Date(ms + AROUND_MS).toISOString() };
}

export function eventPivots(event: FoundEvent, language: QueryLanguage): readonly EventPivotTarget[] {
  const around = timeOf(event);
  const host = firstOf(event, 'host.id', 'host.name');
  const user = firstOf(event, 'user.id', 'user.name');
  const process = firstOf(event, 'process.entity_id');
  const parent = firstOf(event, 'process.parent.entity_id');
  return [
    pivot('This process', language, [process], undefined),
    pivot(
      'Its parent',
      language,
      [parent === undefined ? undefined : { ...parent, field: 'process.entity_id' }],
      undefined,
    ),
    pivot('Host ±15 min', language, [host], around),
    pivot('User on this host ±15 min', language, [host, user], around),
  ].filter(found => found !== undefined);
}

interface FieldValue {
  readonly field: string;
  readonly value: Scalar;
}

function firstOf(event: FoundEvent, ...fields: readonly string[]): FieldValue | undefined {
  for (const field of fields) {
    const [value] = valuesAt(event._source, field);
    if (value !== undefined && value !== '') return { field, value };
  }
  return undefined;
}

function pivot(
  label: string,
  language: QueryLanguage,
  values: readonly (FieldValue | undefined)[],
  aroundMs: number | undefined,
): EventPivotTarget | undefined {
  const [first, ...others] = values;
  if (first === undefined || others.includes(undefined)) return undefined;
  let query = queryOfCondition(language, { ...first, isWanted: true });
  for (const other of others)
    if (other !== undefined && query !== undefined)
      query = withCondition(language, query, { ...other, isWanted: true });
  return query === undefined ? undefined : { label, query, aroundMs };
}
