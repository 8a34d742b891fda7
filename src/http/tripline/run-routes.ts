/** What ran when and what it covered; runs by hand, and the filling of gaps. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  GapsQuery,
  RunRequestsQuery,
  RunsQuery,
  RunWindowBody,
  type ShownGap,
  type ShownRun,
  type ShownRunRequest,
  type ShownWindow,
} from '../../api/runs.ts';
import type { Gap, RunRecord, TimeWindow } from '../../detect/detection.ts';
import type { RunRequest, WantedRun } from '../../detect/run-requests.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Caller, HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { windowOfBody } from './query-plan.ts';
import { knownRule } from './rule-routes.ts';

const MOST_WINDOW_MS = 366 * 86_400_000;
const MOST_GAPS_TOLD = 10_000;
const MOST_REQUESTS_TOLD = 1_000;

export function runRoutes(server: FastifyInstance, parts: HttpParts): void {
  const { clock, detection, rules, runRequests } = parts;

  server.get<{ Params: { id: string }; Querystring: RunsQuery }>(
    '/api/tripline/rules/:id/runs',
    { config: { access: 'read' }, schema: { querystring: RunsQuery } },
    async ({ params, query }) => {
      const { id: ruleId } = knownRule(rules, params.id);
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
      const ruleId = query.ruleId === undefined ? undefined : knownRule(rules, query.ruleId).id;
      const all = await detection.gaps(ruleId);
      const gaps = all.filter(({ state }) => query.state === undefined || state === query.state);
      return { total: gaps.length, gaps: gaps.slice(0, MOST_GAPS_TOLD).map(gapJson) };
    },
  );

  server.post<{ Params: { id: string }; Body: RunWindowBody }>(
    '/api/tripline/rules/:id/runs',
    { config: { access: 'author' }, schema: { body: RunWindowBody } },
    ({ body, caller, params }, reply) => askFor('manual', params.id, body, caller, reply),
  );

  server.post<{ Params: { id: string }; Body: RunWindowBody }>(
    '/api/tripline/rules/:id/gaps/fill',
    { config: { access: 'author' }, schema: { body: RunWindowBody } },
    ({ body, caller, params }, reply) => askFor('gap-fill', params.id, body, caller, reply),
  );

  server.get<{ Querystring: RunRequestsQuery }>(
    '/api/tripline/run-requests',
    { config: { access: 'read' }, schema: { querystring: RunRequestsQuery } },
    async ({ query }) => {
      const ruleId = query.ruleId === undefined ? undefined : knownRule(rules, query.ruleId).id;
      const all = await runRequests.list(ruleId);
      const wanted = all.filter(({ state }) => query.state === undefined || state === query.state);
      return { total: wanted.length, requests: wanted.slice(0, MOST_REQUESTS_TOLD).map(requestJson) };
    },
  );

  server.get<{ Params: { id: string } }>(
    '/api/tripline/run-requests/:id',
    { config: { access: 'read' } },
    async ({ params }) => {
      const request = await runRequests.byId(params.id);
      if (request === undefined)
        throw new HttpProblem(
          'not-found',
          'no such run was asked for, or so long ago that it is not known any more',
        );
      return requestJson(request);
    },
  );

  /** Answered at once: long windows take minutes, and nobody's connection has to last for them. */
  async function askFor(
    kind: WantedRun['kind'],
    id: string,
    body: RunWindowBody,
    caller: Caller | undefined,
    reply: FastifyReply,
  ): Promise<object> {
    const { compiled, id: ruleId, isEnabled } = knownRule(rules, id);
    if (!isEnabled || compiled === undefined)
      throw new HttpProblem(
        'invalid',
        `the rule ${isEnabled ? 'does not compile' : 'is switched off'}: it runs only where it is on`,
      );
    const window = windowToRun(body, clock());
    const [request] = await runRequests.add([{ ruleId, kind, window }], nameOf(caller));
    if (request === undefined) throw new Error('a run was asked for, and none taken');
    return reply
      .code(202)
      .header('location', `/api/tripline/run-requests/${request.id}`)
      .send(requestJson(request));
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

function windowJson({ fromMs, toMs }: TimeWindow): ShownWindow {
  return { from: formatTimestamp(fromMs), to: formatTimestamp(toMs) };
}

export function runJson({ heldBack, notCovered, startedAtMs, window, ...record }: RunRecord): ShownRun {
  return {
    ...record,
    startedAt: formatTimestamp(startedAtMs),
    window: windowJson(window),
    ...(heldBack !== undefined && { heldBack: { ...windowJson(heldBack), alerts: heldBack.alerts } }),
    notCovered: notCovered.map(windowJson),
  };
}

function requestJson({ endedAtMs, requestedAtMs, window, ...request }: RunRequest): ShownRunRequest {
  return {
    ...request,
    window: windowJson(window),
    requestedAt: formatTimestamp(requestedAtMs),
    ...(endedAtMs !== undefined && { endedAt: formatTimestamp(endedAtMs) }),
  };
}

export function gapJson({ foundAtMs, fromMs, toMs, ...gap }: Gap): ShownGap {
  return { ...gap, ...windowJson({ fromMs, toMs }), foundAt: formatTimestamp(foundAtMs) };
}
