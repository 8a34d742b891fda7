/** What the rules cover of ATT&CK with data that really arrives. */
import type { FastifyInstance } from 'fastify';
import { CoverageQuery } from '../../api/coverage.ts';
import { type Coverage, coverageOf, navigatorLayer } from '../../detect/coverage.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { AlertStore } from '../../store/alert-store.ts';
import type { HttpParts } from '../parts.ts';
import { windowOfBody } from './query-plan.ts';

export function coverageRoutes(server: FastifyInstance, { alerts, clock, events, rules }: HttpParts): void {
  server.get<{ Querystring: CoverageQuery }>(
    '/api/tripline/coverage',
    { config: { access: 'read' }, schema: { querystring: CoverageQuery } },
    async ({ query }) => {
      const nowMs = clock();
      const window = windowOfBody({ from: query.from ?? 'now-30d', to: 'now' }, nowMs) ?? {
        fromMs: 0,
        toMs: nowMs,
      };
      const counts = await alertsByRule(alerts, window);
      const arriving = (await events.sources(window)).map(({ index }) => index);
      const coverage = coverageOf(rules.list(), ruleId => counts.get(ruleId) ?? 0, arriving);
      return query.format === 'navigator' ? navigatorLayer(coverage) : coverageJson(coverage, window);
    },
  );
}

function coverageJson({ rules, tactics, unmapped }: Coverage, { fromMs, toMs }: TimeWindow): object {
  return {
    window: { from: formatTimestamp(fromMs), to: formatTimestamp(toMs) },
    tactics,
    unmapped,
    rules: Object.fromEntries(rules),
  };
}

/** By `rule_id`; the building blocks of a sequence are no alerts of their own. */
async function alertsByRule(
  alerts: AlertStore,
  { fromMs }: TimeWindow,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const field = { path: '@timestamp', type: 'date' } as const;
  const filter = { kind: 'range', field, op: '>=', value: formatTimestamp(fromMs) } as const;
  const fields = ['kibana.alert.rule.rule_id', 'kibana.alert.group.index'];
  for await (const batch of alerts.values({ filter }, fields))
    for (const [ruleId, groupIndex] of batch)
      if (typeof ruleId === 'string' && groupIndex === undefined)
        counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}
