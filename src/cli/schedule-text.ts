import { windowOf } from '../rules/look-back.ts';
import type { Rule } from '../rules/rule.ts';
import { span } from './numbers.ts';

/** `every 5m, looks back 9m` */
export function scheduleText(rule: Rule): string {
  return `every ${rule.interval}, looks back ${lookBackText(rule)}`;
}

/** `9m`; where the window is not simply one up to now, its two ends. */
export function lookBackText({ from, to }: Rule): string {
  return to === 'now' && from.startsWith('now-') ? from.slice('now-'.length) : `from ${from} to ${to}`;
}

/** What two runs in a row both see. */
export function overlapText(rule: Rule): string | undefined {
  const window = windowOf(rule);
  if (window === undefined) return undefined;
  if (window.overlapMs === 0) return 'each run begins where the one before it ended';
  if (window.overlapMs < 0) return `${span(-window.overlapMs)} between two runs are never searched`;
  return `two runs overlap by ${span(window.overlapMs)}`;
}
