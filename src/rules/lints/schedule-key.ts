import type { Rule } from '../rule.ts';

/** Which of the two keys of a schedule the author wrote, to point at; the other one is a default. */
export function scheduleKey(rule: Rule): 'from' | 'interval' {
  return rule.origin.written['from'] === undefined ? 'interval' : 'from';
}
