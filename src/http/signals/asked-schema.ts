/**
 * The fields by which searches ask for alerts: those that alerts have, and the names under `signal.` that they had in
 * Elastic's first versions, which scripts still use and Elasticsearch answers by aliases.
 */
import { alertSchema } from '../../alerts/alert-schema.ts';
import type { Schema } from '../../event/schema.ts';

const FIRST_NAMES = 'signal.';

/** Those that were not only moved; all others stand under `kibana.alert.` by the same name. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['signal.rule.id', 'kibana.alert.rule.uuid'],
  ['signal.rule.risk_score', 'kibana.alert.risk_score'],
  ['signal.rule.severity', 'kibana.alert.severity'],
  ['signal.status', 'kibana.alert.workflow_status'],
]);

export const askedSchema: Schema = {
  ...alertSchema,
  typeOf: path => alertSchema.typeOf(nameNow(path)),
  sourceOf: path => alertSchema.sourceOf?.(nameNow(path)) ?? nameNow(path),
};

function nameNow(path: string): string {
  if (!path.startsWith(FIRST_NAMES)) return path;
  return RENAMED.get(path) ?? `kibana.alert.${path.slice(FIRST_NAMES.length)}`;
}
