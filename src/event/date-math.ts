/**
 * Times that are reckoned, as Elasticsearch writes them: an anchor, and steps from it.
 *
 *     now-30d/d                    thirty days before now, at the beginning of that day
 *     2021-05-27||+1M/d            a month after a date, likewise
 *
 * Nothing here knows what time it is: whoever resolves a text that begins with `now` says when that is.
 * Everything is UTC; a week begins on Monday, and a month after the 31st of January is the last of February.
 */
import { unreachable } from '../base/unreachable.ts';
import { type Instant, parseInstant } from './instant.ts';

export interface DateMath {
  /** Undefined: now. */
  readonly anchor: string | undefined;
  readonly steps: readonly DateStep[];
}

type DateUnit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's';
type DateStep =
  | { readonly kind: 'add'; readonly amount: number; readonly unit: DateUnit }
  | { readonly kind: 'round'; readonly unit: DateUnit };

const STEPS = /^(?:[+-]\d{0,9}[yMwdhHms]|\/[yMwdhHms])*$/;
const STEP = /([+-]|\/)(\d*)([yMwdhHms])/g;

/** Undefined for what is no reckoned time: a plain date, or any other text. */
export function parseDateMath(text: string): DateMath | undefined {
  const bars = text.indexOf('||');
  const anchor = text.startsWith('now') ? undefined : text.slice(0, Math.max(0, bars));
  const steps = anchor === undefined ? text.slice(3) : text.slice(bars + 2);
  if (anchor !== undefined && (bars < 0 || parseInstant(anchor, 'first') === undefined)) return undefined;
  if (!STEPS.test(steps)) return undefined;
  return { anchor, steps: [...steps.matchAll(STEP)].map(stepOf) };
}

/** Whether the text is a time reckoned from now, and not from a date. */
export function isReckonedFromNow(text: string): boolean {
  return text.startsWith('now') && parseDateMath(text) !== undefined;
}

function stepOf([, sign, digits, letter]: readonly string[]): DateStep {
  // The pattern lets no other letters pass.
  const unit = (letter === 'H' ? 'h' : letter) as DateUnit;
  if (sign === '/') return { kind: 'round', unit };
  const amount = digits === '' || digits === undefined ? 1 : Number(digits);
  return { kind: 'add', amount: sign === '-' ? -amount : amount, unit };
}

/**
 * @param nowMs what `now` is.
 * @param end which instant of a rounded unit: its first, or its last (for an upper bound that is to hold all of it).
 * @returns undefined where the result is beyond all dates.
 */
export function resolveDateMath(
  { anchor, steps }: DateMath,
  nowMs: number,
  end: 'first' | 'last',
): Instant | undefined {
  let ms = anchor === undefined ? nowMs : parseInstant(anchor, 'first')?.ms;
  if (ms === undefined) return undefined;
  let isRounded = false;
  for (const step of steps) {
    isRounded = step.kind === 'round';
    ms = step.kind === 'add' ? added(ms, step.amount, step.unit) : floored(ms, step.unit);
    if (isRounded && end === 'last') ms = added(ms, 1, step.unit) - 1;
    if (Number.isNaN(new Date(ms).getTime())) return undefined;
  }
  return { ms, nanos: isRounded && end === 'last' ? 999_999 : 0 };
}

const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

function added(ms: number, amount: number, unit: DateUnit): number {
  if (unit !== 'y' && unit !== 'M') return ms + amount * UNIT_MS[unit];
  const date = new Date(ms);
  const months = date.getUTCMonth() + (unit === 'y' ? amount * 12 : amount);
  const firstOfMonth = Date.UTC(date.getUTCFullYear(), months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return firstOfMonth + (day - 1) * UNIT_MS.d + (((ms % UNIT_MS.d) + UNIT_MS.d) % UNIT_MS.d);
}

function floored(ms: number, unit: DateUnit): number {
  switch (unit) {
    case 'y':
      return Date.UTC(new Date(ms).getUTCFullYear(), 0, 1);
    case 'M':
      return Date.UTC(new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth(), 1);
    case 'w': {
      // The first of January 1970 was a Thursday, three days into its week.
      const days = Math.floor(ms / UNIT_MS.d) + 3;
      return (Math.floor(days / 7) * 7 - 3) * UNIT_MS.d;
    }
    case 'd':
    case 'h':
    case 'm':
    case 's':
      return Math.floor(ms / UNIT_MS[unit]) * UNIT_MS[unit];
    default:
      return unreachable(unit);
  }
}
