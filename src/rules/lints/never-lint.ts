import { neverHolds } from '../../plan/never.ts';
import { type QueryPlan, stepsOf } from '../../plan/query.ts';
import { neverTrue } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';

/** A condition that no event can meet: of the whole filter, of a step, or of one side of an `or`. */
export const neverLint: RuleLint = (rule, plan) => {
  const filters = new Set(stepsOf(plan).map(({ filter }) => filter));
  return [...filters].flatMap((filter, at) => {
    const step = filters.size > 1 ? stepNameAt(plan, at) : undefined;
    return neverHolds(filter).map(found => neverTrue(rule.origin, found, step));
  });
};

/** A step that comes several times counts once. */
function stepNameAt(plan: QueryPlan, at: number): string {
  if (plan.kind !== 'sequence') return `step ${at + 1}`;
  const present = new Set(plan.steps.map(({ filter }) => filter)).size;
  if (at < present) return `step ${at + 1}`;
  return plan.until !== undefined && at === present ? '`until`' : 'a step that must not come';
}
