/** What became of a rule, change by change. */

export interface RuleHistory {
  /** The newest first, at most 100. */
  readonly changes: readonly RuleChange[];
  /** How many older ones are not told. */
  readonly more: number;
}

export interface RuleChange {
  /** Counts all changes of this rule, from 1. */
  readonly version: number;
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  /** `switched`: on or off, and nothing else. */
  readonly kind: 'made' | 'changed' | 'switched' | 'removed';
  /** As it was left; absent where it was removed. */
  readonly isEnabled?: boolean;
  /** Keys of the rule that differ from the change before, by name; none where it was made or removed. */
  readonly keys: readonly {
    readonly key: string;
    /** As JSON; absent where the rule did not have it. */
    readonly before?: unknown;
    /** As JSON; absent where the rule has it no more. */
    readonly after?: unknown;
  }[];
}
