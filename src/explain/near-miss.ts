/**
 * NEAR MISSES: what almost fired, and the one thing that was missing.
 *
 * "Why did the rule not fire?" has as many answers as there are events. The useful ones are few: events that
 * would have been a match but for a single reason. For a rule that wants a bare `dllhost.exe` and then, within
 * a minute, a connection of the same process to a public address:
 *
 *     start of dllhost.exe with one argument, connection      condition   process.args_count == 1, found 2
 *     bare start, connection to 10.20.1.5                     condition   not cidrMatch(destination.ip, …)
 *     bare start, connection 61 s later                       maxspan     61 s, allowed 60 s
 *     bare start here, connection with that id there          join-key    host.id: A and B
 *     connection, then the bare start                         order       step 2 came before step 1
 *     bare start, end of the process, connection              until       the end came between
 *     bare start, a name looked up, connection                absent      the look-up had to be missing
 *
 * Exactly one reason, and everything else holds: that is the whole definition, and it keeps the noise out. An
 * event that fails one condition is near only if the other steps have their events too, under the same keys
 * and in time. Differing keys count only where other keys still hold the events together. Events that stand in
 * a real match are never part of a near miss: of them the analyst hears anyway. Nor is a start that a newer one
 * replaced, though its own continuation was in time: nothing was missing from it but being the newest. Of a
 * sample, three or more steps of which one has no event are near (`missing`).
 *
 * What is said here is data; the terminal, the report and the browser put it into words. Nothing in this folder
 * knows any rule, and what a condition, a key or a span means is the engine's word: the same compiled tests.
 */
import type { JsonObject } from '../event/json.ts';
import type { ConditionReading, ConditionText, KeyValue } from './condition.ts';
import type { StepPlace } from './query-steps.ts';

export interface NearMiss {
  readonly reason: NearMissReason;
  /** In the order of the steps; of a plan without steps the one event. */
  readonly events: readonly NearEvent[];
  /** How many near misses there were for this very reason, this one and those left out included. */
  readonly alike: number;
}

export interface NearEvent extends StepPlace {
  readonly id: string;
  readonly document: JsonObject;
  /** Milliseconds since 1970; undefined where a single event has no usable time. */
  readonly timestampMs: number | undefined;
  /** Milliseconds from the earliest of the events. */
  readonly offsetMs: number;
}

/** Steps are told by their place in the query. */
export type NearMissReason =
  /** One condition of one step does not hold. */
  | (StepPlace & { readonly kind: 'condition'; readonly condition: ConditionReading })
  /** All there and in order, but the last came too late. */
  | { readonly kind: 'maxspan'; readonly tookMs: number; readonly allowedMs: number; readonly overMs: number }
  /** One join key does not join: by step, the field and its value, undefined where it is missing. */
  | {
      readonly kind: 'join-key';
      /** Position among the join keys, from 0. */
      readonly key: number;
      readonly values: readonly (StepPlace & {
        readonly path: string;
        readonly value: KeyValue | undefined;
      })[];
    }
  /** The event of the step came before that of `after`, the step ahead of it. */
  | (StepPlace & { readonly kind: 'order'; readonly after: StepPlace })
  /** An event of `until` came between. */
  | { readonly kind: 'until'; readonly until: { readonly id: string; readonly document: JsonObject } }
  /**
   * An event came that had to be missing. Two, of different steps, where the query wants events missing on both
   * sides: either alone would have left a clean window.
   */
  | { readonly kind: 'absent'; readonly came: readonly UnwantedEvent[] }
  /** Of a sample: one step has no event under the keys of the others. */
  | (StepPlace & { readonly kind: 'missing'; readonly conditions: readonly ConditionText[] });

/** An event that had to be missing; its step is the one that wants it missing. */
export interface UnwantedEvent extends NearEvent {
  readonly where: 'before' | 'between' | 'after';
  readonly conditions: readonly ConditionText[];
}

/** What a search did not show or did not look at, so that nothing is left out silently. */
export interface NearMissCut {
  /** Near misses found and not listed. */
  readonly misses: number;
  /** Events that might have been part of one, past the number that a search keeps. */
  readonly candidates: number;
}
