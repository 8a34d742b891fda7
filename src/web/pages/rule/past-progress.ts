/** How far a run over the past has come, told by the records that it left so far. Pure. */
import type { RunRequest } from '../../server/rule-runs.ts';

interface PastRun {
  readonly kind: string;
  readonly startedAt: string;
  readonly window: { readonly to: string };
  readonly newAlerts: number;
}

export interface PastProgress {
  /** From 0 to 1. */
  readonly part: number;
  readonly newAlerts: number;
}

/**
 * @param runs of the same rule. A day of the past leaves at least one record, so that what takes long is seen to go on.
 */
export function pastProgress(
  { kind, requestedAt, state, window }: RunRequest,
  runs: readonly PastRun[],
): PastProgress {
  const own = runs.filter(run => run.kind === kind && run.startedAt >= requestedAt);
  const fromMs = Date.parse(window.from);
  const lengthMs = Math.max(1, Date.parse(window.to) - fromMs);
  const reachedMs = own.reduce((late, run) => Math.max(late, Date.parse(run.window.to)), fromMs);
  const isEnded = state === 'done' || state === 'failed';
  return {
    part: isEnded ? 1 : Math.min(1, (reachedMs - fromMs) / lengthMs),
    newAlerts: own.reduce((sum, { newAlerts }) => sum + newAlerts, 0),
  };
}
