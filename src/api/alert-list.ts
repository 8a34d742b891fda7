/**
 * Lists of alerts that do not move under whoever reads them: a snapshot says which alerts, in which order, and its rows
 * are shown as they are now.
 */
import Type, { type TSchema } from 'typebox';
import { closed, count, oneWord, text } from './schema-parts.ts';

export type AlertSeverity = 'low' | 'medium' | 'high' | 'critical';
export type AlertStatus = 'open' | 'acknowledged' | 'closed';
export type AlertSort = 'newest' | 'oldest' | 'severity';
export type AlertGrouping = 'rule' | 'host' | 'user' | 'tactic' | 'parent';

/** Rows in an answer. */
const MOST_ROWS = 500;
const MOST_FILTER_VALUES = 1_000;

/** Of each, alerts with any of the values pass; an empty text means those that have none. */
export interface AlertFilters {
  readonly severity?: readonly AlertSeverity[];
  readonly status?: readonly AlertStatus[];
  /** `rule_id`, as the rule's author chose it. */
  readonly ruleId?: readonly string[];
  /** `host.name`. */
  readonly host?: readonly string[];
  /** `user.name`. */
  readonly user?: readonly string[];
  /** Ids of ATT&CK. */
  readonly tactic?: readonly string[];
  /** Ids of techniques or sub-techniques. */
  readonly technique?: readonly string[];
  readonly assignee?: readonly string[];
  readonly tag?: readonly string[];
}

export interface NewSnapshotBody {
  /** KQL over alert documents. */
  readonly query?: string;
  /** ISO 8601 or date math, over the `@timestamp` of alerts. */
  readonly from?: string;
  readonly to?: string;
  readonly filters?: AlertFilters;
  /** Default `severity`: the worst first, of these the newest. */
  readonly sort?: AlertSort;
  readonly group?: AlertGrouping;
  /** Rows in the answer; default 100, at most 500. */
  readonly size?: number;
}

const values = Type.Array(text(32_768), { maxItems: MOST_FILTER_VALUES });
export const NewSnapshotBody: TSchema = closed(
  {},
  {
    ...{ query: text(100_000), from: text(100), to: text(100) },
    filters: closed(
      {},
      {
        severity: Type.Array(oneWord('low', 'medium', 'high', 'critical'), { maxItems: 4 }),
        status: Type.Array(oneWord('open', 'acknowledged', 'closed'), { maxItems: 3 }),
        ...{ ruleId: values, host: values, user: values, tactic: values, technique: values },
        ...{ assignee: values, tag: values },
      },
    ),
    sort: oneWord('newest', 'oldest', 'severity'),
    group: oneWord('rule', 'host', 'user', 'tactic', 'parent'),
    size: Type.Integer({ minimum: 0, maximum: MOST_ROWS }),
  },
);

export interface SnapshotRowsQuery {
  /** Default 0. */
  readonly offset?: string;
  /** Default 100, at most 500. */
  readonly size?: string;
  /** A value of the snapshot's grouping: only its alerts. */
  readonly group?: string;
}
export const SnapshotRowsQuery: TSchema = closed({}, { offset: count, size: count, group: text(32_768) });

/** Of ATT&CK. */
export interface NamedReference {
  readonly id: string;
  readonly name: string;
}

export interface AlertRow {
  readonly uuid: string;
  /** ISO: of the alert. */
  readonly at: string;
  /** ISO: of the event, of a sequence that of its first one. */
  readonly originalAt?: string;
  /** What happened, in one line, without the rule and its severity. */
  readonly sentence: string;
  readonly severity: AlertSeverity;
  readonly riskScore: number;
  readonly rule: {
    /** Of the stored rule. */
    readonly id: string;
    readonly ruleId: string;
    readonly name: string;
    readonly type: string;
  };
  /** Of a sequence. */
  readonly steps?: number;
  /** From the first to the last event of a sequence. */
  readonly tookMs?: number;
  readonly maxspanMs?: number;
  readonly status: AlertStatus;
  /** Why it was closed: a verdict, or what another client said. */
  readonly reason?: string;
  readonly assignees: readonly string[];
  readonly tags: readonly string[];
  readonly host?: string;
  readonly user?: string;
  readonly process?: string;
  readonly tactics: readonly NamedReference[];
  readonly techniques: readonly NamedReference[];
  /** Told early, and not found any more when the run closed. */
  readonly isSuperseded: boolean;
  /** Of the recorded attack that ships. */
  readonly isRecording: boolean;
}

export type SeverityCounts = { readonly [severity in AlertSeverity]: number };

export interface FacetValue {
  /** Empty: those that have none. */
  readonly value: string;
  /** Where a person says it otherwise: the name of a rule or tactic. */
  readonly label?: string;
  readonly count: number;
}

export type FacetName = 'severity' | 'status' | 'ruleId' | 'host' | 'user' | 'tactic' | 'assignee';

export interface AlertHistogram {
  readonly from: string;
  readonly to: string;
  readonly stepMs: number;
  readonly buckets: readonly ({ readonly at: string } & SeverityCounts)[];
}

export interface AlertGroupRow {
  /** Empty: those that have none. */
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly open: number;
  readonly severities: SeverityCounts;
  /** How many different ones. */
  readonly hosts: number;
  /** ISO: `@timestamp` of alerts. */
  readonly first: string;
  readonly last: string;
}

export interface AlertSnapshot {
  readonly id: string;
  readonly asOf: string;
  readonly total: number;
  /** The first. */
  readonly rows: readonly AlertRow[];
  /** Of each the most frequent first, at most 50. */
  readonly facets: { readonly [name in FacetName]: readonly FacetValue[] };
  /** How many values of each facet are left out. */
  readonly more: { readonly [name in FacetName]: number };
  readonly histogram: AlertHistogram;
  /** Those that hold the worst alerts first, at most 500. */
  readonly groups?: readonly AlertGroupRow[];
  /** How many groups are left out. */
  readonly moreGroups?: number;
  /** There was no time or room for all: `total` and the counts say the least there is. */
  readonly isPartial: boolean;
}

export interface SnapshotRows {
  readonly rows: readonly AlertRow[];
}

export interface NewerAlerts {
  readonly total: number;
  readonly severities: SeverityCounts;
}
