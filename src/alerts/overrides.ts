/**
 * What the event of a single-event alert may override: severity, risk score and name of the rule's alerts
 * (engine-semantics: overrides). Sequences have none, as several events would contradict each other.
 */
import { type RawValue, valuesOf } from '../event/field-value.ts';
import type { Json, JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Rule, RuleSeverity } from '../rules/rule.ts';

const HIGHEST_FIRST: readonly RuleSeverity[] = ['critical', 'high', 'medium', 'low'];

/** The highest severity whose mapping holds a value of the event; the rule's own where none does. */
export function severityFor(rule: Rule, document: JsonObject): RuleSeverity {
  const mapped = HIGHEST_FIRST.find(severity =>
    rule.severity_mapping.some(
      mapping => mapping['severity'] === severity && holdsMappedValue(mapping, document),
    ),
  );
  return mapped ?? rule.severity;
}

/** The greatest value from 0 to 100 of the first mapping's field; the rule's own where there is none. */
export function riskScoreFor(rule: Rule, document: JsonObject): number {
  const scores = mappedValues(rule.risk_score_mapping[0], document)
    .filter(value => typeof value !== 'boolean' && String(value).trim() !== '')
    .map(Number)
    .filter(score => score >= 0 && score <= 100);
  return scores.length === 0 ? rule.risk_score : Math.max(...scores);
}

/** The first text of the field that overrides the name; the rule's own name where there is none. */
export function nameFor(rule: Rule, document: JsonObject): string {
  if (rule.rule_name_override === undefined) return rule.name;
  const texts = valuesOf(readField(document, rule.rule_name_override)).filter(isText);
  return texts[0] ?? rule.name;
}

function holdsMappedValue(mapping: JsonObject, document: JsonObject): boolean {
  const wanted = mapping['value'];
  const values = mappedValues(mapping, document);
  if (mapping['field'] === 'event.severity') {
    return values.some(
      value => wholeNumber(value) !== undefined && wholeNumber(value) === wholeNumber(wanted),
    );
  }
  // What a mapping does not say, or says by a table, no value is equal to.
  if (wanted === undefined || wanted === null || typeof wanted === 'object') return false;
  return values.some(value => String(value) === String(wanted));
}

function mappedValues(mapping: JsonObject | undefined, document: JsonObject): readonly RawValue[] {
  const field = mapping?.['field'];
  return typeof field === 'string' ? valuesOf(readField(document, field)) : [];
}

/** `event.severity` is a whole number that some sources write as text: `03`, `3.0` and `3` are the same. */
function wholeNumber(value: Json | RawValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.trunc(number) : undefined;
}

function isText(value: RawValue): value is string {
  return typeof value === 'string' && value !== '';
}
