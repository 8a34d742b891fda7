import { ecsSchema } from '../event/ecs-schema.ts';
import { extendSchema } from '../event/extend-schema.ts';
import type { FieldType, Schema } from '../event/schema.ts';

const ORIGINAL = 'kibana.alert.original_';

/** What alerts say of themselves, as far as it is no keyword. */
const OWN_TYPES: Readonly<Record<string, FieldType>> = {
  'kibana.alert.ancestors.depth': 'long',
  'kibana.alert.depth': 'long',
  'kibana.alert.group.index': 'long',
  'kibana.alert.last_detected': 'date',
  'kibana.alert.original_time': 'date',
  'kibana.alert.reason': 'text',
  'kibana.alert.risk_score': 'double',
  'kibana.alert.rule.created_at': 'date',
  'kibana.alert.rule.enabled': 'boolean',
  'kibana.alert.rule.execution.timestamp': 'date',
  'kibana.alert.rule.immutable': 'boolean',
  'kibana.alert.rule.max_signals': 'long',
  'kibana.alert.rule.risk_score': 'double',
  'kibana.alert.rule.updated_at': 'date',
  'kibana.alert.rule.version': 'long',
  'kibana.alert.start': 'date',
  'kibana.alert.suppression.docs_count': 'long',
  'kibana.alert.suppression.end': 'date',
  'kibana.alert.suppression.start': 'date',
  'kibana.alert.threshold_result.count': 'long',
  'kibana.alert.tripline.superseded': 'boolean',
  'kibana.alert.workflow_status_updated_at': 'date',
};

/** The fields that Elastic's alerts have and people name in searches, beside those of which OWN_TYPES tells. */
const KEYWORDS: readonly string[] = [
  'ancestors.id',
  'ancestors.index',
  'ancestors.rule',
  'ancestors.type',
  'building_block_type',
  'group.id',
  'rule.author',
  'rule.category',
  'rule.execution.uuid',
  'rule.name',
  'rule.references',
  'rule.rule_id',
  'rule.severity',
  'rule.tags',
  'rule.threat.framework',
  'rule.threat.tactic.id',
  'rule.threat.tactic.name',
  'rule.threat.technique.id',
  'rule.threat.technique.name',
  'rule.threat.technique.subtechnique.id',
  'rule.threat.technique.subtechnique.name',
  'rule.type',
  'rule.uuid',
  'severity',
  'status',
  'suppression.terms.field',
  'suppression.terms.value',
  'uuid',
  'workflow_assignee_ids',
  'workflow_reason',
  'workflow_status',
  'workflow_tags',
  'workflow_user',
].map(name => `kibana.alert.${name}`);

const named: Schema = extendSchema(ecsSchema, {
  ...Object.fromEntries(KEYWORDS.map(name => [name, 'keyword' as const])),
  ...OWN_TYPES,
});

/** The fields of alerts: those of ECS, what alerts add, and under `original_event` those of the event as it was. */
export const alertSchema: Schema = {
  ...named,
  typeOf: path =>
    named.typeOf(path) ??
    (path.startsWith(`${ORIGINAL}event.`) ? ecsSchema.typeOf(path.slice(ORIGINAL.length)) : undefined),
};
