/** How the rules are: what runs, what fails, what cannot fire, and what rules would have told. */
import Type, { type TSchema } from 'typebox';
import type { NamedReference } from './alert-list.ts';
import type { Judged } from './exception-trial.ts';
import { closed, name, text } from './schema-parts.ts';

/** Rules of one dry run. */
const MOST_DRY_RULES = 100;

/**
 * `no-data`: it is on, but nothing comes into the indices that it reads; `unknown-data`: only events whose index is not
 * known; `draft`: its query is wrong; `unsupported`: this version does not run it.
 */
export type RuleReadiness = 'ready' | 'off' | 'no-data' | 'unknown-data' | 'draft' | 'unsupported';

export interface RuleOverviewRow {
  readonly id: string;
  readonly ruleId: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly type: string;
  /** Of its query; absent where the type has none. */
  readonly language?: string;
  readonly severity: string;
  readonly riskScore: number;
  readonly tactics: readonly NamedReference[];
  readonly techniques: readonly NamedReference[];
  readonly tags: readonly string[];
  readonly version: number;
  readonly revision: number;
  /** It comes from this file, and is changed there alone. */
  readonly file?: string;
  readonly lastRun?: {
    readonly at: string;
    readonly outcome: 'succeeded' | 'partial' | 'failed';
    readonly durationMs: number;
    readonly newAlerts: number;
    /** What went wrong. */
    readonly message?: string;
  };
  readonly alerts24h: {
    readonly total: number;
    /** 24 numbers, the oldest hour first. */
    readonly byHour: readonly number[];
  };
  /** Of its time, how much is not covered by any run. */
  readonly gapMs: number;
  /** Errors and warnings about how it is written. */
  readonly problems: number;
  readonly readiness: RuleReadiness;
  readonly intervalMs: number;
  /** How far back of its start a run looks. */
  readonly lookBackMs: number;
  readonly maxspanMs?: number;
}

export interface RulesOverview {
  readonly at: string;
  readonly counts: {
    readonly on: number;
    readonly off: number;
    /** Their last run failed. */
    readonly failing: number;
    /** Some time is not covered. */
    readonly gaps: number;
    /** They are on, and nothing that they read arrives. */
    readonly neverFires: number;
    readonly drafts: number;
    readonly unsupported: number;
  };
  readonly rules: readonly RuleOverviewRow[];
  /** There was no time to count all alerts. */
  readonly isPartial: boolean;
}

/** As `check --format json` has them: places count from 1, null where there is none. */
export interface ShownDiagnostic {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string | null;
}

export interface RuleHealth extends Omit<RuleOverviewRow, 'problems'> {
  readonly judged: {
    /** The oldest first; `month` as `2026-03`. */
    readonly byMonth: readonly ({ readonly month: string } & Judged)[];
  };
  readonly lints: readonly ShownDiagnostic[];
  /** What it reads, and whether such events arrive. */
  readonly data: readonly {
    /** `event.category`, or else an `index`: a pattern of names. */
    readonly category?: string;
    readonly index?: string;
    readonly arrives: boolean;
  }[];
  readonly schedule: {
    readonly intervalMs: number;
    readonly lookBackMs: number;
    readonly maxspanMs?: number;
    /** What is left of the look-back for events that come late; below 0: the schedule has holes. */
    readonly spareMs: number;
  };
  /** What is wrong with how it is written. */
  readonly problems: readonly ShownDiagnostic[];
  readonly query?: string;
  /** The rule as TOML. */
  readonly text: string;
  /** There was no time to count everything. */
  readonly isPartial: boolean;
}

export interface RulesDryRunBody {
  /** Of stored rules. */
  readonly ids: readonly string[];
  /** ISO 8601 or date math; default `now-7d`. */
  readonly from?: string;
}
export const RulesDryRunBody: TSchema = closed(
  { ids: Type.Array(name(1_000), { minItems: 1, maxItems: MOST_DRY_RULES }) },
  { from: text(100) },
);

export interface RulesDryRun {
  readonly from: string;
  readonly rules: readonly {
    readonly id: string;
    readonly alerts: number;
    readonly perDay: number;
    /** There was no time for all of the window: alerts are those of the part that was searched. */
    readonly isPartial: boolean;
    /** Why it was not run. */
    readonly problem?: string;
  }[];
}
