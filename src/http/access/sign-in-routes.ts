import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { FORM_TYPE } from '../bodies.ts';
import { page, sendPage } from '../pages.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { SESSION_COOKIE } from './access-check.ts';
import { readSessionCookie, writeSessionCookie } from './credential.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createSession, readSignInToken, type SignedIn } from './grants.ts';
import { isPassword } from './passwords.ts';
import { accessOf, type KnownUser, userId, userOf, writeUser } from './users.ts';

export interface CookieOptions {
  /** Where the server is reached by TLS: browsers then send the cookie over nothing else. */
  readonly secureCookies: boolean;
  /** Before every path, where a proxy puts the server below one: empty, or as in `/tripline`. */
  readonly basePath: string;
}

/** Where to go when signed in: a path of the screens. */
const Next = Type.Optional(
  Type.String({ maxLength: 2_000, pattern: '^/(?![/\\\\])[^\\\\\\u0000-\\u001f]*$' }),
);
const SignInQuery = Type.Object(
  { token: Type.Optional(Type.String({ maxLength: 400 })), next: Next },
  { additionalProperties: false },
);
const TokenForm = Type.Object({ token: Type.String({ maxLength: 400 }) }, { additionalProperties: false });
const PasswordForm = Type.Object(
  { name: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 1_000 }), next: Next },
  { additionalProperties: false },
);
interface PasswordBody {
  readonly name: string;
  readonly password: string;
  readonly next?: string;
}

/** Of one name, in so long a time, from addresses that never signed it in. */
const NAME_WINDOW_MS = 5 * 60_000;
const MOST_WRONG_PASSWORDS = 10;
const LONGEST_BROWSER = 200;
const MOST_PROVED = 10_000;

/**
 * A page with a form for name and password, and pages of sign-in links: these show one button, as previews of links open
 * them too; the button makes a session.
 */
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
  const wrongPasswords = new FailedAttempts({ windowMs: NAME_WINDOW_MS, most: MOST_WRONG_PASSWORDS });
  /** Names and the addresses from which they signed in: a stranger who tries names shuts out nobody. */
  const proved = new Set<string>();

  server.get<{ Querystring: { readonly token?: string; readonly next?: string } }>(
    '/sign-in',
    {
      config: { access: 'none' },
      schema: {
        tags: ['access'],
        summary: 'The page of a sign-in link, or a form',
        querystring: SignInQuery,
      },
    },
    async (request, reply) => {
      const { next = '', token } = request.query;
      if (token === undefined) return sendPage(reply, passwordPage(basePath, next));
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
      schema: { tags: ['access'], summary: 'Use a sign-in link', consumes: [FORM_TYPE], body: TokenForm },
    },
    async (request, reply) => {
      refuseOtherPages(request);
      const token = readSignInToken(request.body.token);
      const grant = token && (await gatekeeper.admit('sign-in', [token], request.ip));
      if (token === undefined || grant === undefined) return sendPage(reply.code(401), badLink());
      const known = grant.user === undefined ? undefined : await userOf(objects, grant.user);
      if (grant.user !== undefined && (known === undefined || known.user.isDisabled))
        return sendPage(reply.code(401), badLink());
      const by = { who: grant.name, atMs: clock() };
      const stored = await objects.get('session', token.id);
      if (stored === undefined) return sendPage(reply.code(401), badLink());
      // At its version: of two that press the button at once, one gets in.
      await objects.write(
        [{ kind: 'session', id: token.id, body: undefined, ifVersion: stored.version }],
        by,
      );
      gatekeeper.forget('session', token.id);
      const who = known === undefined ? { name: grant.name, access: grant.access } : whoIs(known);
      return await letIn(request, reply, who, known, '/');
    },
  );

  server.post<{ Body: PasswordBody }>(
    '/sign-in/password',
    {
      config: { access: 'none' },
      schema: { tags: ['access'], summary: 'Sign in', consumes: [FORM_TYPE], body: PasswordForm },
    },
    async (request, reply) => {
      refuseOtherPages(request);
      const { name, next = '', password } = request.body;
      const [id, nowMs] = [userId(name), clock()];
      const place = `${id} ${request.ip}`;
      const isLockedOut =
        !proved.has(place) &&
        (wrongPasswords.isLockedOut(id, nowMs) || wrongPasswords.isLockedOut(request.ip, nowMs));
      if (isLockedOut)
        return sendPage(
          reply.code(429).header('retry-after', '300'),
          passwordPage(basePath, next, 'Too many wrong passwords. Wait five minutes, and try again.'),
        );
      const known = await userOf(objects, name);
      const isRight = await isPassword(password, known?.user.passwordHash);
      if (known === undefined || !isRight || known.user.isDisabled) {
        wrongPasswords.count(id, nowMs);
        wrongPasswords.count(request.ip, nowMs);
        return sendPage(
          reply.code(401),
          passwordPage(basePath, next, 'Name and password do not belong together.'),
        );
      }
      proved.add(place);
      const [oldest] = proved;
      if (proved.size > MOST_PROVED && oldest !== undefined) proved.delete(oldest);
      return await letIn(request, reply, whoIs(known), known, next);
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

  async function letIn(
    request: FastifyRequest,
    reply: FastifyReply,
    who: SignedIn,
    known: KnownUser | undefined,
    next: string,
  ): Promise<FastifyReply> {
    const nowMs = clock();
    const browser = request.headers['user-agent']?.slice(0, LONGEST_BROWSER);
    const session = await createSession(
      { objects, newId, nowMs },
      { ...who, from: request.ip, ...(browser === undefined ? {} : { browser }) },
    );
    if (known !== undefined) {
      const user = { ...known.user, lastSignInAtMs: nowMs };
      // When he came last is a note: that he is changed at this moment matters more.
      await writeUser(objects, { ...known, user }, { who: known.user.name, atMs: nowMs }).catch(() => {});
    }
    return reply
      .setCookie(SESSION_COOKIE, writeSessionCookie(session), cookie)
      .redirect(`${basePath}/app${next === '' ? '/' : next}`, 303);
  }
}

function whoIs({ id, user }: KnownUser): SignedIn {
  return { name: user.name, access: accessOf(user), user: id };
}

/** Another page must not sign a visitor in as somebody else. */
function refuseOtherPages(request: FastifyRequest): void {
  const from = request.headers['sec-fetch-site'];
  if (from === 'cross-site' || from === 'same-site')
    throw new HttpProblem('not-from-here', 'open the page of this server and press its button');
}

/** @param next matches the pattern of its schema */
function passwordPage(basePath: string, next: string, complaint?: string): string {
  const hidden = next === '' ? '' : `<input type="hidden" name="next" value="${escaped(next)}">`;
  return page(
    'Sign in to Tripline',
    `${complaint === undefined ? '' : `<p role="alert">${complaint}</p>`}
<form method="post" action="${basePath}/sign-in/password">
<p><label>Name<br><input name="name" autocomplete="username" required autofocus maxlength="100"></label></p>
<p><label>Password<br><input name="password" type="password" autocomplete="current-password" required></label></p>
${hidden}<button>Sign in</button></form>
<p>No user yet? Whoever runs the server gets a link that signs in once: <code>tripline serve --sign-in-link</code></p>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function badLink(): string {
  return page(
    'This link does not work any more',
    '<p>A sign-in link is good for one use and a short time. Whoever runs the server or looks after its users makes a new one.</p>',
  );
}
