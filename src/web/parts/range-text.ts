/** Stretches of time in words, and as somebody types them. */
import { instantOf, type TimeRange } from '../frame/url-state.ts';
import { offsetOf } from '../frame/zone.ts';
import { dateTimeText } from './time-text.ts';

export interface RangePreset {
  readonly from: string;
  readonly label: string;
}

/** Before anything that was ever logged: a time as any other, so that every page and route understands it. */
export const ALL_TIME = '1970-01-01T00:00:00.000Z';

export const RANGE_PRESETS: readonly RangePreset[] = [
  { from: 'now-15m', label: '15 min' },
  { from: 'now-1h', label: '1 h' },
  { from: 'now-24h', label: '24 h' },
  { from: 'now-7d', label: '7 d' },
  { from: 'now-30d', label: '30 d' },
  { from: ALL_TIME, label: 'all time' },
];

/** `24 h`, or both ends where it is no preset; times to the minute unless they say more. */
export function rangeText({ from, to }: TimeRange, zone: string): string {
  const preset = to === 'now' ? RANGE_PRESETS.find(one => one.from === from) : undefined;
  if (preset !== undefined) return preset.label;
  return `${endText(from, zone)} – ${endText(to, zone)}`;
}

/** Date math stays as it is; an instant is told in the zone, as somebody could type it. */
export function endText(text: string, zone: string): string {
  const ms = text.startsWith('now') ? undefined : instantOf(text, 0);
  if (ms === undefined) return text;
  const full = dateTimeText(ms, zone);
  return full.replace(/(:\d\d):00\.000/, '$1').replace('.000', '');
}

const WALL_CLOCK = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?$/;

/**
 * What stands in the address for what somebody typed: date math as it is; a time of the zone's clock, or ISO 8601 with
 * an offset, in UTC. Undefined for what is none of these.
 */
export function typedEnd(text: string, zone: string): string | undefined {
  const trimmed = text.trim();
  if (/^now(?:[+-]\d+[smhdw])?$/.test(trimmed)) return trimmed;
  const [, day, clock = '00:00'] = WALL_CLOCK.exec(trimmed) ?? [];
  if (day !== undefined) {
    const asUtcMs = Date.parse(`${day}T${clock}Z`);
    return Number.isNaN(asUtcMs) ? undefined : new Date(wallClockMs(asUtcMs, zone)).toISOString();
  }
  const ms = /\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The instant at which clocks of the zone show what UTC shows at `asUtcMs`; of two the first one. */
function wallClockMs(asUtcMs: number, zone: string): number {
  const early = asUtcMs - offsetMs(asUtcMs - 86_400_000, zone);
  const late = asUtcMs - offsetMs(asUtcMs + 86_400_000, zone);
  const shows = (ms: number): boolean => ms + offsetMs(ms, zone) === asUtcMs;
  const [first, second] = [Math.min(early, late), Math.max(early, late)];
  return shows(first) || !shows(second) ? first : second;
}

function offsetMs(ms: number, zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^UTC([+-])(\d+)(?::(\d+))?/.exec(offsetOf(ms, zone)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** What is wrong with a range that somebody typed; undefined for one that can be searched. */
export function rangeProblem(
  from: string | undefined,
  to: string | undefined,
  nowMs: number,
): string | undefined {
  if (from === undefined || to === undefined)
    return 'A time is 2026-03-02 09:14, now, or such as now-24h (s, m, h, d, w).';
  const fromMs = instantOf(from, nowMs) ?? 0;
  const toMs = instantOf(to, nowMs) ?? 0;
  return fromMs < toMs ? undefined : 'It ends before it begins.';
}
