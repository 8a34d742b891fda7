/**
 * The second half of the search, for samples. A sample knows no order and no span, so fewer things can be the one
 * that is wrong:
 *
 *     condition   one step takes its candidates from those that fail one condition
 *     join-key    one key is not asked to be equal, and must not be
 *     missing     one step has no event under keys under which all others, at least two, have theirs
 *
 * Keys under which the rule has matched lack nothing and are left out of the first and the last.
 */
import type { SamplePlan } from '../plan/query.ts';
import type { Candidates } from './near-candidates.ts';
import {
  type Combining,
  type FoundMiss,
  isOrdinary,
  nearByCondition,
  nearByKey,
  spanOf,
} from './near-reasons.ts';
import { type Group, groupsBy, walkInAnyOrder } from './near-walk.ts';

const inAnyOrder: Combining = { walk: walkInAnyOrder, holds: () => true };

export function* findNearSamples(plan: SamplePlan, candidates: Candidates): Generator<FoundMiss, void> {
  const lacking: FoundMiss[][] = plan.steps.map(() => []);
  for (const group of groupsBy(candidates, keys => keys)) {
    if (candidates.matchedKeys.has(group.keys)) continue;
    const almost = [...nearByCondition(candidates, group, inAnyOrder)];
    yield* almost;
    // That an event is almost the missing one says more than that it is missing.
    const almostThere = new Set(almost.map(({ why }) => ('step' in why ? why.step : undefined)));
    for (const [step, found] of lackingSteps(group)) if (!almostThere.has(step)) lacking[step]?.push(found);
  }
  const byKey = [...nearByKey(candidates, inAnyOrder)];
  yield* byKey;
  const elsewhere = new Set(byKey.flatMap(({ chain }) => chain.map(candidate => candidate?.event)));
  for (const found of lacking) {
    // What most keys lack is what the rule is looking for, and no near miss.
    if (isOrdinary(found.length, candidates)) continue;
    for (const miss of found)
      if (!miss.chain.every(candidate => candidate === undefined || elsewhere.has(candidate.event)))
        yield miss;
  }
}

/** The steps that have no event under keys under which all others have. Events that fit several steps lack one. */
function lackingSteps(group: Group): ReadonlyMap<number, FoundMiss> {
  const lacking = new Map<number, FoundMiss>();
  const told = new Set<string>();
  for (let step = group.met.length - 1; step >= 0; step--) {
    const found = withoutStep(group, step);
    const events = found?.chain.flatMap(candidate => candidate?.event.ordinal.arrival ?? []) ?? [];
    const name = String(events.sort((a, b) => a - b));
    if (found !== undefined && !told.has(name)) lacking.set(step, found);
    told.add(name);
  }
  return lacking;
}

/** A combination of all steps but one. */
function withoutStep(group: Group, step: number): FoundMiss | undefined {
  const others = group.met.filter((_, at) => at !== step);
  if (others.length < 2) return undefined;
  for (const chain of walkInAnyOrder(others))
    return {
      chain: [...chain.slice(0, step), undefined, ...chain.slice(step)],
      why: { kind: 'missing', step },
      spanMs: spanOf(chain),
    };
  return undefined;
}
