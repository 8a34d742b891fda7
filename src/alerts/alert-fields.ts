/**
 * The two parts of an alert that are copies: the fields of its event and the fields of its rule. Neither
 * original is changed.
 */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Rule, RuleType } from '../rules/rule.ts';
import { ruleUuid } from './alert-id.ts';
import { builtNote } from './guide.ts';

/**
 * The event as an alert carries it: as it came, but `event.kind` is `signal`, and whatever it said under
 * `kibana.alert` is gone (an event may be an alert itself, or may pretend to be one). Without `@timestamp`, which
 * every alert sets.
 */
export function sourceFields(document: JsonObject): JsonObject {
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(document)) {
    if (SET_ANEW.has(name) || isUnder(name, 'kibana.alert')) continue;
    if (name !== 'kibana' || !isJsonObject(value)) kept.push([name, value]);
    else if (Object.keys(withoutAlert(value)).length > 0) kept.push([name, withoutAlert(value)]);
  }
  const event = isJsonObject(document['event']) ? document['event'] : {};
  return { ...Object.fromEntries(kept), event: { ...event, kind: 'signal' } };
}

/** What an alert says for itself, in whichever of two spellings the event has it. */
const SET_ANEW: ReadonlySet<string> = new Set(['@timestamp', 'event', 'event.kind']);

/** `event.*` as it was, under `kibana.alert.original_event.*`. */
export function originalEventFields(document: JsonObject): JsonObject {
  const fields: [string, Json][] = [];
  for (const [name, value] of Object.entries(document)) {
    if (isUnder(name, 'event')) flatten(`kibana.alert.original_${name}`, value, fields);
  }
  return Object.fromEntries(fields.filter(([name]) => name !== 'kibana.alert.original_event'));
}

/** The whole rule in snake_case, defaults included: what `kibana.alert.rule.parameters` holds. */
function ruleParameters(rule: Rule): JsonObject {
  const { extra: written, origin: _, ...fields } = rule;
  // The rule's examples say nothing about an alert, and may be long.
  const { tests: __, ...extra } = written;
  // The fields of a rule are read from JSON or TOML and hold nothing else.
  return withoutUndefined({ ...extra, ...(fields as unknown as JsonObject), note: builtNote(rule) });
}

/**
 * `kibana.alert.rule.*`; `name` is the rule's own or what the event overrides it with. The same object as before for
 * the same rule and name, so that who writes many alerts can tell.
 */
export function ruleFields(rule: Rule, name: string, executionUuid: string): JsonObject {
  const known = lastFields.get(rule);
  if (known?.name === name && known.executionUuid === executionUuid) return known.fields;
  const fields = madeRuleFields(rule, name, executionUuid);
  lastFields.set(rule, { name, executionUuid, fields });
  return fields;
}

interface KnownFields {
  readonly name: string;
  readonly executionUuid: string;
  readonly fields: JsonObject;
}

/** Of each rule, those that were made last: names that events override may be many. */
const lastFields = new WeakMap<Rule, KnownFields>();

function madeRuleFields(rule: Rule, name: string, executionUuid: string): JsonObject {
  const parameters = ruleParameters(rule);
  const { category, ruleTypeId } = KINDS[rule.type];
  return withoutUndefined({
    'kibana.alert.rule.uuid': ruleUuid(rule.rule_id),
    'kibana.alert.rule.name': name,
    'kibana.alert.rule.category': category,
    'kibana.alert.rule.consumer': 'siem',
    'kibana.alert.rule.producer': 'siem',
    'kibana.alert.rule.rule_type_id': ruleTypeId,
    ...Object.fromEntries(COPIED.map(key => [`kibana.alert.rule.${key}`, parameters[key]])),
    'kibana.alert.rule.indices': parameters['index'],
    'kibana.alert.rule.parameters': parameters,
    'kibana.alert.rule.execution.uuid': executionUuid,
  });
}

/** Leaves out what is undefined: in a document, a field is there or it is not. */
export function withoutUndefined(fields: { readonly [name: string]: Json | undefined }): JsonObject {
  const present = Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined);
  return Object.fromEntries(present);
}

/** What Kibana calls the types of rules; dashboards filter by both. */
const KINDS: { readonly [K in RuleType]: { readonly category: string; readonly ruleTypeId: string } } = {
  query: { category: 'Custom Query Rule', ruleTypeId: 'siem.queryRule' },
  saved_query: { category: 'Saved Query Rule', ruleTypeId: 'siem.savedQueryRule' },
  eql: { category: 'Event Correlation Rule', ruleTypeId: 'siem.eqlRule' },
  esql: { category: 'ES|QL Rule', ruleTypeId: 'siem.esqlRule' },
  threshold: { category: 'Threshold Rule', ruleTypeId: 'siem.thresholdRule' },
  new_terms: { category: 'New Terms Rule', ruleTypeId: 'siem.newTermsRule' },
  threat_match: { category: 'Indicator Match Rule', ruleTypeId: 'siem.indicatorRule' },
  machine_learning: { category: 'Machine Learning Rule', ruleTypeId: 'siem.mlRule' },
};

/** What stands under its own name both in a rule and under `kibana.alert.rule`. */
const COPIED: readonly string[] = [
  'rule_id',
  'type',
  'version',
  'description',
  'author',
  'license',
  'tags',
  'references',
  'false_positives',
  'threat',
  'note',
  'setup',
  'from',
  'to',
  'interval',
  'max_signals',
  'enabled',
  'severity',
  'severity_mapping',
  'risk_score',
  'risk_score_mapping',
  'rule_name_override',
  'timestamp_override',
  'building_block_type',
  'exceptions_list',
  'actions',
  'throttle',
  'timeline_id',
  'timeline_title',
  'namespace',
  'meta',
  'immutable',
  'revision',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
];

function withoutAlert(kibana: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(kibana).filter(([name]) => !isUnder(name, 'alert')));
}

function isUnder(name: string, path: string): boolean {
  return name === path || name.startsWith(`${path}.`);
}

function flatten(path: string, value: Json, out: [string, Json][]): void {
  if (!isJsonObject(value)) {
    out.push([path, value]);
    return;
  }
  for (const [name, inner] of Object.entries(value)) flatten(`${path}.${name}`, inner, out);
}
