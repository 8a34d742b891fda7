/** Instants as texts. Every time on a screen is made here, so that cell, tooltip, copy and link agree. */
import { offsetOf } from '../frame/zone.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function partsOf(ms: number, timeZone: string): { readonly [part: string]: string } {
  let format = cache.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
    });
    cache.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** `09:14:40.622` */
export function clockText(ms: number, zone: string): string {
  const { fractionalSecond, hour, minute, second } = partsOf(ms, zone);
  return `${hour}:${minute}:${second}.${fractionalSecond}`;
}

/** `2026-03-02` */
export function dayText(ms: number, zone: string): string {
  const { day, month, year } = partsOf(ms, zone);
  return `${year}-${month}-${day}`;
}

/** `2026-03-02 09:14:40.622`; the offset too where the day has an hour twice. */
export function dateTimeText(ms: number, zone: string): string {
  const isTwice = offsetOf(ms - 3_600_000, zone) !== offsetOf(ms + 3_600_000, zone);
  return `${dayText(ms, zone)} ${clockText(ms, zone)}${isTwice ? ` ${offsetOf(ms, zone)}` : ''}`;
}

export function isoText(ms: number): string {
  return new Date(ms).toISOString();
}

const LENGTHS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** `8.0 s`, `42 min`, `1 h 20 min`, `3 d 4 h`: at most two units; below a second in ms. */
export function durationText(ms: number): string {
  const whole = Math.abs(ms);
  if (whole < 1_000) return `${Math.round(whole)} ms`;
  if (whole < 60_000) return `${(whole / 1_000).toFixed(1)} s`;
  const at = LENGTHS.findIndex(([length]) => whole >= length);
  const [length, unit] = LENGTHS[at] ?? [1_000, 's'];
  const [next, nextUnit] = LENGTHS[at + 1] ?? [1, 'ms'];
  const rest = Math.floor((whole % length) / next);
  return `${Math.floor(whole / length)} ${unit}${rest > 0 ? ` ${rest} ${nextUnit}` : ''}`;
}

/** `just now`, `3 min ago`, `in 2 h`: an addition to a time, never in its place. */
export function agoText(ms: number, nowMs: number): string {
  const gone = nowMs - ms;
  if (Math.abs(gone) < 5_000) return 'just now';
  return gone > 0 ? `${durationText(gone)} ago` : `in ${durationText(gone)}`;
}
