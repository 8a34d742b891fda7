/** Which steps of an alert's guide are done, by whom and when. */
import type { FastifyInstance } from 'fastify';
import { type GuideSteps, GuideStepsBody } from '../../api/guide-steps.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { VersionConflict } from '../../store/object-store.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { nameOf } from './run-routes.ts';

const MOST_TRIES = 5;
const PATH = '/api/tripline/alerts/:uuid/guide-steps';

type Done = GuideSteps['done'];

export function guideStepRoutes(server: FastifyInstance, { alerts, clock, objects }: HttpParts): void {
  server.get<{ Params: { uuid: string } }>(
    PATH,
    { config: { access: 'read' } },
    async ({ params: { uuid } }): Promise<GuideSteps> => {
      await checkAlert(uuid);
      return { done: doneIn((await objects.get('guide-steps', uuid))?.body) };
    },
  );

  server.put<{ Params: { uuid: string }; Body: GuideStepsBody }>(
    PATH,
    { config: { access: 'triage' }, schema: { body: GuideStepsBody } },
    async ({ body, caller, params: { uuid } }): Promise<GuideSteps> => {
      await checkAlert(uuid);
      return { done: await change(uuid, body.done, nameOf(caller)) };
    },
  );

  async function checkAlert(uuid: string): Promise<void> {
    if (!(await alerts.known([uuid])).has(uuid)) throw new HttpProblem('not-found', 'no alert has this uuid');
  }

  /** A step that was done already stays theirs who did it. */
  async function change(uuid: string, wanted: readonly number[], who: string): Promise<Done> {
    for (let tries = 1; ; tries++) {
      const stands = await objects.get('guide-steps', uuid);
      const before = new Map(doneIn(stands?.body).map(step => [step.index, step]));
      const at = formatTimestamp(clock());
      const done = wanted.toSorted((a, b) => a - b).map(index => before.get(index) ?? { index, who, at });
      const body: JsonObject = { done: done.map(step => ({ ...step })) };
      try {
        const write = { kind: 'guide-steps' as const, id: uuid, body, ifVersion: stands?.version ?? 0 };
        await objects.write([write], { who, atMs: clock() });
        return done;
      } catch (error) {
        // Two ticked at once: what the other one ticked is seen the next time.
        if (!(error instanceof VersionConflict) || tries >= MOST_TRIES) throw error;
      }
    }
  }
}

/** What is no step in a stored body is passed over: only this file writes them. */
function doneIn(body: JsonObject | undefined): Done {
  const done: Json | undefined = body?.['done'];
  if (!Array.isArray(done)) return [];
  return (done as readonly Json[]).flatMap(step => {
    if (!isJsonObject(step)) return [];
    const { at, index, who } = step;
    return typeof index === 'number' && typeof who === 'string' && typeof at === 'string'
      ? [{ index, who, at }]
      : [];
  });
}
