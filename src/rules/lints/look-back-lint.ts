import { windowOf } from '../look-back.ts';
import { shortLookBack } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';
import { scheduleKey } from './schedule-key.ts';

/** A window shorter than the interval leaves time that no run ever searches. */
export const lookBackLint: RuleLint = rule => {
  const window = windowOf(rule);
  if (window === undefined || window.overlapMs >= 0) return [];
  return [shortLookBack(rule.origin, scheduleKey(rule), rule.from, rule.interval)];
};
