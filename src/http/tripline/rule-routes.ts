/** How rules are, all in a list or one in full, and what some would have told. */
import type { FastifyInstance } from 'fastify';
import {
  type RuleHealth,
  type RulesDryRun,
  RulesDryRunBody,
  type RulesOverview,
} from '../../api/rules-overview.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { type Patience, patienceOf, Turnstile } from './asker.ts';
import { windowBetween } from './query-plan.ts';
import { ruleHealth } from './rule-health.ts';
import { countsOf, RuleOverviews } from './rule-overview.ts';

const MOST_MS = 15_000;
const MOST_AT_ONCE = 6;
/** A dry run searches as much as its rules do, and there is no end to that. */
const MOST_DRY_MS = 30_000;
const MOST_DRY_AT_ONCE = 2;
const MOST_DRY_WINDOW_MS = 90 * 86_400_000;
/** However little time is left, each rule gets so much. */
const LEAST_RULE_MS = 50;
const DAY_MS = 86_400_000;

export function ruleRoutes(
  server: FastifyInstance,
  parts: HttpParts,
  mostMs: number = MOST_MS,
  mostDryMs: number = MOST_DRY_MS,
): void {
  const { clock, detection, rules } = parts;
  const turnstile = new Turnstile(MOST_AT_ONCE);
  const dryTurnstile = new Turnstile(MOST_DRY_AT_ONCE);
  const overviews = new RuleOverviews(parts);

  server.get('/api/tripline/rules/overview', { config: { access: 'read' } }, async (_, reply) => {
    return turnstile.during(async (): Promise<RulesOverview> => {
      const at = formatTimestamp(clock());
      const { isPartial, rows } = await overviews.of(rules.list(), patienceOf(reply, mostMs));
      return { at, counts: countsOf(rows), rules: rows, isPartial };
    });
  });

  server.get<{ Params: { id: string } }>(
    '/api/tripline/rules/:id/health',
    { config: { access: 'read' } },
    async ({ params }, reply) => {
      const rule = knownRule(rules, params.id);
      return turnstile.during(async (): Promise<RuleHealth> => {
        const patience = patienceOf(reply, mostMs);
        return await ruleHealth(parts, rule, await overviews.of([rule], patience), patience);
      });
    },
  );

  server.post<{ Body: RulesDryRunBody }>(
    '/api/tripline/rules/dry-run',
    { config: { access: 'read' }, schema: { body: RulesDryRunBody } },
    async ({ body }, reply) => {
      const window = windowBetween(body.from ?? 'now-7d', 'now', clock());
      if (window.toMs - window.fromMs > MOST_DRY_WINDOW_MS)
        throw new HttpProblem('invalid', '`from` lies more than 90 days back: ask for less');
      return dryTurnstile.during(() => dryRun(body.ids, window, patienceOf(reply, mostDryMs)));
    },
  );

  /** One rule after the other; what is left of the time is shared by those that are left. */
  async function dryRun(
    ids: readonly string[],
    window: TimeWindow,
    { signal }: Patience,
  ): Promise<RulesDryRun> {
    const startedMs = clock();
    const told: RulesDryRun['rules'][number][] = [];
    for (const [at, id] of ids.entries()) {
      signal.throwIfAborted();
      const leftMs = mostDryMs - (clock() - startedMs);
      const ownMs = Math.max(LEAST_RULE_MS, Math.ceil(leftMs / (ids.length - at)));
      told.push(await dryRunOf(id, window, AbortSignal.any([signal, AbortSignal.timeout(ownMs)])));
    }
    return { from: formatTimestamp(window.fromMs), rules: told };
  }

  async function dryRunOf(
    id: string,
    window: TimeWindow,
    signal: AbortSignal,
  ): Promise<RulesDryRun['rules'][number]> {
    const nothing = { id, alerts: 0, perDay: 0, isPartial: true };
    const rule = rules.byId(id) ?? rules.byRuleId(id);
    if (rule === undefined) return { ...nothing, problem: 'there is no such rule' };
    if (rule.compiled === undefined) return { ...nothing, problem: 'it does not run: its health says why' };
    try {
      const { alertCount, isAborted } = await detection.preview(rule.compiled, {
        window,
        signal,
        mostAlerts: 1,
      });
      const days = Math.max(1, window.toMs - window.fromMs) / DAY_MS;
      return {
        id,
        alerts: alertCount,
        perDay: Math.round((alertCount / days) * 100) / 100,
        isPartial: isAborted,
      };
    } catch (error) {
      // One that cannot run over this window says so, and stops no other.
      if (error instanceof RangeError) return { ...nothing, problem: error.message };
      throw error;
    }
  }
}

/** By its id, or by its rule id. @throws HttpProblem */
export function knownRule(rules: HttpParts['rules'], id: string): BookRule {
  const rule = rules.byId(id) ?? rules.byRuleId(id);
  if (rule === undefined) throw new HttpProblem('not-found', `there is no rule ${JSON.stringify(id)}`);
  return rule;
}
