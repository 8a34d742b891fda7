import type { FastifyInstance, FastifyRequest } from 'fastify';
import { suffices, sufficingFor } from '../../api/access.ts';
import type { Caller } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { readAuthorization, readSessionCookie } from './credential.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { hashSecret, isSameHash } from './secret.ts';

export const SESSION_COOKIE = 'tripline_session';
const CSRF_HEADER = 'x-tripline-csrf';
const READING_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Lets nobody call a route who may not, before anything of the body is read; and refuses, when the server starts, a
 * route that does not say who may call it. To be installed before any route.
 */
export function checkAccess(server: FastifyInstance, gatekeeper: Gatekeeper): void {
  server.addHook('onRoute', ({ config, method, url }) => {
    if (config?.access === undefined)
      throw new Error(`route ${String(method)} ${url} does not say who may call it: set config.access`);
  });
  server.addHook('onRequest', async request => {
    const needed = request.routeOptions.config.access;
    // Without an access there is no route: the answer is that nothing is here.
    if (needed === undefined || needed === 'none') return;
    const caller = await callerOf(request, gatekeeper);
    if (!suffices(caller.access, needed))
      throw new HttpProblem(
        'forbidden',
        `found access \`${caller.access}\`, expected ${sufficingFor(needed)
          .map(name => `\`${name}\``)
          .join(' or ')}`,
      );
    request.caller = caller;
  });
}

/** What a session's page must send along; it follows from the secret in the cookie, which the page cannot read. */
export function csrfTokenOf(request: FastifyRequest): string | undefined {
  const session = readSessionCookie(request.cookies[SESSION_COOKIE] ?? '');
  return session === undefined ? undefined : hashSecret(`csrf:${session.secret}`);
}

async function callerOf(request: FastifyRequest, gatekeeper: Gatekeeper): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const grant = await gatekeeper.admit('key', readAuthorization(authorization), request.ip);
    if (grant === undefined)
      throw new HttpProblem('unauthenticated', 'the key is wrong, has expired or was revoked');
    return { name: grant.name, access: grant.access, by: 'key', id: grant.id };
  }
  const session = readSessionCookie(request.cookies[SESSION_COOKIE] ?? '');
  const grant = session && (await gatekeeper.admit('session', [session], request.ip));
  if (grant === undefined)
    throw new HttpProblem(
      'unauthenticated',
      session === undefined
        ? 'send a key as `Authorization: ApiKey …`, or sign in by the link that the server printed'
        : 'the session has ended; sign in again',
    );
  if (!READING_METHODS.includes(request.method)) checkOrigin(request);
  const { access, id, name, user } = grant;
  return { name, access, by: 'session', id, ...(user === undefined ? {} : { user }) };
}

/** A browser sends the cookie whoever made it ask; only pages of this server know the token. */
function checkOrigin(request: FastifyRequest): void {
  if (request.headers['sec-fetch-site'] === 'same-origin') return;
  const found = request.headers[CSRF_HEADER];
  const expected = csrfTokenOf(request);
  if (typeof found !== 'string' || expected === undefined || !isSameHash(found, expected))
    throw new HttpProblem(
      'not-from-here',
      'send the header `X-Tripline-CSRF` with the `csrfToken` of GET /api/tripline/me',
    );
}
