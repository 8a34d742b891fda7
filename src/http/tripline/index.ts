/**
 * Tripline's own API, under `/api/tripline/`: one file for each group of routes, all of them in this list. Elastic's
 * paths stand elsewhere. Each route says who may call it and is given everything that has a life of its own.
 */
import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../parts.ts';
import { alertListRoutes } from './alert-list-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { changeRoutes } from './change-routes.ts';
import { coverageRoutes } from './coverage-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { exceptionTrialRoutes } from './exception-trial-routes.ts';
import { explainRoutes } from './explain-routes.ts';
import { guideStepRoutes } from './guide-step-routes.ts';
import { noteRoutes } from './note-routes.ts';
import { processTreeRoutes } from './process-tree-routes.ts';
import { queryRoutes } from './query-routes.ts';
import { recordingRoutes } from './recording-routes.ts';
import { ruleHistoryRoutes } from './rule-history-routes.ts';
import { ruleRoutes } from './rule-routes.ts';
import { runRoutes } from './run-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { statusRoutes } from './status-routes.ts';

const GROUPS: readonly ((server: FastifyInstance, parts: HttpParts) => void)[] = [
  eventRoutes,
  processTreeRoutes,
  queryRoutes,
  alertRoutes,
  alertListRoutes,
  noteRoutes,
  guideStepRoutes,
  changeRoutes,
  ruleRoutes,
  ruleHistoryRoutes,
  exceptionTrialRoutes,
  recordingRoutes,
  runRoutes,
  statusRoutes,
  sourceRoutes,
  coverageRoutes,
  explainRoutes,
];

export function triplineRoutes(server: FastifyInstance, parts: HttpParts): void {
  for (const group of GROUPS) group(server, parts);
}
