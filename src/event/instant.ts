/**
 * Points in time. An instant has nanoseconds, as Elasticsearch's `date_nanos` does; a timestamp is the whole
 * milliseconds of it, as `date` does, rounded down. Texts are ISO 8601 as far as Elasticsearch's
 * `strict_date_optional_time` goes (parts may be left off from the right, UTC where no offset is said), and a
 * blank may stand for the `T`; numbers, and texts of more than four digits, are milliseconds since 1970.
 */
import type { RawValue } from './field-value.ts';

/** Milliseconds since 1970 (whole, may be negative) and the nanoseconds in that millisecond: 0 to 999,999. */
export interface Instant {
  readonly ms: number;
  readonly nanos: number;
}

/** Milliseconds since 1970, rounded down, or undefined where the value is no date. */
export function parseTimestampMs(raw: RawValue | null | undefined): number | undefined {
  return raw === null || raw === undefined ? undefined : parseInstant(raw, 'first')?.ms;
}

/** `2021-05-27T08:30:00.123Z`. */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

export function nanosOf(instant: Instant): bigint {
  return BigInt(instant.ms) * 1_000_000n + BigInt(instant.nanos);
}

const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?)?)?$/;
const EPOCH_MS = /^(-?\d+)(?:\.(\d+))?$/;
/** The furthest that a JavaScript date reaches. */
const MAX_MS = 8.64e15;

/**
 * `end` says what a part that is left off stands for. 'first' is the least instant that the text can mean.
 * 'last' is what Elasticsearch takes for an upper bound: the time of day is filled up to 23:59:59.999999999, but
 * a month or day left off is still the first.
 */
export function parseInstant(raw: RawValue, end: 'first' | 'last'): Instant | undefined {
  switch (typeof raw) {
    case 'number':
      return epochInstant(raw, 0);
    case 'bigint':
      return epochInstant(Number(raw), 0);
    case 'string':
      return parseIso(raw, end) ?? parseEpochText(raw);
    default:
      return undefined;
  }
}

function epochInstant(ms: number, nanos: number): Instant | undefined {
  if (!(Math.abs(ms) <= MAX_MS)) return undefined;
  const whole = Math.floor(ms);
  return { ms: whole, nanos: ms === whole ? nanos : Math.floor((ms - whole) * 1e6) };
}

function parseEpochText(text: string): Instant | undefined {
  const parts = EPOCH_MS.exec(text);
  if (parts === null) return undefined;
  const nanos = Number((parts[2] ?? '').padEnd(6, '0').slice(0, 6));
  const ms = Number(parts[1]);
  return text.startsWith('-') && nanos > 0 ? epochInstant(ms - 1, 1e6 - nanos) : epochInstant(ms, nanos);
}

function parseIso(text: string, end: 'first' | 'last'): Instant | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const last = end === 'last';
  const year = Number(parts[1]);
  const month = Number(parts[2] ?? 1);
  const day = Number(parts[3] ?? 1);
  const hour = Number(parts[4] ?? (last ? 23 : 0));
  const minute = Number(parts[5] ?? (last ? 59 : 0));
  const second = Number(parts[6] ?? (last ? 59 : 0));
  const fraction = (parts[7] ?? (last ? '999999999' : '')).padEnd(9, '0').slice(0, 9);
  const offsetMinutes = parseOffset(parts[8]);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetMinutes === undefined) return undefined;
  const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes;
  const ms = minutes * 60_000 + second * 1_000 + Number(fraction.slice(0, 3));
  return { ms, nanos: Number(fraction.slice(3)) };
}

/** Minutes east of Greenwich; offsets reach 18 hours. */
function parseOffset(text: string | undefined): number | undefined {
  if (text === undefined || text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = text.length > 3 ? Number(text.slice(-2)) : 0;
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 18 * 60) return undefined;
  return text.startsWith('-') ? -total : total;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counts in years that begin in March, so that the leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
