/**
 * What a sample query finds, by definition: the naive twin of src/engine/sample.ts. For each key that occurs, in
 * ascending order, every way to choose an event for each step is written down in the order of trying; those that
 * use an event twice are struck out, and the first few remain. Source: spec eql.md §8.
 */
import {
  inOrder,
  type NaiveEvent,
  type NaiveMatch,
  type NaiveSequence,
  type NaiveStep,
  naiveKeys,
  naiveLimits,
} from './naive-sequence.ts';

export interface NaiveSample {
  readonly steps: readonly NaiveStep[];
  readonly limits?: NaiveSequence['limits'];
}

export function naiveSamples(
  query: NaiveSample,
  unsorted: readonly NaiveEvent[],
  mostPerKey: number,
): NaiveMatch[] {
  const events = [...unsorted].sort(inOrder);
  const keys = new Map<string, NaiveMatch['key']>();
  for (const step of query.steps) {
    for (const event of events) for (const key of naiveKeys(event, step)) keys.set(JSON.stringify(key), key);
  }
  const samples = [...keys]
    .sort(([, a], [, b]) => byColumns(a, b))
    .flatMap(([text, key]) =>
      query.steps
        .map(step => events.filter(event => naiveKeys(event, step).some(own => JSON.stringify(own) === text)))
        .reduce<NaiveEvent[][]>(
          (chosen, candidates) => chosen.flatMap(head => candidates.map(candidate => [...head, candidate])),
          [[]],
        )
        .filter(chosen => new Set(chosen).size === chosen.length)
        .slice(0, mostPerKey)
        .map(chosen => ({ key, events: chosen })),
    );
  return naiveLimits(samples, query.limits ?? []);
}

/** Null before all, then numbers by value or texts of ASCII. */
function byColumns(a: NaiveMatch['key'], b: NaiveMatch['key']): number {
  for (const [column, left] of a.entries()) {
    const right = b[column] ?? null;
    if (left === right) continue;
    if (left === null) return -1;
    if (right === null) return 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
