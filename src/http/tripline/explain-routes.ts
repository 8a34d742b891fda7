/** Why: of an alert, of an event against a rule, of a rule that stays silent; and the funnel of one being written. */
import type { FastifyInstance } from 'fastify';
import { ExplainBody, FunnelBody } from '../../api/explain.ts';
import type { JsonObject } from '../../event/json.ts';
import { diagnosticJson } from '../../source/render-json.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { goneSignal, patienceOf, Turnstile } from './asker.ts';
import { explainAlert } from './explain-alert.ts';
import { explainDocuments, explainEvents, explainWindow } from './explain-events.ts';
import { type FunnelStep, funnelSteps } from './explain-funnel.ts';
import { explainedWindow, ruleToExplain } from './explain-request.ts';
import { sendParts, streamFormOf, type ToldPart } from './search-stream.ts';

/** Each holds events in memory. */
const MOST_EXPLANATIONS_AT_ONCE = 2;
const MOST_FUNNELS_AT_ONCE = 3;
const USUAL_EXPLAIN_MS = 10_000;

export function explainRoutes(server: FastifyInstance, parts: HttpParts): void {
  const explanations = new Turnstile(MOST_EXPLANATIONS_AT_ONCE);
  const funnels = new Turnstile(MOST_FUNNELS_AT_ONCE);

  server.get<{ Params: { uuid: string } }>(
    '/api/tripline/alerts/:uuid/explanation',
    { config: { access: 'read' } },
    ({ params }, reply) => explainAlert(parts, params.uuid, goneSignal(reply)),
  );

  server.post<{ Body: ExplainBody }>(
    '/api/tripline/rules/explain',
    { config: { access: 'read' }, schema: { body: ExplainBody } },
    async ({ body }, reply) => {
      if (body.documents !== undefined && body.eventIds !== undefined)
        throw new HttpProblem(
          'invalid',
          'give either `eventIds` or `documents`: those are explained together',
        );
      const { compiled, diagnostics, id } = ruleToExplain(body.rule as string | JsonObject, parts);
      const window = explainedWindow(body, parts.clock());
      const limits = { window, ...patienceOf(reply, body.timeoutMs ?? USUAL_EXPLAIN_MS) };
      const startedMs = parts.clock();
      return explanations.during(async () => {
        const { rule } = compiled;
        const said =
          body.documents !== undefined
            ? explainDocuments(compiled, body.documents as readonly JsonObject[])
            : body.eventIds !== undefined
              ? await explainEvents(parts, compiled, body.eventIds)
              : await explainWindow(parts, compiled, limits);
        return {
          took: parts.clock() - startedMs,
          rule: { id: id ?? null, rule_id: rule.rule_id, name: rule.name },
          diagnostics: diagnostics.map(diagnosticJson),
          ...said,
        };
      });
    },
  );

  server.post<{ Body: FunnelBody }>(
    '/api/tripline/rules/funnel',
    { config: { access: 'read' }, schema: { body: FunnelBody } },
    async ({ body, headers }, reply) => {
      const { compiled, diagnostics } = ruleToExplain(body.rule as JsonObject, parts);
      const window = explainedWindow(body, parts.clock());
      const limits = { window, ...patienceOf(reply, body.timeoutMs ?? USUAL_EXPLAIN_MS) };
      const said = { diagnostics: diagnostics.map(diagnosticJson) };
      const leave = funnels.enter();
      const steps = funnelSteps(parts, compiled, limits);
      const form = streamFormOf(headers.accept);
      if (form === undefined) {
        try {
          let last: JsonObject = {};
          for await (const { json } of steps) last = json;
          return { ...said, ...last };
        } finally {
          leave();
        }
      }
      return sendParts(reply, form, funnelInParts(steps, said as unknown as JsonObject), {
        signal: limits.signal,
        brokeOff: 'the funnel broke off here; its last numbers are of what was read until then',
        leave,
      });
    },
  );
}

async function* funnelInParts(
  steps: AsyncIterable<FunnelStep>,
  said: JsonObject,
): AsyncGenerator<ToldPart, void> {
  yield { type: 'diagnostics', body: said };
  for await (const { isEnd, json } of steps) yield { type: isEnd ? 'end' : 'funnel', body: json };
}
