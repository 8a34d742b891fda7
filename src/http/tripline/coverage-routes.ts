/** What the rules cover of ATT&CK with data that really arrives. */
import type { FastifyInstance } from 'fastify';
import { type CoverageAnswer, CoverageQuery } from '../../api/coverage.ts';
import { type Coverage, coverageOf, navigatorLayer } from '../../detect/coverage.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { AlertStore } from '../../store/alert-store.ts';
import type { SourceTally } from '../../store/event-store.ts';
import type { HttpParts } from '../parts.ts';
import { sourcesIn } from './arriving-sources.ts';
import { inTime, type Patience, patienceOf, Turnstile } from './asker.ts';
import { windowBetween } from './query-plan.ts';

const MOST_MS = 30_000;
const MOST_AT_ONCE = 6;

export function coverageRoutes(
  server: FastifyInstance,
  { alerts, clock, events, rules }: HttpParts,
  mostMs: number = MOST_MS,
): void {
  const turnstile = new Turnstile(MOST_AT_ONCE);

  server.get<{ Querystring: CoverageQuery }>(
    '/api/tripline/coverage',
    { config: { access: 'read' }, schema: { querystring: CoverageQuery } },
    async ({ query }, reply) => {
      return turnstile.during(async () => {
        return await coverageSince(query, patienceOf(reply, mostMs));
      });
    },
  );

  async function coverageSince(query: CoverageQuery, patience: Patience): Promise<object> {
    const nowMs = clock();
    const window = windowBetween(query.from ?? 'now-30d', 'now', nowMs);
    const arriving = await sourcesIn(events, window, patience, mostMs);
    const { counts, isPartial } = await alertsByRule(alerts, window, patience);
    const without = new Set(query.without?.split(','));
    const indices = arriving.map(({ index }) => index).filter(index => !without.has(index ?? ''));
    const coverage = coverageOf(rules.list(), ruleId => counts.get(ruleId) ?? 0, indices);
    return query.format === 'navigator'
      ? navigatorLayer(coverage)
      : coverageJson(coverage, { arriving, isPartial, window });
  }
}

function coverageJson(
  { rules, tactics, unmapped }: Coverage,
  {
    arriving,
    isPartial,
    window: { fromMs, toMs },
  }: {
    readonly arriving: readonly SourceTally[];
    readonly isPartial: boolean;
    readonly window: TimeWindow;
  },
): CoverageAnswer {
  return {
    isPartial,
    window: { from: formatTimestamp(fromMs), to: formatTimestamp(toMs) },
    sources: arriving
      .map(({ events, index }) => ({ index: index ?? null, events }))
      .sort((a, b) => b.events - a.events),
    tactics,
    unmapped,
    rules: Object.fromEntries(rules),
  };
}

/**
 * By `rule_id`; the building blocks of a sequence are no alerts of their own. Where there is no time for all of them,
 * those that were counted.
 */
async function alertsByRule(
  alerts: AlertStore,
  { fromMs }: TimeWindow,
  patience: Patience,
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly isPartial: boolean }> {
  const counts = new Map<string, number>();
  const field = { path: '@timestamp', type: 'date' } as const;
  const filter = { kind: 'range', field, op: '>=', value: formatTimestamp(fromMs) } as const;
  const fields = ['kibana.alert.rule.rule_id', 'kibana.alert.group.index'];
  const isWhole = await inTime(patience, async signal => {
    for await (const batch of alerts.values({ filter, signal }, fields))
      for (const [ruleId, groupIndex] of batch)
        if (typeof ruleId === 'string' && groupIndex === undefined)
          counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
    return true;
  });
  return { counts, isPartial: isWhole === undefined };
}
