/** The recorded attack that ships: it is played as if it happened now, and its alerts are closed when it is enough. */
import type { FastifyInstance } from 'fastify';
import type { RecordingRemoved, RecordingState } from '../../api/recording.ts';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { type HttpParts, RECORDING_TAG, type RecordedAttack, type RecordingStatus } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { AlertActs } from './alert-acts.ts';
import { equals, isAlertOfItsOwn, sinceTime } from './alert-list-filter.ts';
import { nameOf } from './run-routes.ts';

const PATH = '/api/tripline/recording';

export function recordingRoutes(server: FastifyInstance, parts: HttpParts): void {
  const { alerts, recording } = parts;
  const acts = new AlertActs(parts);

  server.get(
    PATH,
    { config: { access: 'read' } },
    async (): Promise<RecordingState> =>
      recording === undefined ? { state: 'none', events: 0 } : stateJson(await recording.status()),
  );

  server.post(
    PATH,
    { config: { access: 'all' } },
    async ({ caller }): Promise<RecordingState> => stateJson(await shipped().start(nameOf(caller))),
  );

  server.delete(PATH, { config: { access: 'all' } }, async ({ caller }): Promise<RecordingRemoved> => {
    const attack = shipped();
    const who = nameOf(caller);
    const { sinceMs } = await attack.status();
    // Stopped first, so that nothing comes behind.
    await attack.forget(who);
    const uuids = sinceMs === undefined ? [] : await alertsSince(sinceMs);
    const change = { status: 'closed', addTags: [RECORDING_TAG] } as const;
    const closed = uuids.length === 0 ? 0 : (await acts.act(uuids, change, who)).done;
    return { ...stateJson(await attack.status()), closed };
  });

  /** Alerts on its events that are not closed. */
  async function alertsSince(sinceMs: number): Promise<readonly string[]> {
    const closed = equals('kibana.alert.workflow_status', ['closed']);
    const terms: Predicate[] = [isAlertOfItsOwn(), sinceTime(sinceMs), { kind: 'not', term: closed }];
    const uuids: string[] = [];
    // Tags are read and looked at here: they are no column, and few alerts are left to look at.
    for await (const rows of alerts.values({ filter: { kind: 'all', terms } }, ['kibana.alert.uuid', 'tags']))
      for (const [uuid, tags] of rows)
        if (valuesOf(tags as Parameters<typeof valuesOf>[0]).includes(RECORDING_TAG))
          uuids.push(String(uuid));
    return uuids;
  }

  function shipped(): RecordedAttack {
    if (recording === undefined)
      throw new HttpProblem('not-found', 'no recorded attack ships with this server: nothing can be played');
    return recording;
  }
}

function stateJson({ events, state, untilMs }: RecordingStatus): RecordingState {
  return { state, events, ...(untilMs !== undefined && { until: formatTimestamp(untilMs) }) };
}
