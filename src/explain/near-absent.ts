/** Events that had to be missing from a combination and came: one of the things that keep a sequence from matching. */
import { compareOrdinals, isSpanBeyond } from '../engine/ordinal.ts';
import type { SequencePlan } from '../plan/query.ts';
import type { Candidate, SeenEvent } from './near-candidates.ts';
import { endsOf, type Group, isBefore, positionAfter } from './near-walk.ts';
import { placesOf } from './query-steps.ts';

/** The events that break one demand, by position of their step among the plan's `absent` ones. */
export type Came = readonly { readonly absent: number; readonly event: SeenEvent }[];

/**
 * Prepares the look for events that came though they had to be missing: one entry for each demand of the query
 * that they break, with the event that is closest (spec eql.md §7.7). Where events must be missing both before
 * and after, the demand is one: that some window as long as the maxspan, around the combination, is clean of
 * both. Two events break it that are no further apart than that. Combinations come in order of time.
 */
export function cameAfterAll(
  plan: SequencePlan,
): (group: Group, chain: readonly Candidate[]) => readonly Came[] {
  const { steps, maxspanMs = Number.POSITIVE_INFINITY } = plan;
  const places = placesOf(plan, 'absent');
  const demands = (plan.absent ?? [])
    .map(({ at }, position) => ({ at, position }))
    // What is missing is missing once, however often the query says so.
    .filter(({ position }) => (places[position]?.run?.number ?? 1) === 1);
  if (demands.length === 0) return () => [];
  const isEitherSide = [0, steps.length].every(end => demands.some(({ at }) => at === end));

  return (group, chain) => {
    const [first, last] = endsOf(chain);
    const between: Came[] = [];
    const before: Came[number][] = [];
    const after: Came[number][] = [];
    for (const { at, position } of demands) {
      const list = group.absent[position] ?? [];
      const isLeading = at === 0;
      const previous = chain[at - 1];
      const found = isLeading
        ? list[positionAfter(list, first, 'included') - 1]
        : list[positionAfter(list, previous ?? last)];
      if (found === undefined) continue;
      const came = { absent: position, event: found.event };
      const next = chain[at];
      if (isLeading) {
        if (!isBeyond(came, last, maxspanMs)) before.push(came);
      } else if (next !== undefined) {
        if (isBefore(found, next)) between.push([came]);
      } else if (!isBeyond(first, came, maxspanMs)) after.push(came);
    }
    if (!isEitherSide) return [...between, ...[...before, ...after].map(came => [came])];
    const latest = before.toSorted(byOrdinal).at(-1);
    const earliest = after.toSorted(byOrdinal)[0];
    const isBroken = latest !== undefined && earliest !== undefined && !isBeyond(latest, earliest, maxspanMs);
    return isBroken ? [...between, [latest, earliest]] : between;
  };
}

type Timed = Pick<Candidate, 'event'>;

function isBeyond(from: Timed, to: Timed, spanMs: number): boolean {
  return isSpanBeyond(from.event.ordinal, to.event.ordinal, spanMs);
}

function byOrdinal(a: Timed, b: Timed): number {
  return compareOrdinals(a.event.ordinal, b.event.ordinal);
}
