/**
 * What a rule would have given: `invocationCount` runs, the last at `timeframeEnd`, each an interval apart, as one
 * window over the stored events. The alerts stand in the answer, as nothing of a preview is kept.
 */
import type { FastifyInstance } from 'fastify';
import { PreviewQuery, RuleBody } from '../../api/rule.ts';
import { parseDurationMs } from '../../base/duration.ts';
import { readRuleBody } from '../../detect/read-rule-body.ts';
import { parseTimestampMs } from '../../event/instant.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { windowOf } from '../../rules/look-back.ts';
import type { Rule } from '../../rules/rule.ts';
import type { HttpParts } from '../parts.ts';
import { ElasticError, refusedRule } from './elastic-scope.ts';
import { ruleKeysOf } from './rule-body.ts';

/** As long as a person waits; what was found until then is answered, and that it was cut short. */
const LONGEST_MS = 60_000;
const MOST_ALERTS = 500;
const MOST_INVOCATIONS = 10_000;

export function previewRoute(scope: FastifyInstance, parts: HttpParts): void {
  scope.post<{ Body: JsonObject }>(
    '/api/detection_engine/rules/preview',
    {
      config: { access: 'read' },
      schema: { body: RuleBody, querystring: PreviewQuery, summary: 'Preview a rule' },
    },
    async (request, reply) => {
      const { invocationCount, timeframeEnd, ...rest } = request.body;
      const previewId = parts.newId();
      const body = ruleKeysOf(rest);
      const read = readRuleBody({ ...body, rule_id: body['rule_id'] ?? previewId }, {});
      if (read.rule === undefined || read.compiled === undefined)
        throw refusedRule({ kind: 'invalid', diagnostics: read.diagnostics }, 'the rule');
      const window = windowFor(read.rule, invocationCount, timeframeEnd);
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      const startedAt = new Date(parts.clock()).toISOString();
      const preview = await parts.detection.preview(read.compiled, {
        window,
        mostAlerts: MOST_ALERTS,
        signal: AbortSignal.any([left.signal, AbortSignal.timeout(LONGEST_MS)]),
        exceptions: parts.exceptions.current(),
      });
      return {
        previewId,
        isAborted: preview.isAborted,
        logs: [
          { startedAt, duration: Math.round(preview.durationMs), errors: [], warnings: preview.warnings },
        ],
        alerts: preview.alerts,
        alertCount: preview.alertCount,
        events: preview.events,
        hits: preview.hits,
        window: {
          from: new Date(window.fromMs).toISOString(),
          to: new Date(window.toMs).toISOString(),
        },
      };
    },
  );
}

function windowFor(
  rule: Rule,
  count: Json | undefined,
  end: Json | undefined,
): { fromMs: number; toMs: number } {
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_INVOCATIONS)
    throw new ElasticError(
      400,
      `[request body]: "invocationCount" must be a whole number from 1 to ${MOST_INVOCATIONS}`,
    );
  const toMs = typeof end === 'string' ? parseTimestampMs(end) : undefined;
  if (toMs === undefined)
    throw new ElasticError(
      400,
      '[request body]: "timeframeEnd" must be a time such as "2026-03-02T09:40:00Z"',
    );
  const intervalMs = parseDurationMs(rule.interval) ?? 0;
  const lengthMs = windowOf(rule)?.lengthMs;
  if (lengthMs === undefined)
    throw new ElasticError(
      400,
      `a rule whose window is "${rule.from}" to "${rule.to}" is not previewed: give times relative to now, such as "now-9m"`,
    );
  return { fromMs: toMs - (count - 1) * intervalMs - lengthMs, toMs };
}
