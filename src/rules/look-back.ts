import { parseDurationMs } from '../base/duration.ts';
import type { Rule } from './rule.ts';

/**
 * How far the window of one run reaches, in milliseconds, and how much of it the next run sees again.
 * Undefined where the window's length depends on the calendar (`now/d`) or is fixed.
 */
export function windowOf(
  rule: Rule,
): { lengthMs: number; intervalMs: number; overlapMs: number } | undefined {
  const from = beforeNowMs(rule.from);
  const to = beforeNowMs(rule.to);
  const intervalMs = parseDurationMs(rule.interval);
  if (from === undefined || to === undefined || intervalMs === undefined) return undefined;
  const lengthMs = from - to;
  return { lengthMs, intervalMs, overlapMs: lengthMs - intervalMs };
}

/** `now-9m` is 540,000 before now. */
function beforeNowMs(dateMath: string): number | undefined {
  if (dateMath === 'now') return 0;
  const [, amount] = /^now-(\d+[smhd])$/.exec(dateMath) ?? [];
  return amount === undefined ? undefined : parseDurationMs(amount);
}
