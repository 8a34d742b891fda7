/**
 * The second half of the search, for sequences: from candidates to near misses. Each kind of reason is the same
 * walk with one thing changed. The walk takes a first event and then, step by step, the earliest later candidate:
 * the combination with the shortest span that begins there. Changed is
 *
 *     condition   one step takes its candidates from those that fail one condition
 *     maxspan     the span must lie beyond the allowed one, not within
 *     order       two neighbouring steps are walked in each other's place
 *     until       an `until` event must lie between, instead of none
 *     absent      one of the events that must be missing must have come, instead of none
 *     join-key    one key is not asked to be equal, and must not be
 *
 * so that a combination is found only if all else holds. A start that a newer one of its key replaced is not
 * among them, though its own continuation came in time: the newer one is what the rule then speaks of.
 */
import type { SequencePlan } from '../plan/query.ts';
import { type Came, cameAfterAll } from './near-absent.ts';
import type { Candidate, Candidates } from './near-candidates.ts';
import { type Combining, type FoundMiss, miss, nearByCondition, nearByKey } from './near-reasons.ts';
import { endsOf, type Group, groupsBy, isBefore, isWithin, positionAfter, walkInOrder } from './near-walk.ts';
import { placesOf, type StepPlace } from './query-steps.ts';

/** Beyond this many times the maxspan, two events are no longer near each other. */
const FURTHEST_SPANS = 10;

/** Every near miss of a sequence; one first event gives at most one for a reason. */
export function* findNearSequences(plan: SequencePlan, candidates: Candidates): Generator<FoundMiss, void> {
  const search = new SequenceSearch(plan);
  for (const group of groupsBy(candidates, keys => keys)) {
    yield* nearByCondition(candidates, group, search);
    yield* search.bySpan(group);
    yield* search.byOrder(group);
    yield* search.byUntil(group);
    yield* search.byAbsent(group);
  }
  yield* nearByKey(candidates, search);
}

class SequenceSearch implements Combining {
  readonly walk: Combining['walk'] = walkInOrder;
  readonly holds: Combining['holds'] = (group, chain) =>
    this.isInTime(chain) && this.isUndisturbed(group, chain);
  private readonly maxspanMs: number;
  private readonly places: readonly StepPlace[];
  private readonly cameAfterAll: (group: Group, chain: readonly Candidate[]) => readonly Came[];

  constructor(plan: SequencePlan) {
    this.maxspanMs = plan.maxspanMs ?? Number.POSITIVE_INFINITY;
    this.places = placesOf(plan, 'present');
    this.cameAfterAll = cameAfterAll(plan);
  }

  *bySpan(group: Group): Generator<FoundMiss, void> {
    for (const chain of walkInOrder(group.met))
      if (
        !this.isInTime(chain) &&
        isWithin(chain, FURTHEST_SPANS * this.maxspanMs) &&
        this.isUndisturbed(group, chain)
      )
        yield miss(chain, { kind: 'maxspan' });
  }

  *byOrder(group: Group): Generator<FoundMiss, void> {
    for (let step = 1; step < this.places.length; step++) {
      // A step has no order with its own repetition.
      if (this.places[step]?.step === this.places[step - 1]?.step) continue;
      for (const walked of walkInOrder(swapped(group.met, step)))
        if (this.holds(group, walked))
          yield { ...miss(walked, { kind: 'order', step }), chain: swapped(walked, step) };
    }
  }

  *byUntil(group: Group): Generator<FoundMiss, void> {
    if (group.until.length === 0) return;
    for (const chain of walkInOrder(group.met)) {
      const until = untilBetween(group, chain);
      if (until !== undefined && this.isInTime(chain) && this.cameAfterAll(group, chain).length === 0)
        yield miss(chain, { kind: 'until', until: until.event });
    }
  }

  *byAbsent(group: Group): Generator<FoundMiss, void> {
    if (group.absent.every(list => list.length === 0)) return;
    for (const chain of walkInOrder(group.met)) {
      const [came, ...more] = this.cameAfterAll(group, chain);
      if (came === undefined || more.length > 0) continue;
      if (this.isInTime(chain) && untilBetween(group, chain) === undefined)
        yield miss(chain, { kind: 'absent', came });
    }
  }

  private isInTime(chain: readonly Candidate[]): boolean {
    return isWithin(chain, this.maxspanMs);
  }

  private isUndisturbed(group: Group, chain: readonly Candidate[]): boolean {
    return untilBetween(group, chain) === undefined && this.cameAfterAll(group, chain).length === 0;
  }
}

/** An event of `until` from the first event on, itself included, and before the last (spec eql.md §7.4). */
function untilBetween(group: Group, chain: readonly Candidate[]): Candidate | undefined {
  const [first, last] = endsOf(chain);
  const until = group.until[positionAfter(group.until, first, 'included')];
  return until !== undefined && isBefore(until, last) ? until : undefined;
}

function swapped<T>(list: readonly T[], at: number): T[] {
  return [
    ...list.slice(0, at - 1),
    ...list.slice(at, at + 1),
    ...list.slice(at - 1, at),
    ...list.slice(at + 1),
  ];
}
