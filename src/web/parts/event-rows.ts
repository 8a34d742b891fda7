/** What a search found, as rows of one table: events, or sequences as groups of steps under a row of their own. */
import { valuesOf } from '../../event/field-value.ts';
import { readField } from '../../event/read-field.ts';
import type { FoundEvent, FoundSequence } from '../server/hunt.ts';
import type { Scalar } from './event-fields.ts';

export type EventRow =
  | { readonly kind: 'event'; readonly event: FoundEvent; readonly step: number | undefined }
  /** Of a sequence: an event that was to be missing, and is. */
  | { readonly kind: 'missing'; readonly step: number }
  | {
      readonly kind: 'sequence';
      /** From 1. */
      readonly number: number;
      readonly joinKeys: readonly (Scalar | null)[];
      readonly events: number;
      /** From the first event to the last; undefined where one has no time. */
      readonly tookMs: number | undefined;
    };

export function eventRows(results: readonly (FoundEvent | FoundSequence)[]): readonly EventRow[] {
  const rows: EventRow[] = [];
  let number = 0;
  for (const result of results) {
    if (!('events' in result)) {
      rows.push({ kind: 'event', event: result, step: undefined });
      continue;
    }
    const events = result.events.filter(({ missing }) => missing !== true);
    number++;
    rows.push({
      kind: 'sequence',
      number,
      joinKeys: result.join_keys,
      events: events.length,
      tookMs: tookMs(events),
    });
    for (const [step, event] of result.events.entries())
      rows.push(event.missing === true ? { kind: 'missing', step } : { kind: 'event', event, step });
  }
  return rows;
}

function tookMs(events: readonly FoundEvent[]): number | undefined {
  const times = events.map(timeOf).filter(time => time !== undefined);
  if (times.length < events.length || times.length === 0) return undefined;
  return Math.max(...times) - Math.min(...times);
}

/** `@timestamp` in ms since 1970. */
export function timeOf({ _source }: FoundEvent): number | undefined {
  const [value] = valuesAt(_source, '@timestamp');
  if (value === undefined) return undefined;
  const ms = typeof value === 'number' ? value : Date.parse(String(value));
  return Number.isNaN(ms) ? undefined : ms;
}

export function valuesAt(document: FoundEvent['_source'], field: string): readonly Scalar[] {
  return valuesOf(readField(document, field)).map(value =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
