/**
 * A detection rule as one typed model, whatever it was written in (a TOML file, Kibana's JSON, the text of a
 * published page). Names are those of the rule formats, in snake_case as there, so that a rule reads the same
 * in a file, in an alert and over the API. Every key of the file is kept: what the model does not name stands
 * in `extra`, and `origin` holds what a format has beyond the rule itself.
 */
import type { JsonObject } from '../event/json.ts';
import type { SourceText } from '../source/source-text.ts';
import type { KeyPlaces } from './key-places.ts';

export type RuleType =
  | 'query'
  | 'saved_query'
  | 'eql'
  | 'esql'
  | 'threshold'
  | 'new_terms'
  | 'threat_match'
  | 'machine_learning';
export const ruleTypes: readonly RuleType[] = [
  'query',
  'saved_query',
  'eql',
  'esql',
  'threshold',
  'new_terms',
  'threat_match',
  'machine_learning',
];

export type RuleSeverity = 'low' | 'medium' | 'high' | 'critical';

/** The fields that every type of rule has; defaults are Kibana's (spec: rule-format.md §1.2). */
export interface RuleFields {
  readonly rule_id: string;
  readonly name: string;
  readonly description: string;
  readonly type: RuleType;
  readonly severity: RuleSeverity;
  readonly risk_score: number;
  readonly version: number;
  readonly enabled: boolean;
  readonly author: readonly string[];
  readonly license?: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly false_positives: readonly string[];
  readonly threat: readonly Threat[];
  readonly note?: string;
  readonly setup: string;
  readonly index?: readonly string[];
  readonly language?: string;
  readonly query?: string;
  readonly from: string;
  readonly to: string;
  readonly interval: string;
  readonly max_signals: number;
  readonly building_block_type?: string;
  readonly timestamp_override?: string;
  readonly event_category_override?: string;
  readonly timestamp_field?: string;
  readonly tiebreaker_field?: string;
  readonly rule_name_override?: string;
  readonly severity_mapping: readonly JsonObject[];
  readonly risk_score_mapping: readonly JsonObject[];
  readonly exceptions_list: readonly JsonObject[];
}

export interface Threat {
  readonly framework: string;
  readonly tactic: AttackReference;
  readonly technique: readonly Technique[];
}
export interface AttackReference {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
}
export interface Technique extends AttackReference {
  readonly subtechnique?: readonly AttackReference[];
}

/** The techniques of a threat, each with its sub-techniques behind it. */
export function techniquesOf({ technique }: Threat): readonly AttackReference[] {
  return technique.flatMap(one => [one, ...(one.subtechnique ?? [])]);
}

export interface Rule extends RuleFields {
  /** The rule's keys that the model does not name (filters, threshold, new_terms, …), as written. */
  readonly extra: JsonObject;
  readonly origin: RuleOrigin;
}

/** Whether its author has given the rule up; such rules are kept for reading. */
export function isDeprecated({ origin }: Rule): boolean {
  return origin.metadata?.['maturity'] === 'deprecated';
}

export type RuleFormat = 'toml' | 'json' | 'page';

export interface RuleOrigin {
  readonly format: RuleFormat;
  /** The whole file. */
  readonly source: SourceText;
  /** The query, standing at its place in the file. */
  readonly query?: SourceText;
  /** Exactly the keys that were written, so that saving adds no defaults. */
  readonly written: JsonObject;
  /** TOML: `[metadata]`. */
  readonly metadata?: JsonObject;
  /** TOML: `[transform]`. */
  readonly transform?: JsonObject;
  /** What stands around the rule: other tables of a TOML file, the envelope of a packaged JSON asset. */
  readonly around?: JsonObject;
  /** Where the rule's keys stand in the file, for what is said about them later. */
  readonly places?: KeyPlaces;
}
