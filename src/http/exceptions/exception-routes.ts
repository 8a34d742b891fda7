/**
 * Elastic's API of exception lists and their items (engine-semantics.md §7, §14). What it holds lives in the exception
 * book, which tells the detection of each change.
 */
import type { FastifyInstance } from 'fastify';
import { elasticScope } from '../detection/elastic-scope.ts';
import type { HttpParts } from '../parts.ts';
import { exceptionItemRoutes } from './item-routes.ts';
import { exceptionListRoutes } from './list-routes.ts';

export function exceptionRoutes(server: FastifyInstance, parts: HttpParts): void {
  elasticScope(server, scope => {
    exceptionListRoutes(scope, parts);
    exceptionItemRoutes(scope, parts);
  });
}
