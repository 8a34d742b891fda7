/**
 * Tells of changes as they happen, as server-sent events. A listener that was away for a short time names the last event
 * that it got and misses nothing; where too much has happened since, `missed` says that everything is to be read anew.
 */
import type { FastifyInstance } from 'fastify';
import { ChangesQuery } from '../../api/changes.ts';
import type { Change } from '../../detect/detection.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { ChangeLog, type LoggedChange, MOST_UUIDS_TOLD } from './change-log.ts';
import { ChangeStream } from './change-stream.ts';
import { gapJson, runJson } from './run-routes.ts';

export interface ChangeSettings {
  readonly heartbeatMs: number;
  /** Changes that are kept for those who come back. */
  readonly mostKept: number;
  readonly mostWaiting: number;
  readonly mostListeners: number;
  /** A listener comes back after this, so that a key that is gone is not listened with for ever. */
  readonly mostMs: number;
}

const USUAL: ChangeSettings = {
  heartbeatMs: 15_000,
  mostKept: 2_000,
  mostWaiting: 1_000,
  mostListeners: 200,
  mostMs: 600_000,
};

export function changeRoutes(
  server: FastifyInstance,
  { changes, newId }: HttpParts,
  settings: ChangeSettings = USUAL,
): void {
  const log = new ChangeLog(newId().slice(0, 8), settings.mostKept);
  const unsubscribe = changes.subscribe(change => log.add(change));
  const streams = new Set<ChangeStream>();
  server.addHook('preClose', async () => {
    unsubscribe();
    for (const stream of streams) stream.end('event: bye\ndata: {}');
  });

  server.get<{ Querystring: ChangesQuery }>(
    '/api/tripline/changes',
    { config: { access: 'read' }, schema: { querystring: ChangesQuery } },
    (request, reply) => {
      if (streams.size >= settings.mostListeners)
        throw new HttpProblem('busy', `${settings.mostListeners} listeners are there already: close one`);
      const kinds = request.query.kinds?.split(',');
      const isWanted = ({ change }: LoggedChange): boolean =>
        kinds === undefined || kinds.includes(change.kind);
      const header = request.headers['last-event-id'];
      const lastId = typeof header === 'string' ? header : request.query.lastEventId;
      const stream = new ChangeStream(settings.mostWaiting);
      const missed = lastId === undefined ? [] : log.since(lastId);
      if (missed === undefined) stream.tell(`id: ${log.lastId}\nevent: missed\ndata: {}`);
      else
        stream.tell(`${missed.length === 0 ? `id: ${log.lastId}\n` : ''}retry: 2000\nevent: hello\ndata: {}`);
      for (const logged of missed ?? []) if (isWanted(logged)) stream.tell(linesOf(logged));
      const stop = log.listen(logged => {
        if (isWanted(logged)) stream.tell(linesOf(logged));
      });
      // A comment, and the place in the log: also whoever wants few kinds comes back to where he was.
      const heartbeat = setInterval(() => stream.tell(`: alive\nid: ${log.lastId}`), settings.heartbeatMs);
      const lifetime = setTimeout(() => stream.end('event: again\ndata: {}'), settings.mostMs);
      streams.add(stream);
      stream.once('close', () => {
        stop();
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        streams.delete(stream);
      });
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  );
}

function linesOf({ change, id }: LoggedChange): string {
  return `id: ${id}\nevent: ${change.kind}\ndata: ${JSON.stringify(changeJson(change))}`;
}

function changeJson(change: Change): object {
  switch (change.kind) {
    case 'alerts': {
      const uuids = change.uuids.slice(0, MOST_UUIDS_TOLD);
      return { uuids, more: change.uuids.length - uuids.length };
    }
    case 'run':
      return runJson(change.record);
    case 'gap':
      return gapJson(change.gap);
    case 'rule':
      return { id: change.id };
    case 'exceptions':
      return {};
  }
}
