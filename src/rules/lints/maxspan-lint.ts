import { windowOf } from '../look-back.ts';
import { maxspanPastOverlap } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';
import { scheduleKey } from './schedule-key.ts';

/** A sequence that is whole in no run's window is never seen (corpus.md: 23 of 187 public rules). */
export const maxspanLint: RuleLint = (rule, plan) => {
  const window = windowOf(rule);
  if (window === undefined || plan.kind !== 'sequence' || plan.maxspanMs === undefined) return [];
  // Without any overlap, the look-back lint has said it.
  if (window.overlapMs < 0 || window.overlapMs >= plan.maxspanMs) return [];
  return [maxspanPastOverlap(rule.origin, scheduleKey(rule), plan.maxspanMs / 1000, window.overlapMs / 1000)];
};
