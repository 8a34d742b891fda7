/** Changes of alerts that a person made in one act, and can take back in one. */
import Type, { type TSchema } from 'typebox';
import type { AlertStatus } from './alert-list.ts';
import { closed, count, type FlagText, flagText, name, oneWord, text } from './schema-parts.ts';

export type Verdict = 'malicious' | 'expected' | 'rule-wrong' | 'duplicate' | 'unknown';

const MOST_UUIDS = 100_000;
const MOST_WORDS = 100;

export interface AlertActChange {
  readonly status?: AlertStatus;
  /** Why it is closed; only with the status `closed`. */
  readonly verdict?: Verdict;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly assign?: readonly string[];
  readonly unassign?: readonly string[];
}

export type ActedOn =
  | { readonly uuids: readonly string[] }
  | {
      /** Id of a snapshot: all of its alerts. */
      readonly snapshot: string;
      /** A value of its grouping: only these. */
      readonly group?: string;
    };

export interface NewActBody {
  readonly on: ActedOn;
  readonly change: AlertActChange;
  /** Markdown; written as a note on each of the alerts, at most 1,000 of them. */
  readonly note?: string;
}

const words = Type.Array(name(256), { maxItems: MOST_WORDS });
export const NewActBody: TSchema = closed(
  {
    on: Type.Union([
      closed({ uuids: Type.Array(name(512), { minItems: 1, maxItems: MOST_UUIDS }) }),
      closed({ snapshot: name(100) }, { group: text(32_768) }),
    ]),
    change: closed(
      {},
      {
        status: oneWord('open', 'acknowledged', 'closed'),
        verdict: oneWord('malicious', 'expected', 'rule-wrong', 'duplicate', 'unknown'),
        ...{ addTags: words, removeTags: words, assign: words, unassign: words },
      },
    ),
  },
  { note: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }) },
);

export interface SkippedAlerts {
  /** In words. */
  readonly reason: string;
  readonly count: number;
}

export interface AlertActDone {
  readonly id: string;
  readonly at: string;
  /** Alerts that were changed. */
  readonly done: number;
  readonly skipped: readonly SkippedAlerts[];
  readonly change: AlertActChange;
}

export interface ActsQuery {
  /** Only those of whoever asks. */
  readonly mine?: FlagText;
  /** Default 20, at most 200. */
  readonly size?: string;
}
export const ActsQuery: TSchema = closed({}, { mine: flagText, size: count });

export interface ShownAct {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  readonly change: AlertActChange;
  readonly done: number;
  readonly isUndone: boolean;
}

export interface ActList {
  /** The newest first. */
  readonly acts: readonly ShownAct[];
}

export interface ActUndone {
  readonly id: string;
  /** Alerts that are again as they were. */
  readonly done: number;
  readonly skipped: readonly SkippedAlerts[];
}
