/** Lists of alerts, and what people do with what stands in them: acts mean alerts of a list. */
import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../parts.ts';
import { actRoutes } from './act-routes.ts';
import { AlertSnapshots } from './alert-snapshots.ts';
import { snapshotRoutes } from './snapshot-routes.ts';

export function alertListRoutes(server: FastifyInstance, parts: HttpParts): void {
  const snapshots = new AlertSnapshots(parts.clock);
  snapshotRoutes(server, parts, snapshots);
  actRoutes(server, parts, snapshots);
}
