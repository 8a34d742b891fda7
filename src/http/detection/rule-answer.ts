/** A rule as Elastic's API answers with it: every key it was written with, the defaults, and what the server knows. */
import type { Detection, RunRecord } from '../../detect/detection.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { modelKeys } from '../../rules/rule-fields.ts';
import { isError } from '../../source/diagnostic.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import { diagnosticsText } from './elastic-scope.ts';

/** Keys that the server gives a rule: in a body they are passed over, as clients send back what they got. */
export const SERVER_KEYS: ReadonlySet<string> = new Set([
  'id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'execution_summary',
  'immutable',
  'outcome',
  'revision',
  'rule_source',
  'tripline',
]);

/** With how its last run went. */
export async function ruleAnswer(rule: BookRule, detection: Detection): Promise<JsonObject> {
  const [last] = await detection.runs(rule.id, { size: 1 });
  const summary = executionSummary(rule, last);
  return { ...plainRule(rule), ...(summary !== undefined && { execution_summary: summary }) };
}

/** As an export has it. */
export function plainRule(rule: BookRule): JsonObject {
  const { body } = rule;
  const isOfFile = rule.file !== undefined;
  const errors = rule.diagnostics.filter(isError);
  return {
    ...defaultsFor(rule.rule.type),
    ...Object.fromEntries(
      Object.entries(body).filter(([key, value]) => !SERVER_KEYS.has(key) && value !== null),
    ),
    id: rule.id,
    rule_id: rule.rule.rule_id,
    enabled: rule.isEnabled,
    immutable: isOfFile,
    rule_source: isOfFile ? { type: 'external', is_customized: false } : { type: 'internal' },
    revision: rule.revision,
    created_at: new Date(rule.createdAtMs).toISOString(),
    created_by: rule.createdBy,
    updated_at: new Date(rule.updatedAtMs).toISOString(),
    updated_by: rule.updatedBy,
    ...((isOfFile || errors.length > 0) && {
      tripline: {
        ...(rule.file !== undefined && { file: rule.file }),
        // The answer is JSON, and so is this.
        ...(errors.length > 0 && { diagnostics: errors.map(diagnosticJson) as unknown as Json }),
      },
    }),
  };
}

/** What Kibana makes explicit (rule-format.md §3). */
function defaultsFor(type: string): JsonObject {
  const fallbacks = Object.entries(modelKeys).flatMap(([key, { fallback, required }]): [string, Json][] =>
    // The fallbacks of the table are values of a rule, and so JSON.
    fallback === undefined || required === true ? [] : [[key, fallback as unknown as Json]],
  );
  const language = type === 'eql' || type === 'esql' ? type : 'kuery';
  return {
    ...Object.fromEntries(fallbacks),
    ...(type !== 'machine_learning' && { language }),
    actions: [],
    related_integrations: [],
    required_fields: [],
  };
}

const OUTCOMES = {
  succeeded: { status: 'succeeded', status_order: 0 },
  partial: { status: 'partial failure', status_order: 20 },
  failed: { status: 'failed', status_order: 30 },
} as const;

/** A rule that cannot run says so, also before anything tried. */
function executionSummary(rule: BookRule, last: RunRecord | undefined): JsonObject | undefined {
  if (rule.isEnabled && rule.compiled === undefined)
    return {
      last_execution: {
        date: new Date(rule.updatedAtMs).toISOString(),
        ...OUTCOMES.failed,
        message: `this rule does not run: ${diagnosticsText(rule.diagnostics)}`,
        metrics: {},
      },
    };
  if (last === undefined) return undefined;
  const gapMs = last.notCovered.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return {
    last_execution: {
      date: new Date(last.startedAtMs).toISOString(),
      ...OUTCOMES[last.outcome],
      message: last.warnings.length > 0 ? last.warnings.join('; ') : `${last.newAlerts} new alerts`,
      metrics: {
        total_search_duration_ms: Math.round(last.durationMs),
        ...(gapMs > 0 && { execution_gap_duration_s: Math.round(gapMs / 1000) }),
      },
    },
  };
}
