import type { FieldRef, Predicate } from '../plan/predicate.ts';
import { type QueryPlan, withFilters } from '../plan/query.ts';
import type { Rule } from './rule.ts';

/**
 * The plan of a rule that takes the time of an event from `timestamp_override` and from nowhere else: an event without
 * that field stands in no window of time, so that no run of the rule ever sees it (engine-semantics.md §3). With the
 * usual fallback to `@timestamp` the plan is as it is. The order of events and their spans stay with the field that
 * the query orders by.
 */
export function withTimeFilter(plan: QueryPlan, { extra, timestamp_override: path }: Rule): QueryPlan {
  if (path === undefined || extra['timestamp_override_fallback_disabled'] !== true) return plan;
  const field: FieldRef = { path, type: 'date' };
  const timed = (filter: Predicate): Predicate => ({
    kind: 'all',
    terms: [filter, { kind: 'exists', field }],
  });
  return withFilters(plan, timed);
}
