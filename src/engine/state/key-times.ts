/**
 * What a rule remembers beyond its look-back: keys with the time of each. A look-back can be read again, after a
 * restart or by another worker; that a value was seen six days ago, or that an alert has been told, can not.
 *
 *     new terms    ["root","web-1"]  ->  when the combination was seen last
 *     threshold    ["203.0.113.9"]   ->  until when the events of the group are told
 *
 * The contract is small so that a server can keep it where it keeps other things. A finisher asks it for each of its
 * hits, so what answers has to be at hand. Where there is no room for more keys the longest unused go, and are counted.
 */
import type { JoinKeyTuple } from '../hit.ts';

export interface KeyTimes extends KeyTimesSize {
  /** The time from which on hits were seen, and the time until which they were; undefined: there were none. */
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  /** A hit of this time is seen. */
  saw(timeMs: number): void;
  timeOf(key: JoinKeyTuple): number | undefined;
  /** Of two times of a key the later stays. */
  note(key: JoinKeyTuple, timeMs: number): void;
  /** Nobody will ask for what is earlier any more. */
  forgetBefore(timeMs: number): void;
  /** Everything there is, for `heldKeyTimes` to begin with. */
  save(): SavedKeyTimes;
}

/** How much there is; for metrics. */
export interface KeyTimesSize {
  readonly entries: number;
  /** Roughly, and rather too many than too few. */
  readonly bytes: number;
  /** Keys that were let go of for want of room, ever. */
  readonly evicted: number;
}

/** As JSON writes it. */
export interface SavedKeyTimes {
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly evicted: number;
  /** The longest unused first. */
  readonly times: readonly (readonly [key: JoinKeyTuple, timeMs: number])[];
}
