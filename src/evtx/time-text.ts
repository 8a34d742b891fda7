import { Damage } from './damage.ts';

/** Ticks of 100 ns from 1601 to 1970. */
const DAYS_TO_1970 = 134_774;
const TICKS_PER_SECOND = 10_000_000;
const SECONDS_PER_DAY = 86_400;
/** In 2 ** 32 ticks there are so many whole seconds, and so many ticks besides. */
const HIGH_SECONDS = 429;
const HIGH_TICKS = 4_967_296;

/** The day of the last time that was written: records come in order, so that it is nearly always that of the next. */
let lastDay = -1;
let lastDate = '';

/**
 * A FILETIME (100 ns since 1601, in two halves of 32 bits) as ISO 8601 with all seven digits. Computed in
 * halves, since the whole number does not fit a double.
 */
export function filetimeText(low: number, high: number): string {
  // Beyond this (the year 30828) Windows itself takes no FILETIME.
  if (high > 0x7fff_ffff) throw new Damage('a time lies beyond the year 30828');
  const ticks = high * HIGH_TICKS + low;
  // Up to 2 ** 53 the sum is exact; beyond, which is past the year 8000, BigInt is.
  if (ticks > Number.MAX_SAFE_INTEGER) return farTimeText((BigInt(high) << 32n) | BigInt(low));
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  return timeText(high * HIGH_SECONDS + seconds, ticks - seconds * TICKS_PER_SECOND);
}

function farTimeText(ticks: bigint): string {
  const perSecond = BigInt(TICKS_PER_SECOND);
  return timeText(Number(ticks / perSecond), Number(ticks % perSecond));
}

function timeText(seconds: number, ticks: number): string {
  const day = Math.floor(seconds / SECONDS_PER_DAY);
  const second = seconds - day * SECONDS_PER_DAY;
  if (day !== lastDay) {
    lastDay = day;
    lastDate = dateText(day);
  }
  const hours = two(Math.floor(second / 3600));
  const minutes = two(Math.floor(second / 60) % 60);
  return `${lastDate}T${hours}:${minutes}:${two(second % 60)}.${String(TICKS_PER_SECOND + ticks).slice(1)}Z`;
}

/** The date of a day since 1601-01-01. */
function dateText(day: number): string {
  const date = new Date((day - DAYS_TO_1970) * SECONDS_PER_DAY * 1000);
  return `${four(date.getUTCFullYear())}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** A SYSTEMTIME (eight numbers of 16 bits: year, month, weekday, day, hour, minute, second, ms) as ISO 8601. */
export function systemTimeText(view: DataView, at: number): string {
  const part = (index: number): number => view.getUint16(at + index * 2, true);
  const date = `${four(part(0))}-${two(part(1))}-${two(part(3))}`;
  return `${date}T${two(part(4))}:${two(part(5))}:${two(part(6))}.${String(part(7)).padStart(3, '0')}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

function four(number: number): string {
  return String(number).padStart(4, '0');
}
