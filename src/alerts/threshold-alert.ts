import type { FoundThreshold, KeyValue } from '../engine/hit.ts';
import { formatTimestamp } from '../event/instant.ts';
import { isJsonObject, type Json } from '../event/json.ts';
import type { Rule } from '../rules/rule.ts';
import type { AlertDocument, SourceEvent } from './alert-document.ts';
import { thresholdAlertId } from './alert-id.ts';
import { ancestorsOf, depthAbove } from './ancestors.ts';
import { type AlertContext, assemble } from './build-alerts.ts';
import { nestedFields } from './nested-fields.ts';
import { headOf, plain } from './reason.ts';

/**
 * The alert of a group of events: a document of its own, with the fields of the group and the time of the last event,
 * and under `kibana.alert.threshold_result` what was counted. Its ancestors are the first event and the last.
 */
export function buildThresholdAlert(
  rule: Rule,
  events: readonly SourceEvent[],
  values: readonly KeyValue[],
  found: FoundThreshold,
  context: AlertContext,
): AlertDocument {
  const { counted, fields } = namesIn(rule);
  const terms = fields.map((field, at) => ({ field, value: values[at] ?? null }));
  const distinct =
    counted === undefined || found.distinct === undefined ? [] : [{ field: counted, value: found.distinct }];
  return assemble(rule, context, {
    uuid: thresholdAlertId(rule.rule_id, values, found.fromMs),
    content: nestedFields(terms.map(({ field, value }) => [field, value])),
    events: [{ '@timestamp': formatTimestamp(found.toMs) }],
    ancestors: events.flatMap(ancestorsOf),
    depth: depthAbove(events),
    name: rule.name,
    severity: rule.severity,
    riskScore: rule.risk_score,
    reason: reasonOf(rule, terms, distinct, found),
    buildingBlockType: rule.building_block_type,
    group: {
      'kibana.alert.threshold_result': {
        terms,
        cardinality: distinct,
        count: found.count,
        from: formatTimestamp(found.fromMs),
      },
    },
  });
}

/** The fields of the group, and the one of which different values are counted, as the rule names them. */
function namesIn({ extra }: Rule): {
  readonly fields: readonly string[];
  readonly counted: string | undefined;
} {
  const { cardinality = [], field = [] } = isJsonObject(extra['threshold']) ? extra['threshold'] : {};
  const [first] = listOf(cardinality);
  const counted = isJsonObject(first) ? first['field'] : undefined;
  return {
    fields: [...new Set(listOf(field).filter(name => typeof name === 'string' && name !== ''))] as string[],
    counted: typeof counted === 'string' ? counted : undefined,
  };
}

function listOf(value: Json): readonly Json[] {
  // `isArray` does not narrow readonly arrays.
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

interface FieldValue {
  readonly field: string;
  readonly value: KeyValue;
}

/** `Many logons (high): 25 events of source.ip 1.2.3.4 with 3 values of user.name, from … to ….` */
function reasonOf(
  rule: Rule,
  terms: readonly FieldValue[],
  distinct: readonly FieldValue[],
  { count, fromMs, toMs }: FoundThreshold,
): string {
  const group = terms.map(({ field, value }) => `${field} ${plain(String(value))}`).join(', ');
  const values = distinct.map(({ field, value }) => ` with ${value} values of ${field}`).join('');
  const events = `${count} ${count === 1 ? 'event' : 'events'}${group === '' ? '' : ` of ${group}`}${values}`;
  return `${headOf(rule)}: ${events}, from ${formatTimestamp(fromMs)} to ${formatTimestamp(toMs)}.`;
}
