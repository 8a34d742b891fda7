/** Users and their sessions: made, changed and ended by admins; everybody sees his own sessions and changes his password. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { suffices } from '../../api/access.ts';
import { isoTime } from '../../api/times.ts';
import {
  LISTED_SESSIONS,
  LISTED_USERS,
  NEW_USER,
  type NewUser,
  OWN_PASSWORD,
  type OwnPassword,
  SHOWN_USER,
  type ShownSession,
  type ShownUser,
  SIGN_IN_LINK,
  type SignInLink,
  USER_EDIT,
  type UserEdit,
} from '../../api/users.ts';
import type { Caller, HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createSignInToken, type Grant, isExpired, readGrant } from './grants.ts';
import { hashPassword, isPassword } from './passwords.ts';
import {
  accessOf,
  allUsers,
  type KnownUser,
  shownUser,
  type User,
  userId,
  userOf,
  writeUser,
} from './users.ts';

const LINK_MS = 3 * 24 * 3_600_000;
const UserPath = Type.Object({ name: Type.String({ maxLength: 100 }) });
const SessionPath = Type.Object({ id: Type.String({ maxLength: 100 }) });
const admin = { config: { access: 'all' } } as const;
const anybody = { config: { access: 'read' } } as const;

export function userRoutes(server: FastifyInstance, parts: HttpParts, gatekeeper: Gatekeeper): void {
  const { clock, newId, objects } = parts;

  server.get(
    '/api/tripline/users',
    { ...admin, schema: { tags: ['access'], summary: 'List the users', response: { 200: LISTED_USERS } } },
    async () => ({ users: (await allUsers(objects)).map(({ user }) => shownUser(user)) }),
  );

  server.post<{ Body: NewUser }>(
    '/api/tripline/users',
    {
      ...admin,
      schema: { tags: ['access'], summary: 'Make a user', body: NEW_USER, response: { 201: SHOWN_USER } },
    },
    async (request, reply): Promise<ShownUser> => {
      const { name, password, role } = request.body;
      if ((await userOf(objects, name)) !== undefined)
        throw new HttpProblem('conflict', `there is a user \`${name}\` already`);
      const user: User = {
        ...{ name, role, isDisabled: false, createdAtMs: clock() },
        ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
      };
      await writeUser(objects, { id: userId(name), user, version: 0 }, byOf(request));
      reply.code(201);
      return shownUser(user);
    },
  );

  server.put<{ Params: { readonly name: string }; Body: UserEdit }>(
    '/api/tripline/users/:name',
    {
      ...admin,
      schema: {
        ...{
          tags: ['access'],
          summary: 'Change a user; his sessions end',
          params: UserPath,
          body: USER_EDIT,
        },
        response: { 200: SHOWN_USER },
      },
    },
    async (request): Promise<ShownUser> => {
      const known = await knownUser(request.params.name);
      const { isDisabled, password, role } = request.body;
      const user: User = {
        ...known.user,
        ...(role === undefined ? {} : { role }),
        ...(isDisabled === undefined ? {} : { isDisabled }),
        ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
      };
      await refuseLastAdmin(known, user, request.caller);
      await writeUser(objects, { ...known, user }, byOf(request));
      await endSessions(request, ({ user: id }) => id === known.id);
      return shownUser(user);
    },
  );

  server.delete<{ Params: { readonly name: string } }>(
    '/api/tripline/users/:name',
    {
      ...admin,
      schema: {
        tags: ['access'],
        summary: 'Remove a user',
        params: UserPath,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const known = await knownUser(request.params.name);
      await refuseLastAdmin(known, undefined, request.caller);
      const removal = { kind: 'user', id: known.id, body: undefined, ifVersion: known.version } as const;
      await objects.write([removal], byOf(request));
      await endSessions(request, ({ user: id }) => id === known.id);
      return reply.code(204).send();
    },
  );

  server.post<{ Params: { readonly name: string } }>(
    '/api/tripline/users/:name/sign-in-link',
    {
      ...admin,
      schema: {
        ...{
          tags: ['access'],
          summary: 'A link that signs a user in once, within three days',
          params: UserPath,
        },
        response: { 201: SIGN_IN_LINK },
      },
    },
    async (request, reply): Promise<SignInLink> => {
      const { id, user } = await knownUser(request.params.name);
      const access = accessOf(user);
      if (user.isDisabled || access === 'ingest')
        throw new HttpProblem('conflict', `\`${user.name}\` is disabled: enable him first`);
      const nowMs = clock();
      const who = { name: user.name, access, user: id };
      const token = await createSignInToken({ objects, newId, nowMs }, who, LINK_MS);
      reply.code(201);
      return { path: `/sign-in?token=${token}`, expiresAt: isoTime(nowMs + LINK_MS) };
    },
  );

  server.put<{ Body: OwnPassword }>(
    '/api/tripline/me/password',
    {
      ...anybody,
      schema: {
        ...{
          tags: ['access'],
          summary: 'Change the own password; the other sessions end',
          body: OWN_PASSWORD,
        },
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      const known = caller?.user === undefined ? undefined : await userOf(objects, caller.user);
      if (known === undefined)
        throw new HttpProblem('invalid', 'a password belongs to a user: sign in as one');
      const { current = '', password } = request.body;
      const { passwordHash } = known.user;
      if (passwordHash !== undefined && !(await isPassword(current, passwordHash)))
        throw new HttpProblem('forbidden', 'the current password is another one');
      const user = { ...known.user, passwordHash: await hashPassword(password) };
      await writeUser(objects, { ...known, user }, byOf(request));
      await endSessions(request, ({ user: id }, session) => id === known.id && session !== caller?.id);
      return reply.code(204).send();
    },
  );

  server.get(
    '/api/tripline/sessions',
    {
      ...anybody,
      schema: {
        ...{ tags: ['access'], summary: 'The own sessions; for admins everybody’s' },
        response: { 200: LISTED_SESSIONS },
      },
    },
    async ({ caller }): Promise<{ sessions: readonly ShownSession[] }> => {
      const isAdmin = caller !== undefined && suffices(caller.access, 'all');
      const nowMs = clock();
      const sessions = (await objects.list('session')).flatMap(object => {
        const grant = readGrant(object);
        if (grant?.kind !== 'session' || isExpired(grant, nowMs)) return [];
        return isAdmin || isOf(caller, grant, object.id) ? [shownSession(object.id, grant, caller)] : [];
      });
      return { sessions };
    },
  );

  server.delete<{ Params: { readonly id: string } }>(
    '/api/tripline/sessions/:id',
    {
      ...anybody,
      schema: {
        tags: ['access'],
        summary: 'End a session',
        params: SessionPath,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const ended = await endSessions(
        request,
        (grant, id) =>
          id === params.id &&
          caller !== undefined &&
          (suffices(caller.access, 'all') || isOf(caller, grant, id)),
      );
      // Of somebody else's session nobody is told that it is there.
      if (ended === 0) throw new HttpProblem('not-found', 'there is no session of this id');
      return reply.code(204).send();
    },
  );

  async function knownUser(name: string): Promise<KnownUser> {
    const known = await userOf(objects, name);
    if (known === undefined) throw new HttpProblem('not-found', 'there is no user of this name');
    return known;
  }

  /** Whoever is signed in by a link of the server's own is no user, and can make admins again. */
  async function refuseLastAdmin(
    { id, user: before }: KnownUser,
    after: User | undefined,
    caller: Caller | undefined,
  ): Promise<void> {
    const isAdmin = (user: User): boolean => user.role === 'admin' && !user.isDisabled;
    if (!isAdmin(before) || (after !== undefined && isAdmin(after)) || caller?.user === undefined) return;
    const others = (await allUsers(objects)).filter(one => one.id !== id && isAdmin(one.user));
    if (others.length === 0)
      throw new HttpProblem('conflict', `\`${before.name}\` is the only admin: make another one first`);
  }

  async function endSessions(
    request: FastifyRequest,
    isMeant: (grant: Grant, id: string) => boolean,
  ): Promise<number> {
    const meant = (await objects.list('session')).filter(object => {
      const grant = readGrant(object);
      return grant !== undefined && isMeant(grant, object.id);
    });
    if (meant.length === 0) return 0;
    await objects.write(
      meant.map(({ id }) => ({ kind: 'session', id, body: undefined }) as const),
      byOf(request),
    );
    for (const { id } of meant) gatekeeper.forget('session', id);
    return meant.length;
  }

  function byOf({ caller }: FastifyRequest): { readonly who: string; readonly atMs: number } {
    return { who: caller?.name ?? 'nobody', atMs: clock() };
  }
}

function isOf(caller: Caller | undefined, grant: Grant, id: string): boolean {
  return (
    caller?.by === 'session' &&
    (caller.id === id || (caller.user !== undefined && caller.user === grant.user))
  );
}

function shownSession(id: string, grant: Grant, caller: Caller | undefined): ShownSession {
  const { browser, createdAtMs, expiresAtMs, from, lastUsedAtMs, name } = grant;
  return {
    ...{ id, name, createdAt: isoTime(createdAtMs), isOwn: caller?.id === id },
    ...(expiresAtMs === undefined ? {} : { expiresAt: isoTime(expiresAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: isoTime(lastUsedAtMs) }),
    ...(from === undefined ? {} : { from }),
    ...(browser === undefined ? {} : { browser }),
  };
}
