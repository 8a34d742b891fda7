/** What ran when and what it covered; runs by hand, and the filling of gaps. */
import type { FastifyInstance } from 'fastify';
import { GapsQuery, RunsQuery, RunWindowBody } from '../../api/runs.ts';
import type { Gap, RunRecord, TimeWindow } from '../../detect/detection.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import type { Caller, HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { Turnstile } from './asker.ts';
import { windowOfBody } from './query-plan.ts';

const MOST_RUNS_BY_HAND_AT_ONCE = 2;
const MOST_WINDOW_MS = 366 * 86_400_000;
const MOST_GAPS_TOLD = 10_000;

export function runRoutes(server: FastifyInstance, parts: HttpParts): void {
  const { clock, detection, rules } = parts;
  const turnstile = new Turnstile(MOST_RUNS_BY_HAND_AT_ONCE);

  server.get<{ Params: { id: string }; Querystring: RunsQuery }>(
    '/api/tripline/rules/:id/runs',
    { config: { access: 'read' }, schema: { querystring: RunsQuery } },
    async ({ params, query }) => {
      const ruleId = knownRule(params.id);
      const beforeMs =
        query.before === undefined ? undefined : windowOfBody({ from: query.before }, clock())?.fromMs;
      const records = await detection.runs(ruleId, {
        size: Math.max(1, Number(query.size ?? 50)),
        ...(beforeMs !== undefined && { beforeMs }),
      });
      return { runs: records.map(runJson) };
    },
  );

  server.get<{ Querystring: GapsQuery }>(
    '/api/tripline/gaps',
    { config: { access: 'read' }, schema: { querystring: GapsQuery } },
    async ({ query }) => {
      const ruleId = query.ruleId === undefined ? undefined : knownRule(query.ruleId);
      const all = await detection.gaps(ruleId);
      const gaps = all.filter(({ state }) => query.state === undefined || state === query.state);
      return { total: gaps.length, gaps: gaps.slice(0, MOST_GAPS_TOLD).map(gapJson) };
    },
  );

  server.post<{ Params: { id: string }; Body: RunWindowBody }>(
    '/api/tripline/rules/:id/runs',
    { config: { access: 'all' }, schema: { body: RunWindowBody } },
    ({ body, caller, params }) =>
      runByHand(params.id, body, (ruleId, window) =>
        detection.run(ruleId, window, { requestedBy: nameOf(caller) }),
      ),
  );

  server.post<{ Params: { id: string }; Body: RunWindowBody }>(
    '/api/tripline/rules/:id/gaps/fill',
    { config: { access: 'all' }, schema: { body: RunWindowBody } },
    ({ body, caller, params }) =>
      runByHand(params.id, body, (ruleId, window) =>
        detection.fillGaps(ruleId, window, { requestedBy: nameOf(caller) }),
      ),
  );

  async function runByHand(
    id: string,
    body: RunWindowBody,
    run: (ruleId: string, window: TimeWindow) => Promise<readonly RunRecord[]>,
  ): Promise<{ readonly runs: readonly JsonObject[] }> {
    const ruleId = knownRule(id);
    const window = windowToRun(body, clock());
    return turnstile.during(async () => {
      return { runs: (await run(ruleId, window)).map(runJson) };
    });
  }

  /** By its id, or by its rule id. */
  function knownRule(id: string): string {
    const rule = rules.byId(id) ?? rules.byRuleId(id);
    if (rule === undefined) throw new HttpProblem('not-found', `there is no rule ${JSON.stringify(id)}`);
    return rule.id;
  }
}

function windowToRun(body: RunWindowBody, nowMs: number): TimeWindow {
  const window = windowOfBody(body, nowMs);
  if (window === undefined || window.toMs - window.fromMs > MOST_WINDOW_MS)
    throw new HttpProblem('invalid', 'the window is longer than a year: run over it in parts');
  if (window.fromMs > nowMs)
    throw new HttpProblem('invalid', 'the window lies in the future: there is nothing to run over yet');
  return window;
}

export function nameOf(caller: Caller | undefined): string {
  return caller?.name ?? 'unknown';
}

function windowJson({ fromMs, toMs }: TimeWindow): JsonObject {
  return { from: formatTimestamp(fromMs), to: formatTimestamp(toMs) };
}

export function runJson({ heldBack, notCovered, startedAtMs, window, ...record }: RunRecord): JsonObject {
  return {
    ...record,
    startedAt: formatTimestamp(startedAtMs),
    window: windowJson(window),
    ...(heldBack !== undefined && { heldBack: { ...windowJson(heldBack), alerts: heldBack.alerts } }),
    notCovered: notCovered.map(windowJson),
  };
}

export function gapJson({ foundAtMs, fromMs, toMs, ...gap }: Gap): JsonObject {
  return { ...gap, ...windowJson({ fromMs, toMs }), foundAt: formatTimestamp(foundAtMs) };
}
