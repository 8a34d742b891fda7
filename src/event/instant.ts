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

/** What `formatTimestamp` makes of the milliseconds that a text means; undefined where it is no date. */
export function settleTimestamp(text: string): string | undefined {
  const ms = parseTimestampMs(text);
  if (ms === undefined) return undefined;
  return hasMillisecondsInUtc(text) ? `${text.slice(0, 10)}T${text.slice(11, 23)}Z` : formatTimestamp(ms);
}

/** Whether a text that is a date spells the same parts as `formatTimestamp`, and at most further digits. */
function hasMillisecondsInUtc(text: string): boolean {
  const last = text.length - 1;
  return (
    last >= 22 &&
    text.charCodeAt(19) === DOT &&
    digitAt(text, 22) >= 0 &&
    (last === 22 || text.charCodeAt(last) === UPPER_Z)
  );
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
      return parsePlain(raw, end) ?? parseIso(raw, end) ?? parseEpochText(raw);
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

const DASH = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const UPPER_T = 84;
const UPPER_Z = 90;
const BLANK = 32;

/**
 * The spelling of nearly all events, `2021-05-27T08:30:00.123Z`, read digit by digit because it is read for each
 * of them: a blank may stand for the `T`, the fraction may have any length, and `Z` may be left off. Undefined
 * for every other text: parseIso says what that is.
 */
function parsePlain(text: string, end: 'first' | 'last'): Instant | undefined {
  const { length } = text;
  if (length < 19 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  const separator = text.charCodeAt(10);
  if (separator !== UPPER_T && separator !== BLANK) return undefined;
  const century = twoDigitsAt(text, 0);
  const yearOfCentury = twoDigitsAt(text, 2);
  const month = twoDigitsAt(text, 5);
  const day = twoDigitsAt(text, 8);
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  if (century < 0 || yearOfCentury < 0 || hour < 0 || minute < 0 || second < 0) return undefined;
  const year = century * 100 + yearOfCentury;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const fractionEnd = text.charCodeAt(length - 1) === UPPER_Z ? length - 1 : length;
  let nanos = 0;
  if (fractionEnd > 19) {
    if (text.charCodeAt(19) !== DOT || fractionEnd === 20) return undefined;
    for (let at = 20; at < fractionEnd; at++) {
      const digit = digitAt(text, at);
      if (digit < 0) return undefined;
      if (at < 29) nanos = nanos * 10 + digit;
    }
    for (let at = fractionEnd; at < 29; at++) nanos *= 10;
  } else if (end === 'last') nanos = 999_999_999;
  const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute;
  const millis = Math.floor(nanos / 1e6);
  return { ms: minutes * 60_000 + second * 1_000 + millis, nanos: nanos - millis * 1e6 };
}

/** Negative where they are none. */
function twoDigitsAt(text: string, at: number): number {
  const tens = digitAt(text, at);
  const ones = digitAt(text, at + 1);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
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
