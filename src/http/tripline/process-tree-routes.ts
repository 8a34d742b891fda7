/** The processes around a stored event. */
import type { FastifyInstance } from 'fastify';
import { ProcessTreeQuery } from '../../api/ancestry.ts';
import { processTree } from '../../detect/process-tree.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { patienceOf, Turnstile } from './asker.ts';

const MOST_TREES_AT_ONCE = 6;
const MOST_NODES = 500;
const MOST_EVENTS = 50_000;
/** Nobody waits longer for a tree. */
const MOST_MS = 15_000;
const HOUR_MS = 3_600_000;

export function processTreeRoutes(
  server: FastifyInstance,
  { alerts, events }: HttpParts,
  mostMs: number = MOST_MS,
): void {
  const turnstile = new Turnstile(MOST_TREES_AT_ONCE);

  server.get<{ Params: { id: string }; Querystring: ProcessTreeQuery }>(
    '/api/tripline/events/:id/process-tree',
    { config: { access: 'read' }, schema: { querystring: ProcessTreeQuery } },
    async ({ params, query }, reply) => {
      const patience = patienceOf(reply, mostMs);
      return turnstile.during(async () => {
        const [event] = await events.byIds([params.id]);
        if (event === undefined)
          throw new HttpProblem(
            'not-found',
            'no stored event has this id: it never came, or has left the store',
          );
        const tree = await processTree(events, alerts, event, {
          depth: Math.min(30, Number(query.depth ?? 8)),
          mostChildren: Math.min(200, Number(query.children ?? 20)),
          mostNodes: MOST_NODES,
          mostEvents: MOST_EVENTS,
          beforeMs: HOUR_MS * Number(query.hoursBefore ?? 168),
          afterMs: HOUR_MS * Number(query.hoursAfter ?? 24),
          ...patience,
        });
        if (tree === undefined)
          throw new HttpProblem(
            'not-found',
            'the event names no process (`process.entity_id` or `process.pid`), or has no time',
          );
        const { nodes, window, ...rest } = tree;
        return {
          ...rest,
          window: { from: formatTimestamp(window.fromMs), to: formatTimestamp(window.toMs) },
          nodes: nodes.map(({ endMs, startMs, ...node }) => ({
            ...node,
            ...(startMs !== undefined && { start: formatTimestamp(startMs) }),
            ...(endMs !== undefined && { end: formatTimestamp(endMs) }),
          })),
        };
      });
    },
  );
}
