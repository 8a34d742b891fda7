import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import {
  ALERT_HISTORY,
  type AlertHistory,
  CHANGE_ASSIGNEES,
  CHANGE_STATUS,
  CHANGE_TAGS,
  type ChangeAssignees,
  type ChangeStatus,
  type ChangeTags,
  type Updated,
} from '../../api/signals.ts';
import { isoTime } from '../../api/times.ts';
import type { JsonObject } from '../../event/json.ts';
import { elasticScope } from '../detection/elastic-scope.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import {
  type ChangedBy,
  changeAssignees,
  changeStatus,
  changeTags,
  type UpdateCounts,
} from './change-alerts.ts';
import { runSearch } from './run-search.ts';
import { readSearch } from './search-request.ts';

const SIGNALS = '/api/detection_engine/signals';
/** Its parts are checked as they are read, which names the one that is wrong. */
const SEARCH: TSchema = Type.Object({}, { additionalProperties: true });
const AlertPath = Type.Object({ uuid: Type.String({ minLength: 1, maxLength: 512 }) });

/** Alerts are searched and changed, by Elastic's paths, and tell their history. */
export function signalsRoutes(server: FastifyInstance, parts: HttpParts): void {
  elasticScope(server, scope => routesOf(scope, parts));
}

function routesOf(server: FastifyInstance, parts: HttpParts): void {
  const { alerts, clock } = parts;
  const by = (request: FastifyRequest): ChangedBy => ({
    who: request.caller?.name ?? 'nobody',
    atMs: clock(),
  });
  const counted = async (work: Promise<UpdateCounts>): Promise<Updated> => {
    const startMs = clock();
    return updateAnswer(await work, clock() - startMs);
  };

  server.post<{ Body: JsonObject }>(
    `${SIGNALS}/search`,
    { config: { access: 'read' }, schema: { tags: ['alerts'], summary: 'Search alerts', body: SEARCH } },
    async request => {
      const startMs = clock();
      const search = readSearch(request.body, startMs);
      const answer = await runSearch(alerts, search, request.signal);
      return { took: clock() - startMs, ...answer };
    },
  );

  server.post<{ Body: ChangeStatus }>(
    `${SIGNALS}/status`,
    {
      config: { access: 'triage' },
      schema: { tags: ['alerts'], summary: 'Open, acknowledge or close alerts', body: CHANGE_STATUS },
    },
    async request => await counted(changeStatus(alerts, request.body, by(request))),
  );

  server.post<{ Body: ChangeTags }>(
    `${SIGNALS}/tags`,
    {
      config: { access: 'triage' },
      schema: { tags: ['alerts'], summary: 'Tag alerts', body: CHANGE_TAGS },
    },
    async request => await counted(changeTags(alerts, request.body, by(request))),
  );

  server.post<{ Body: ChangeAssignees }>(
    `${SIGNALS}/assignees`,
    {
      config: { access: 'triage' },
      schema: { tags: ['alerts'], summary: 'Assign alerts', body: CHANGE_ASSIGNEES },
    },
    async request => await counted(changeAssignees(alerts, request.body, by(request))),
  );

  server.get<{ Params: { readonly uuid: string } }>(
    '/api/tripline/alerts/:uuid/history',
    {
      config: { access: 'read' },
      schema: {
        tags: ['alerts'],
        summary: 'Tell who changed an alert, and when',
        params: AlertPath,
        response: { 200: ALERT_HISTORY },
      },
    },
    async (request): Promise<AlertHistory> => {
      const { uuid } = request.params;
      if (!(await alerts.known([uuid])).has(uuid))
        throw new HttpProblem('not-found', 'there is no alert of this uuid');
      const changes = await alerts.history(uuid);
      return { uuid, changes: changes.map(({ atMs, ...change }) => ({ ...change, at: isoTime(atMs) })) };
    },
  );
}

function updateAnswer({ batches, total, updated }: UpdateCounts, took: number): Updated {
  return {
    took,
    timed_out: false,
    total,
    updated,
    noops: total - updated,
    deleted: 0,
    batches,
    version_conflicts: 0,
    retries: { bulk: 0, search: 0 },
    throttled_millis: 0,
    requests_per_second: -1,
    throttled_until_millis: 0,
    failures: [],
  };
}
