import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import {
  CREATED_KEY,
  type CreatedKey,
  LISTED_KEYS,
  type ListedKeys,
  ME,
  type Me,
  NEW_KEY,
  type NewKey,
  type ShownKey,
} from '../../api/keys.ts';
import { isoTime } from '../../api/times.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { csrfTokenOf } from './access-check.ts';
import { encodeKey } from './credential.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import { createKey, type Grant, readGrant } from './grants.ts';
import { userOf } from './users.ts';

const DAY_MS = 24 * 3_600_000;
const KeyPath = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** Keys are made, listed and revoked; and whoever asks is told who it is. */
export function keyRoutes(server: FastifyInstance, parts: HttpParts, gatekeeper: Gatekeeper): void {
  const { clock, newId, objects } = parts;

  server.post<{ Body: NewKey }>(
    '/api/tripline/keys',
    {
      config: { access: 'all' },
      schema: { tags: ['access'], summary: 'Make a key', body: NEW_KEY, response: { 201: CREATED_KEY } },
    },
    async (request, reply): Promise<CreatedKey> => {
      const { access, expiresInDays, name } = request.body;
      const nowMs = clock();
      const expiresAtMs = expiresInDays === undefined ? undefined : nowMs + expiresInDays * DAY_MS;
      const key = { name, access, expiresAtMs };
      const by = request.caller?.name ?? 'nobody';
      const { grant, id, secret } = await createKey({ objects, newId, nowMs }, key, by);
      reply.code(201);
      return { ...shown(id, grant), key: secret, encoded: encodeKey({ id, secret }) };
    },
  );

  server.get(
    '/api/tripline/keys',
    {
      config: { access: 'all' },
      schema: {
        tags: ['access'],
        summary: 'List the keys, without their secrets',
        response: { 200: LISTED_KEYS },
      },
    },
    async (): Promise<ListedKeys> => {
      const stored = await objects.list('api-key');
      return {
        keys: stored.flatMap(object => {
          const grant = readGrant(object);
          if (grant === undefined) return [];
          const { lastUsedAtMs } = grant;
          const used = lastUsedAtMs === undefined ? {} : { lastUsedAt: isoTime(lastUsedAtMs) };
          return [{ ...shown(object.id, grant), ...used }];
        }),
      };
    },
  );

  server.delete<{ Params: { readonly id: string } }>(
    '/api/tripline/keys/:id',
    {
      config: { access: 'all' },
      schema: { tags: ['access'], summary: 'Revoke a key', params: KeyPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const known = await objects.get('api-key', id);
      if (known === undefined) throw new HttpProblem('not-found', 'there is no key of this id');
      const by = { who: request.caller?.name ?? 'nobody', atMs: clock() };
      await objects.write([{ kind: 'api-key', id, body: undefined }], by);
      gatekeeper.forget('api-key', id);
      return reply.code(204).send();
    },
  );

  server.get(
    '/api/tripline/me',
    {
      config: { access: 'read' },
      schema: { tags: ['access'], summary: 'Who asks, and what it may do', response: { 200: ME } },
    },
    async (request): Promise<Me> => {
      const { caller } = request;
      if (caller === undefined) throw new HttpProblem('unauthenticated', 'nobody asks');
      const { access, by, name } = caller;
      if (by === 'key') return { access, by, name };
      const known = caller.user === undefined ? undefined : await userOf(objects, caller.user);
      const token = csrfTokenOf(request);
      return {
        ...{ access, by, name },
        ...(known === undefined
          ? {}
          : { user: known.user.name, hasPassword: known.user.passwordHash !== undefined }),
        ...(token === undefined ? {} : { csrfToken: token }),
      };
    },
  );
}

function shown(id: string, grant: Grant): ShownKey {
  const { access, createdAtMs, expiresAtMs, name } = grant;
  const expires = expiresAtMs === undefined ? {} : { expiresAt: isoTime(expiresAtMs) };
  return { id, name, access, createdAt: isoTime(createdAtMs), ...expires };
}
