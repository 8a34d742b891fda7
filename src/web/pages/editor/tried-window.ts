/** How much of the past a preview of a rule takes in. Pure. */
import { parseDateMath, resolveDateMath } from '../../../event/date-math.ts';
import { instantOf, type TimeRange } from '../../frame/url-state.ts';

export interface TriedWindow {
  readonly invocationCount: number;
  readonly timeframeEnd: string;
}

/** What the server takes. */
const MOST_RUNS = 10_000;

/** Milliseconds of `5m` and the like; undefined for what is no span of time, or none. */
export function spanMs(text: string): number | undefined {
  const ms = reckonedMs(`now-${text}`);
  return ms === undefined || ms <= 0 ? undefined : ms;
}

/** How far `now-9m` lies back. */
export function lookBackMs(from: string): number | undefined {
  return from.startsWith('now') ? reckonedMs(from) : undefined;
}

function reckonedMs(text: string): number | undefined {
  const math = parseDateMath(text);
  const ms = math === undefined ? undefined : resolveDateMath(math, 0, 'first')?.ms;
  return ms === undefined ? undefined : -ms;
}

/** As many runs as it takes to look at all of the range; undefined where the schedule or the range is none. */
export function triedWindow(
  { from = 'now-6m', interval = '5m' }: { readonly from?: string; readonly interval?: string },
  range: TimeRange,
  nowMs: number,
): TriedWindow | undefined {
  const [fromMs, toMs] = [instantOf(range.from, nowMs), instantOf(range.to, nowMs)];
  const [everyMs, backMs] = [spanMs(interval), lookBackMs(from)];
  if (fromMs === undefined || toMs === undefined || everyMs === undefined || backMs === undefined)
    return undefined;
  const runs = Math.ceil((toMs - fromMs - backMs) / everyMs) + 1;
  return {
    invocationCount: Math.min(MOST_RUNS, Math.max(1, runs)),
    timeframeEnd: new Date(toMs).toISOString(),
  };
}
