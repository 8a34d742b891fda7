/**
 * When a rule runs, and over which window. A run is due each interval, at a moment of it that follows from the id of
 * the rule, so that a thousand rules of five minutes are not all due at once; its window is reckoned with that moment
 * as now, however late it then begins:
 *
 *     interval 5m, from now-6m      due 10:02, 10:07, 10:12 …      windows 9:56–10:02, 10:01–10:07, 10:06–10:12 …
 *
 * There are some thirty such moments in an interval. So some sixty of a thousand rules are due together, and have the
 * same window: a store is asked and written once for them.
 *
 * The moments are the same after a restart and in a manual run over the past.
 */
import { parseDurationMs } from '../base/duration.ts';
import { parseDateMath, resolveDateMath } from '../event/date-math.ts';
import { parseInstant } from '../event/instant.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { TimeWindow } from './detection.ts';

export interface Schedule {
  readonly intervalMs: number;
  /** What of the rule could not be read, and what was taken instead. */
  readonly warnings: readonly string[];
  /** The window of the run that is due at this time. */
  windowAt(dueMs: number): TimeWindow;
  /** The first run that is due after this time. */
  dueAfter(ms: number): number;
  /**
   * Two times of the same stretch lie in the same windows, whichever run is due. Undefined for windows that are not as
   * far from their runs each time.
   */
  readonly stretchOf: ((ms: number) => number) | undefined;
}

/** Kibana's, for rules that say none. */
const DEFAULT = { interval: 300_000, from: 'now-6m', to: 'now' } as const;
const SHORTEST_INTERVAL_MS = 1000;
/** In an interval; of short ones any millisecond is one. */
const MOMENTS = 30;

/** @param id of the stored rule. */
export function scheduleOf({ rule }: Pick<CompiledRule, 'rule'>, id: string): Schedule {
  const warnings: string[] = [];
  const intervalMs = Math.max(
    SHORTEST_INTERVAL_MS,
    parseDurationMs(rule.interval) ??
      instead(warnings, 'interval', rule.interval, 'a time such as 5m', '5m', DEFAULT.interval),
  );
  const fromAt =
    timeReader(rule.from, 'first') ??
    instead(warnings, 'from', rule.from, 'a time such as now-6m', DEFAULT.from, reader(DEFAULT.from));
  const toAt =
    timeReader(rule.to, 'last') ??
    instead(warnings, 'to', rule.to, 'a time such as now', DEFAULT.to, reader(DEFAULT.to));
  const [fromBackMs, toBackMs] = [backMs(rule.from), backMs(rule.to)];
  const phaseMs = inSteps(hashOf(id) % intervalMs, inSteps(intervalMs / MOMENTS, 1000));
  const dueAfter = (ms: number): number =>
    (Math.floor((ms - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs;
  return {
    intervalMs,
    warnings,
    windowAt: dueMs => ({ fromMs: fromAt(dueMs) ?? dueMs, toMs: toAt(dueMs) ?? dueMs }),
    dueAfter,
    // The first run that has it, and the first that has it no more: each grows with time, and so does their sum.
    stretchOf:
      fromBackMs === undefined || toBackMs === undefined
        ? undefined
        : ms => dueAfter(Math.ceil(ms + toBackMs) - 1) + dueAfter(ms + fromBackMs),
  };
}

type TimeReader = (nowMs: number) => number | undefined;

function timeReader(text: string, end: 'first' | 'last'): TimeReader | undefined {
  const math = parseDateMath(text);
  if (math !== undefined) return nowMs => resolveDateMath(math, nowMs, end)?.ms;
  const ms = parseInstant(text, end)?.ms;
  return ms === undefined ? undefined : () => ms;
}

function reader(text: string): TimeReader {
  return timeReader(text, 'first') ?? (nowMs => nowMs);
}

/** `now-6m` as how long before now that is, where it is nothing but that. */
function backMs(text: string): number | undefined {
  if (text === 'now') return 0;
  const back = /^now-(\d+[smhd])$/.exec(text)?.[1];
  return back === undefined ? undefined : parseDurationMs(back);
}

function instead<T>(
  warnings: string[],
  key: string,
  found: string,
  expected: string,
  taken: string,
  value: T,
): T {
  warnings.push(
    `${key} is ${JSON.stringify(found)}, which is not ${expected}; the rule runs with ${taken} instead`,
  );
  return value;
}

function inSteps(ms: number, stepMs: number): number {
  return stepMs <= 0 ? ms : Math.floor(ms / stepMs) * stepMs;
}

/** FNV-1a, of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
