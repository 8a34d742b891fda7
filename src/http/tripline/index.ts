/**
 * Tripline's own API, under `/api/tripline/`: one file for each group of routes, all of them in this list. Elastic's
 * paths stand elsewhere. Each route says who may call it and is given everything that has a life of its own.
 */
import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../parts.ts';
import { changeRoutes } from './change-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { tellProblems } from './request-problem.ts';
import { runRoutes } from './run-routes.ts';
import { statusRoutes } from './status-routes.ts';

const GROUPS: readonly ((server: FastifyInstance, parts: HttpParts) => void)[] = [
  eventRoutes,
  changeRoutes,
  runRoutes,
  statusRoutes,
];

export function triplineRoutes(server: FastifyInstance, parts: HttpParts): void {
  server.register(async scope => {
    tellProblems(scope);
    for (const group of GROUPS) group(scope, parts);
  });
}
