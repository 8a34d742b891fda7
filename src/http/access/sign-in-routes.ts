import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { FORM_TYPE } from '../bodies.ts';
import { page, sendPage } from '../pages.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { SESSION_COOKIE } from './access-check.ts';
import { readSessionCookie, writeSessionCookie } from './credential.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createSession, readSignInToken } from './grants.ts';

export interface CookieOptions {
  /** Where the server is reached by TLS: browsers then send the cookie over nothing else. */
  readonly secureCookies: boolean;
  /** Before every path, where a proxy puts the server below one: empty, or as in `/tripline`. */
  readonly basePath: string;
}

const SignIn = Type.Object({ token: Type.String({ maxLength: 400 }) }, { additionalProperties: false });

/** A sign-in link shows a page with one button, as previews of links open them too; the button makes a session. */
export function signInRoutes(
  server: FastifyInstance,
  parts: HttpParts,
  gatekeeper: Gatekeeper,
  { basePath, secureCookies }: CookieOptions,
): void {
  const { clock, newId, objects } = parts;
  const cookie = {
    path: `${basePath}/`,
    httpOnly: true,
    sameSite: 'strict',
    secure: secureCookies,
  } as const;

  server.get<{ Querystring: { readonly token: string } }>(
    '/sign-in',
    {
      config: { access: 'none' },
      schema: { tags: ['access'], summary: 'The page of a sign-in link', querystring: SignIn },
    },
    async (request, reply) => {
      const { token } = request.query;
      if (readSignInToken(token) === undefined) return sendPage(reply.code(400), badLink());
      return sendPage(
        reply,
        page(
          'Sign in to Tripline',
          `<form method="post" action="${basePath}/sign-in"><input type="hidden" name="token" value="${token}"><button>Sign in</button></form>`,
        ),
      );
    },
  );

  server.post<{ Body: { readonly token: string } }>(
    '/sign-in',
    {
      config: { access: 'none' },
      schema: { tags: ['access'], summary: 'Use a sign-in link', consumes: [FORM_TYPE], body: SignIn },
    },
    async (request, reply) => {
      // Another page must not sign a visitor in as somebody else.
      const from = request.headers['sec-fetch-site'];
      if (from === 'cross-site' || from === 'same-site')
        throw new HttpProblem('not-from-here', 'open the link in a browser and press its button');
      const token = readSignInToken(request.body.token);
      const grant = token && (await gatekeeper.admit('sign-in', [token], request.ip));
      if (token === undefined || grant === undefined) return sendPage(reply.code(401), badLink());
      const by = { who: grant.name, atMs: clock() };
      const stored = await objects.get('session', token.id);
      if (stored === undefined) return sendPage(reply.code(401), badLink());
      // At its version: of two that press the button at once, one gets in.
      await objects.write(
        [{ kind: 'session', id: token.id, body: undefined, ifVersion: stored.version }],
        by,
      );
      gatekeeper.forget('session', token.id);
      const session = await createSession({ objects, newId, nowMs: clock() }, grant.name, grant.access);
      return reply
        .setCookie(SESSION_COOKIE, writeSessionCookie(session), cookie)
        .redirect(`${basePath}/app/`, 303);
    },
  );

  server.post(
    '/api/tripline/sign-out',
    {
      config: { access: 'read' },
      schema: { tags: ['access'], summary: 'End the session', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const session = readSessionCookie(request.cookies[SESSION_COOKIE] ?? '');
      if (request.caller?.by !== 'session' || session === undefined)
        throw new HttpProblem(
          'invalid',
          'found a key, expected a session; a key is revoked at /api/tripline/keys',
        );
      const by = { who: request.caller.name, atMs: clock() };
      await objects.write([{ kind: 'session', id: session.id, body: undefined }], by);
      gatekeeper.forget('session', session.id);
      return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send();
    },
  );
}

function badLink(): string {
  return page(
    'This link does not work any more',
    '<p>A sign-in link is good for one use and a quarter of an hour. Start Tripline again for a new one.</p>',
  );
}
