/** Changes of alerts, one or many at once, each of which can be taken back. */
import type { FastifyInstance } from 'fastify';
import { type ActList, ActsQuery, type ActUndone, type AlertActDone, NewActBody } from '../../api/acts.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { checkChange } from './act-change.ts';
import { AlertActs } from './alert-acts.ts';
import { type AlertSnapshots, uuidsIn } from './alert-snapshots.ts';
import { Turnstile } from './asker.ts';
import { noteOnEach } from './note-routes.ts';
import { nameOf } from './run-routes.ts';

/** Alerts of one act. */
const MOST_ALERTS = 100_000;
/** Alerts on which an act writes a note. */
const MOST_NOTED = 1_000;
const MOST_ACTS = 200;
const MOST_AT_ONCE = 4;
/** A hundred thousand uuids. */
const BODY_BYTES = 8 * 1024 ** 2;

export function actRoutes(server: FastifyInstance, parts: HttpParts, snapshots: AlertSnapshots): void {
  const acts = new AlertActs(parts);
  const turnstile = new Turnstile(MOST_AT_ONCE);

  server.post<{ Body: NewActBody }>(
    '/api/tripline/alerts/acts',
    { config: { access: 'triage' }, schema: { body: NewActBody }, bodyLimit: BODY_BYTES },
    async ({ body: { change, note, on }, caller }): Promise<AlertActDone> => {
      checkChange(change);
      const uuids = 'uuids' in on ? on.uuids : uuidsIn(snapshots.get(on.snapshot), on.group);
      if (uuids.length > MOST_ALERTS)
        throw new HttpProblem(
          'invalid',
          `${uuids.length} alerts are meant: act on at most ${MOST_ALERTS} at once`,
        );
      if (note !== undefined && uuids.length > MOST_NOTED)
        throw new HttpProblem(
          'invalid',
          `a note is written on at most ${MOST_NOTED} alerts, found ${uuids.length}: leave it out, or act on fewer`,
        );
      const who = nameOf(caller);
      return turnstile.during(async () => {
        const { changed, skipped, ...done } = await acts.act(uuids, change, who);
        if (note === undefined) return { ...done, skipped };
        const full = await noteOnEach(parts, changed, note, who);
        const reason = 'it has as many notes as it can: changed, but without the note';
        return { ...done, skipped: full === 0 ? skipped : [...skipped, { reason, count: full }] };
      });
    },
  );

  server.get<{ Querystring: ActsQuery }>(
    '/api/tripline/alerts/acts',
    { config: { access: 'read' }, schema: { querystring: ActsQuery } },
    async ({ caller, query }): Promise<ActList> => {
      const size = Math.min(MOST_ACTS, Number(query.size ?? 20));
      return { acts: await acts.list(query.mine === 'true' ? nameOf(caller) : undefined, size) };
    },
  );

  server.post<{ Params: { id: string } }>(
    '/api/tripline/alerts/acts/:id/undo',
    { config: { access: 'triage' } },
    async ({ caller, params }): Promise<ActUndone> =>
      turnstile.during(() => acts.undo(params.id, nameOf(caller))),
  );
}
