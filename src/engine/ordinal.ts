import { type FieldValues, type RawValue, valuesOf } from '../event/field-value.ts';
import { type Instant, parseInstant } from '../event/instant.ts';
import { compareTexts } from '../event/text-order.ts';
import type { Ordinal } from './hit.ts';

/**
 * The order in which a rule sees events: negative where `a` comes first, 0 only for one and the same event.
 * Events without a time stand last; at one time, events with a tiebreaker stand before those without; at one
 * tiebreaker, arrival decides. It is a total order, whatever mix of tiebreakers the events bring.
 */
export function compareOrdinals(a: Ordinal, b: Ordinal): number {
  if (a.timestampMs !== b.timestampMs) {
    if (a.timestampMs === undefined) return 1;
    if (b.timestampMs === undefined) return -1;
    return a.timestampMs - b.timestampMs;
  }
  if (a.nanos !== b.nanos) return a.nanos - b.nanos;
  return compareTiebreakers(a.tiebreaker, b.tiebreaker) || a.arrival - b.arrival;
}

/**
 * Whether more than `maxspanMs` milliseconds lie between two events of known time; exactly as many do not. Only
 * time counts, to the nanosecond where the ordinals have them; tiebreakers and arrival do not.
 */
export function isSpanBeyond(from: Moment, to: Moment, maxspanMs: number): boolean {
  const restMs = timeMsOf(to) - timeMsOf(from) - maxspanMs;
  return restMs > 0 || (restMs === 0 && to.nanos > from.nanos);
}

/** The time of an ordinal alone. */
export type Moment = Pick<Ordinal, 'timestampMs' | 'nanos'>;

function timeMsOf({ timestampMs }: Moment): number {
  if (timestampMs === undefined) throw new Error('an event without a time spans nothing');
  return timestampMs;
}

/**
 * The time of an event from the values of its timestamp field, in milliseconds since 1970: of several, the
 * earliest. Undefined where no value is a time.
 */
export function timeOf(values: FieldValues): number | undefined {
  return instantOf(values)?.ms;
}

/** The time of an event to the nanosecond, likewise. */
export function instantOf(values: FieldValues): Instant | undefined {
  let earliest: Instant | undefined;
  for (const value of valuesOf(values)) {
    const instant = parseInstant(value, 'first');
    if (instant === undefined) continue;
    if (earliest === undefined || (instant.ms - earliest.ms || instant.nanos - earliest.nanos) < 0)
      earliest = instant;
  }
  return earliest;
}

/**
 * The tiebreaker of an event from the values of its field: of several, the least. Booleans count as 0 and 1.
 */
export function tiebreakerOf(values: readonly RawValue[]): Ordinal['tiebreaker'] {
  let least: Ordinal['tiebreaker'];
  for (const value of values) {
    const candidate = typeof value === 'boolean' ? Number(value) : value;
    if (Number.isNaN(candidate)) continue;
    if (compareTiebreakers(candidate, least) < 0) least = candidate;
  }
  return least;
}

/** Numbers by value, before strings by code point, before nothing at all. */
function compareTiebreakers(a: Ordinal['tiebreaker'], b: Ordinal['tiebreaker']): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(a, b) : 1;
  if (typeof b === 'string') return -1;
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
