/**
 * The first half of one plan alone: its filters asked one after the other, without the network that a set of rules is
 * worth. What one query needs, in a page or on a server, in a fraction of the code.
 */
import type { Slots } from '../event/field-value.ts';
import { needsTime, type QueryPlan, stepsOf } from '../plan/query.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Hit, StepHit } from './hit.ts';
import { compileKeys } from './join-keys.ts';
import { compileOrder } from './order-table.ts';
import type { EngineEvent, MatchTally } from './rule-set.ts';
import { SlotTable } from './slot-table.ts';

export interface SinglePlan {
  /** The fields that an event must bring, by slot number. */
  readonly fields: readonly string[];
  /** The hit of an event, as rule 0; undefined where it is of no use to the plan. */
  hitOf(event: Omit<EngineEvent, 'index'>, tally?: MatchTally): Hit | undefined;
}

export function compileSinglePlan(plan: QueryPlan): SinglePlan {
  const slots = new SlotTable();
  const { ordinalOf } = compileOrder(plan.order, slots.slotOf);
  const steps = stepsOf(plan).map(({ filter, by }) => ({
    accepts: compilePredicate(filter, slots.slotOf),
    keysOf: compileKeys(by, slots.slotOf),
  }));
  function stepHits(values: Slots, tally: MatchTally | undefined): StepHit[] {
    const found: StepHit[] = [];
    for (const [step, { accepts, keysOf }] of steps.entries()) {
      if (!accepts(values)) continue;
      const { tuples, dropped } = keysOf(values);
      if (tally !== undefined) tally.droppedKeyTuples += dropped;
      if (tuples.length > 0) found.push({ step, keys: tuples });
    }
    return found;
  }
  return {
    fields: slots.paths,
    hitOf(event, tally) {
      const found = stepHits(event.slots, tally);
      if (found.length === 0) return undefined;
      const ordinal = ordinalOf(event);
      if (!needsTime(plan) || ordinal.timestampMs !== undefined)
        return { rule: 0, ordinal, steps: found, ref: event.ref };
      if (tally !== undefined) tally.untimedHits++;
      return undefined;
    },
  };
}
