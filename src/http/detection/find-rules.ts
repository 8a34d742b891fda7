/** Which rules a request means: a filter in KQL on `alert.attributes.*`, as Kibana's saved rules are laid out. */
import type { FindRulesQuery } from '../../api/rule.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { FieldType, Schema } from '../../event/schema.ts';
import { extraKeys, modelKeys } from '../../rules/rule-fields.ts';
import { ElasticError } from './elastic-scope.ts';
import { kqlTest } from './kql-test.ts';
import { plainRule } from './rule-answer.ts';

/** A test of rules. @throws ElasticError where the filter is wrong */
export function ruleFilter(filter: string | undefined): (rule: BookRule) => boolean {
  const test = kqlTest(filter, ruleSchema);
  return rule => test(savedForm(rule));
}

const ATTRIBUTES: { readonly [name: string]: FieldType } = {
  'alert.id': 'keyword',
  'alert.attributes.name': 'keyword',
  'alert.attributes.enabled': 'boolean',
  'alert.attributes.tags': 'keyword',
  'alert.attributes.revision': 'long',
  'alert.attributes.alertTypeId': 'keyword',
  'alert.attributes.createdAt': 'date',
  'alert.attributes.createdBy': 'keyword',
  'alert.attributes.updatedAt': 'date',
  'alert.attributes.updatedBy': 'keyword',
  'alert.attributes.schedule.interval': 'keyword',
};
const PARAMS = 'alert.attributes.params.';
/** Those that are no texts. */
const PARAM_TYPES: { readonly [name: string]: FieldType } = {
  riskScore: 'long',
  maxSignals: 'long',
  version: 'long',
  revision: 'long',
  anomalyThreshold: 'long',
  immutable: 'boolean',
  enabled: 'boolean',
};
const paramNames: ReadonlySet<string> = new Set(
  [...Object.keys(modelKeys), ...Object.keys(extraKeys)].map(camelCase),
);
const names: readonly string[] = [
  ...Object.keys(ATTRIBUTES),
  ...[...paramNames].map(name => `${PARAMS}${name}`),
];

const ruleSchema: Schema = {
  typeOf(path) {
    const field = withoutKeyword(path);
    if (Object.hasOwn(ATTRIBUTES, field)) return ATTRIBUTES[field];
    const [first = ''] = field.startsWith(PARAMS) ? field.slice(PARAMS.length).split('.') : [];
    return paramNames.has(first) ? (PARAM_TYPES[first] ?? 'keyword') : undefined;
  },
  sourceOf: withoutKeyword,
  names: () => names,
};

function withoutKeyword(path: string): string {
  return path.endsWith('.keyword') ? path.slice(0, -'.keyword'.length) : path;
}

function savedForm(rule: BookRule): JsonObject {
  const answer = plainRule(rule);
  return {
    alert: {
      id: [rule.id, `alert:${rule.id}`],
      attributes: {
        name: rule.rule.name,
        enabled: rule.isEnabled,
        tags: rule.rule.tags,
        revision: rule.revision,
        alertTypeId: TYPE_IDS[rule.rule.type],
        createdAt: answer['created_at'] ?? null,
        createdBy: rule.createdBy,
        updatedAt: answer['updated_at'] ?? null,
        updatedBy: rule.updatedBy,
        schedule: { interval: rule.rule.interval },
        params: camelKeys(answer),
      },
    },
  };
}

const TYPE_IDS: { readonly [K in BookRule['rule']['type']]: string } = {
  query: 'siem.queryRule',
  saved_query: 'siem.savedQueryRule',
  eql: 'siem.eqlRule',
  esql: 'siem.esqlRule',
  threshold: 'siem.thresholdRule',
  new_terms: 'siem.newTermsRule',
  threat_match: 'siem.indicatorRule',
  machine_learning: 'siem.mlRule',
};

function camelKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), camelKeys(inner)]));
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const SEVERITIES = ['low', 'medium', 'high', 'critical'];

/** By Elastic's names and by those of the rule. */
const SORTS: { readonly [field: string]: (rule: BookRule) => string | number } = {
  _id: ({ id }) => id,
  name: ({ rule }) => rule.name.toLowerCase(),
  enabled: ({ isEnabled }) => (isEnabled ? 1 : 0),
  risk_score: ({ rule }) => rule.risk_score,
  severity: ({ rule }) => SEVERITIES.indexOf(rule.severity),
  version: ({ rule }) => rule.version,
  type: ({ rule }) => rule.type,
  created_at: ({ createdAtMs }) => createdAtMs,
  updated_at: ({ updatedAtMs }) => updatedAtMs,
};
const OTHER_NAMES: { readonly [field: string]: string } = {
  riskScore: 'risk_score',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

/** Of two that are alike the one of the lesser id stands first, so that pages do not overlap. */
export function sortedRules(
  rules: readonly BookRule[],
  { sort_field: given, sort_order: order = 'asc' }: Pick<FindRulesQuery, 'sort_field' | 'sort_order'>,
): readonly BookRule[] {
  if (given === undefined) return rules;
  const name = Object.hasOwn(OTHER_NAMES, given) ? OTHER_NAMES[given] : given;
  const keyOf = name !== undefined && Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  if (keyOf === undefined)
    throw new ElasticError(
      400,
      `rules are not sorted by "${given.slice(0, 100)}": sort_field can be ${Object.keys(SORTS).join(', ')}`,
    );
  const sign = order === 'desc' ? -1 : 1;
  return [...rules].sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left !== right) return left < right ? -sign : sign;
    return a.id < b.id ? -1 : 1;
  });
}
