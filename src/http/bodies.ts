/** How bodies that are neither events nor files are read, and what may stand where a route reads none. */
import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problems.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** JSON, and forms where a route consumes them. Many clients say that they send one or the other and send nothing. */
export function readBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, null);
    else void parse(request, body, done);
  });
  server.addContentTypeParser<string>(FORM_TYPE, { parseAs: 'string' }, ({ routeOptions }, body, done) => {
    if (routeOptions.schema?.consumes?.includes(FORM_TYPE) === true)
      done(null, Object.fromEntries(new URLSearchParams(body)));
    else if (body === '') done(null, null);
    else
      done(
        new HttpProblem(
          'unsupported-type',
          'found a form, expected JSON: say `Content-Type: application/json`',
        ),
      );
  });
}

/**
 * Refuses a body that says something where a route takes none: it would be without effect, and whoever sent it meant
 * one. Routes that read bytes decide for themselves; those that shippers set things up by ignore them (docs/guide/api.md).
 */
export function refuseStrayBodies(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ body, method, routeOptions }) => {
    if (routeOptions.schema?.body !== undefined || saysNothing(body)) return;
    throw new HttpProblem(
      'invalid',
      `found a body, and ${method} ${routeOptions.url} takes none: what it is about stands in the address`,
    );
  });
}

function saysNothing(body: unknown): boolean {
  if (body === undefined || body === null || body === '' || body instanceof Uint8Array) return true;
  return typeof body === 'object' && Object.keys(body).length === 0;
}
