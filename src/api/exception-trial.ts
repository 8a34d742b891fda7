/** What exceptions that somebody thinks of would have taken away of the alerts that there are. */
import Type, { type TSchema } from 'typebox';
import { closed, text } from './schema-parts.ts';

const MOST_ITEMS = 20;

export interface ExceptionTrialBody {
  /** Bodies of exception items as Elastic's API has them; `name`, `description` and `type` may be missing. */
  readonly items: readonly { readonly [key: string]: unknown }[];
  /** ISO 8601 or date math, over the `@timestamp` of alerts; default `now-90d`. */
  readonly from?: string;
}
export const ExceptionTrialBody: TSchema = closed(
  {
    items: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: MOST_ITEMS }),
  },
  { from: text(100) },
);

/** What people said of alerts. */
export interface Judged {
  /** Closed as expected, or as a mistake of the rule. */
  readonly harmless: number;
  readonly malicious: number;
  /** All others, also closed ones of which nobody said why. */
  readonly unjudged: number;
}

export interface RemovedAlone extends Judged {
  readonly removes: number;
}

export interface ExceptionTrial {
  readonly from: string;
  /** Alerts of the rule since then. */
  readonly alerts: number;
  /** How many of them the items together take away. */
  readonly removes: number;
  /** Of those. */
  readonly judged: Judged;
  /** How many of those are open. */
  readonly open: number;
  /** Of those that were judged malicious, at most 100. */
  readonly uuidsMalicious: readonly string[];
  /** What each entry would take away if it stood alone. */
  readonly entries: readonly {
    /** Position in the request. */
    readonly item: number;
    /** Position in the item. */
    readonly entry: number;
    readonly alone: RemovedAlone;
  }[];
  /** Why the items should not be saved as they are. */
  readonly refusals: readonly string[];
  readonly isPartial: boolean;
}

export interface ExceptionFields {
  readonly steps: readonly {
    /** From 0. */
    readonly index: number;
    /** Of the event, where the alert says it. */
    readonly eventId?: string;
    /** Those that part harmless from malicious best first, at most 20. */
    readonly fields: readonly {
      readonly field: string;
      readonly value: string;
      readonly alone: RemovedAlone;
    }[];
  }[];
  /** Not all alerts of the rule were counted. */
  readonly isPartial: boolean;
}
