/**
 * What a new-terms rule finds, by definition: the naive twin of src/engine/new-terms.ts. For each event and each
 * combination of its values it looks through all events for one that has the combination too and lies before it,
 * within the history. Nothing is remembered. Source: docs/design/rest-of-rule-types.md.
 */
import { inOrder, type NaiveEvent, type NaiveMatch, type NaiveStep, naiveKeys } from './naive-sequence.ts';

export interface NaiveNewTerms {
  readonly accepts: NaiveStep['accepts'];
  readonly terms: readonly string[];
  readonly historyMs: number;
}

export interface NaiveNewTerm {
  readonly key: NaiveMatch['key'];
  readonly atMs: number;
  readonly event: NaiveEvent;
}

export function naiveNewTerms(
  { accepts, historyMs, terms }: NaiveNewTerms,
  unsorted: readonly NaiveEvent[],
): NaiveNewTerm[] {
  const events = unsorted.filter(({ time }) => time !== undefined).sort(inOrder);
  const keysOf = (event: NaiveEvent): NaiveMatch['key'][] =>
    naiveKeys(event, { accepts, by: terms.map(field => ({ field, optional: false })) });
  return events.flatMap((event, at) =>
    keysOf(event).flatMap(key => {
      const isKnown = events.some(
        (other, before) =>
          before < at &&
          msOf(other) >= msOf(event) - historyMs &&
          keysOf(other).some(own => JSON.stringify(own) === JSON.stringify(key)),
      );
      return isKnown ? [] : [{ key, atMs: msOf(event), event }];
    }),
  );
}

function msOf({ time }: NaiveEvent): number {
  return Number((time ?? 0n) / 1_000_000n);
}
