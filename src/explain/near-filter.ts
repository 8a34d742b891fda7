/**
 * What an event passes that is of any use to an explanation: it passes a step, or all of a step but one condition. For a
 * store that leaves out what passes no filter. Of a step with many conditions the filter asks for all but one *group* of
 * them, so that it stays short; it lets through more then, never less.
 */
import { SlotTable } from '../engine/slot-table.ts';
import type { Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf, wantedSteps } from '../plan/query.ts';
import { simplify } from '../plan/simplify.ts';
import { conditionsOf } from './condition.ts';

/** How often each condition stands in the filter, at most, and one more. */
const MOST_GROUPS = 5;

export function nearFilterOf(plan: QueryPlan): Predicate {
  const wanted = wantedSteps(plan).length;
  const filters = new Map<Predicate, boolean>();
  // Of what must be missing, or ends a sequence, it is of no use that an event almost is one.
  for (const [at, { filter }] of stepsOf(plan).entries())
    filters.set(filter, (filters.get(filter) ?? false) || at < wanted);
  return simplify({
    kind: 'any',
    terms: [...filters].map(([filter, isWanted]) => (isWanted ? almost(filter) : filter)),
  });
}

/**
 * What an event passes that a funnel has to look at: the first condition of some step, or all others of it. Of any other
 * it is enough to know that there is one: it was asked, and passed nothing. Undefined where steps read different indices.
 */
export function funnelFilterOf(plan: QueryPlan): Predicate | undefined {
  const steps = stepsOf(plan);
  if (steps.some(({ indices }) => indices !== undefined)) return undefined;
  const filters = new Set(steps.map(({ filter }) => filter));
  return simplify({
    kind: 'any',
    terms: [...filters].flatMap((filter): Predicate[] => {
      const [first, ...others] = conditionsOf(filter, new SlotTable());
      if (first === undefined) return [filter];
      return [first.predicate, { kind: 'all', terms: others.map(({ predicate }) => predicate) }];
    }),
  });
}

/** All groups but one. */
function almost(filter: Predicate): Predicate {
  const groups: Predicate[][] = [];
  for (const [at, { predicate }] of conditionsOf(filter, new SlotTable()).entries()) {
    const group = groups[at % MOST_GROUPS];
    if (group === undefined) groups.push([predicate]);
    else group.push(predicate);
  }
  return {
    kind: 'any',
    terms: groups.map(
      (_, left): Predicate => ({
        kind: 'all',
        terms: groups.filter((__, at) => at !== left).flat(),
      }),
    ),
  };
}
