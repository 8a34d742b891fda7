import type { FieldHint } from '../../parts/kql-input-completion.ts';

/** What alerts have besides the fields of their events, and what it is called for short in lists of alerts. */
export const ALERT_FIELDS: readonly FieldHint[] = [
  field('severity', 'of the alert', ['low', 'medium', 'high', 'critical']),
  field('status', 'of the alert', ['open', 'acknowledged', 'closed']),
  field('rule', 'its name'),
  field('risk', '0 to 100'),
  field('assignee', 'who has it'),
  field('tag', 'of the alert'),
  field('reason', 'why it was closed', [
    'true_positive',
    'benign_positive',
    'false_positive',
    'duplicate',
    'other',
  ]),
  field('host.name', 'keyword'),
  field('user.name', 'keyword'),
  field('process.name', 'keyword'),
  field('kibana.alert.reason', 'the sentence'),
  field('kibana.alert.rule.rule_id', 'id of the rule'),
  field('kibana.alert.rule.type', 'of rule', [
    'query',
    'eql',
    'threshold',
    'new_terms',
    'threat_match',
    'machine_learning',
    'esql',
  ]),
  field('kibana.alert.rule.tags', 'of the rule'),
  field('kibana.alert.rule.threat.tactic.id', 'of ATT&CK'),
  field('kibana.alert.rule.threat.tactic.name', 'of ATT&CK'),
  field('kibana.alert.rule.threat.technique.id', 'of ATT&CK'),
  field('kibana.alert.original_time', 'of the event'),
];

function field(name: string, about: string, examples: readonly string[] = []): FieldHint {
  return { name, about, examples };
}
