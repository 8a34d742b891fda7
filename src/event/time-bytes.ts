/**
 * A time as nearly all events spell it, `2021-05-27T08:30:00.123Z` with a fraction of any length, from ASCII bytes:
 * milliseconds since 1970, rounded down. NaN for every other spelling, of which event/instant.ts says what it is.
 */
export function timeFromBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20 || bytes[end - 1] !== UPPER_Z || bytes[start + 10] !== UPPER_T) return Number.NaN;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return Number.NaN;
  const midnight = midnightOf(bytes, start);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  let millis = 0;
  if (end - start > 20) {
    if (bytes[start + 19] !== DOT || end - start === 21) return Number.NaN;
    for (let at = start + 20; at < end - 1; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return Number.NaN;
      if (at < start + 23) millis = millis * 10 + digit;
    }
    for (let at = end - 1; at < start + 23; at++) millis *= 10;
  }
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
}

const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;

/** NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The day that was asked for last: events of one day come together. */
const lastDay = { name: -1, midnight: Number.NaN };

function midnightOf(bytes: Uint8Array, start: number): number {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const name = (year * 100 + month) * 100 + day;
  if (name === lastDay.name) return lastDay.midnight;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  // A date that is none rolls over to another; years below 100 mean others to Date.
  const isDate = year >= 100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  lastDay.name = name;
  lastDay.midnight = isDate ? midnight : Number.NaN;
  return lastDay.midnight;
}
