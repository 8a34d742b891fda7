/**
 * A hit is all that is left of an event once the filters have seen it: which rule and steps it passed, its
 * place in the order, its join keys. Finishers work on hits alone; the document is found again by `ref`, a
 * number that the driver gives out (an index, an offset in a spill file) and the engine only carries.
 */
export interface Hit {
  /** Position of the rule in the rule set; in one that changes, its number. */
  readonly rule: number;
  readonly ordinal: Ordinal;
  /** In ascending order of the steps. */
  readonly steps: readonly StepHit[];
  readonly ref: number;
}

export interface StepHit {
  /** Position of the step among all of the plan's (`stepsOf`). */
  readonly step: number;
  /** The key tuples under which the event counts; one empty tuple where the plan has no keys. */
  readonly keys: readonly JoinKeyTuple[];
}

/** JSON text of the key values, in order: equal texts are equal keys, and it can be read back. */
export type JoinKeyTuple = string;

/**
 * An event's place in the order of a rule: by time, then by the tiebreaker's value (an event that has one
 * stands before one that lacks it), then by arrival. No two events share one.
 */
export interface Ordinal {
  /** Milliseconds since 1970, or undefined where the event has no usable time; such events stand last. */
  readonly timestampMs: number | undefined;
  /** Nanoseconds beyond the millisecond, 0 to 999,999: of a `date_nanos` field; 0 for every other. */
  readonly nanos: number;
  readonly tiebreaker: string | number | bigint | undefined;
  readonly arrival: number;
}

/** What a finisher accepts: the events of one match, in step order, by their refs. */
export interface Match {
  readonly rule: number;
  /** Undefined where the query wanted an event to be missing. */
  readonly refs: readonly (number | undefined)[];
  /**
   * The values that joined the events, made a group, or were new; undefined for a plan without steps and for
   * indicators, empty for a sequence without keys.
   */
  readonly joinKeys?: readonly KeyValue[];
  /** What was counted or compared, by the kind of the plan; undefined where the events say it all. */
  readonly found?: Found;
}

export type KeyValue = string | number | boolean | null;

export type Found = FoundThreshold | FoundNewTerms | FoundIndicators;

/** The refs of the match are the first event of the group and, of several, the last. */
export interface FoundThreshold {
  readonly kind: 'threshold';
  readonly count: number;
  /** How many different values there were, where the plan asks for it. */
  readonly distinct: number | undefined;
  /** The times of the first event and of the last. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface FoundNewTerms {
  readonly kind: 'new-terms';
  /** When the values were seen. */
  readonly atMs: number;
  /** Since when they had not been: the start of the history, or where what is remembered begins. */
  readonly unseenSinceMs: number;
}

/** The refs of the match are the event, then the indicators in the order of time. */
export interface FoundIndicators {
  readonly kind: 'indicators';
  readonly pairs: readonly MatchedPair[];
  /** Indicators that matched too and are left out of the refs, as there were too many. */
  readonly leftOut: number;
}

/** A value that an event has in common with an indicator. */
export interface MatchedPair {
  /** Position in the refs of the match. */
  readonly indicator: number;
  /** The field of the event. */
  readonly field: string;
  readonly value: KeyValue;
}
