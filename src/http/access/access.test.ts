import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import { buildServer } from '../server.ts';
import { createBootstrapKey, createSignInToken } from './grants.ts';

const HOUR_MS = 3_600_000;
const servers: FastifyInstance[] = [];

function start(parts: TestParts = testParts()): {
  readonly server: FastifyInstance;
  readonly parts: TestParts;
} {
  const server = buildServer(parts);
  servers.push(server);
  return { server, parts };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function me(server: FastifyInstance, headers: { [name: string]: string }): Promise<number> {
  return (await server.inject({ url: '/api/tripline/me', headers })).statusCode;
}

describe('keys', () => {
  test('a key is known in every form in which clients send it', async () => {
    const { parts, server } = start();
    const authorization = await parts.key('all');
    const encoded = authorization.slice('ApiKey '.length);
    for (const form of [authorization, `apikey ${encoded}`, `Bearer ${encoded}`, `Basic ${encoded}`])
      expect(await me(server, { authorization: form })).toBe(200);
    for (const form of [
      '',
      'ApiKey',
      `Digest ${encoded}`,
      `ApiKey x${encoded}`,
      `ApiKey ${'a'.repeat(5000)}`,
    ])
      expect(await me(server, { authorization: form })).toBe(401);
  });

  test('the bootstrap key does everything, and a later one of another value replaces it', async () => {
    const { parts, server } = start();
    const [first, second] = ['first-bootstrap-key-of-the-server', 'second-bootstrap-key-of-the-server'];
    await createBootstrapKey({ objects: parts.objects, nowMs: 0 }, first);
    expect(await me(server, { authorization: `ApiKey ${first}` })).toBe(200);
    expect(
      await me(server, { authorization: `Basic ${Buffer.from(`elastic:${first}`).toString('base64')}` }),
    ).toBe(200);
    await createBootstrapKey({ objects: parts.objects, nowMs: 0 }, second);
    parts.wait(11_000);
    expect(await me(server, { authorization: `ApiKey ${first}` })).toBe(401);
    expect(await me(server, { authorization: `Bearer ${second}` })).toBe(200);
    await expect(createBootstrapKey({ objects: parts.objects, nowMs: 0 }, 'short')).rejects.toThrow(
      'a bootstrap key has 32 to 500 printable characters and no blanks; this one has 5 characters',
    );
  });

  test('a key for ingest reads nothing, one for reading delivers nothing, and neither makes keys', async () => {
    const { parts, server } = start();
    const statuses = async (access: 'ingest' | 'read' | 'all'): Promise<readonly number[]> => {
      const headers = { authorization: await parts.key(access) };
      const answers = [
        await server.inject({ url: '/api/tripline/me', headers }),
        await server.inject({ url: '/', headers }),
        await server.inject({ url: '/api/tripline/keys', headers }),
      ];
      return answers.map(answer => answer.statusCode);
    };
    expect(await statuses('ingest')).toEqual([403, 200, 403]);
    expect(await statuses('read')).toEqual([200, 403, 403]);
    expect(await statuses('all')).toEqual([200, 200, 200]);
  });

  test('a key is made, shown once, listed without its secret, and revoked', async () => {
    const { parts, server } = start();
    const headers = { authorization: await parts.key('all') };
    const made = await server.inject({
      method: 'POST',
      url: '/api/tripline/keys',
      headers,
      payload: { name: 'winlogbeat', access: 'ingest', expiresInDays: 2 },
    });
    expect(made.statusCode).toBe(201);
    const { encoded, id, key } = made.json<{ id: string; key: string; encoded: string }>();
    expect(Buffer.from(encoded, 'base64').toString()).toBe(`${id}:${key}`);
    const own = { authorization: `ApiKey ${encoded}` };
    expect((await server.inject({ url: '/', headers: own })).statusCode).toBe(200);
    const listed = await server.inject({ url: '/api/tripline/keys', headers });
    expect(listed.body).toContain('"name":"winlogbeat"');
    expect(listed.body).toContain('"lastUsedAt":"2026-01-01T00:00:00.000Z"');
    expect(listed.body).not.toContain(key);
    expect(JSON.stringify(await parts.objects.list('api-key'))).not.toContain(key);

    expect(
      (await server.inject({ method: 'DELETE', url: `/api/tripline/keys/${id}`, headers })).statusCode,
    ).toBe(204);
    expect((await server.inject({ url: '/', headers: own })).statusCode).toBe(401);
    expect(
      (await server.inject({ method: 'DELETE', url: `/api/tripline/keys/${id}`, headers })).statusCode,
    ).toBe(404);
  });

  test('a key that has expired is refused', async () => {
    const { parts, server } = start();
    const headers = { authorization: await parts.key('all') };
    const made = await server.inject({
      method: 'POST',
      url: '/api/tripline/keys',
      headers,
      payload: { name: 'for a day', access: 'read', expiresInDays: 1 },
    });
    const authorization = `ApiKey ${made.json<{ encoded: string }>().encoded}`;
    parts.wait(23 * HOUR_MS);
    expect(await me(server, { authorization })).toBe(200);
    parts.wait(HOUR_MS);
    expect(await me(server, { authorization })).toBe(401);
  });

  test('its use is written once a minute at most', async () => {
    const { parts, server } = start();
    const authorization = await parts.key('read');
    for (let at = 0; at < 5; at++) await me(server, { authorization });
    parts.wait(61_000);
    await me(server, { authorization });
    const [key] = await parts.objects.list('api-key');
    expect(key?.version).toBe(3);
  });

  test('many wrong keys lock an address out for a minute, but not the keys that were right before', async () => {
    const { parts, server } = start();
    const [known, unknown] = [await parts.key('read'), await parts.key('read')];
    expect(await me(server, { authorization: known })).toBe(200);
    for (let at = 0; at < 30; at++)
      expect(await me(server, { authorization: `ApiKey wrong${at}` })).toBe(401);
    const answer = await server.inject({ url: '/api/tripline/me', headers: { authorization: unknown } });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '60']);
    expect(await me(server, { authorization: known })).toBe(200);
    const elsewhere = {
      url: '/api/tripline/me',
      headers: { authorization: unknown },
      remoteAddress: '10.0.0.9',
    };
    expect((await server.inject(elsewhere)).statusCode).toBe(200);
    parts.wait(61_000);
    expect(await me(server, { authorization: unknown })).toBe(200);
  });
});

describe('sessions', () => {
  async function signIn(server: FastifyInstance, token: string): ReturnType<typeof post> {
    return post(server, '/sign-in', `token=${token}`, {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    });
  }

  function post(
    server: FastifyInstance,
    url: string,
    payload: string,
    headers: { readonly [name: string]: string },
  ): Promise<Awaited<ReturnType<FastifyInstance['inject']>>> {
    return server.inject({ method: 'POST', url, payload, headers });
  }

  function cookieOf(answer: Awaited<ReturnType<typeof post>>): string {
    const [cookie] = answer.cookies;
    return `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}`;
  }

  test('a link shows a button, which makes a session once', async () => {
    const { parts, server } = start();
    const token = await createSignInToken(
      { ...parts, nowMs: parts.clock() },
      { name: 'first user', access: 'all' },
    );
    for (let previews = 0; previews < 3; previews++) {
      const page = await server.inject({ url: `/sign-in?token=${token}` });
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('<button>Sign in</button>');
    }
    const signedIn = await signIn(server, token);
    expect([signedIn.statusCode, signedIn.headers.location]).toEqual([303, '/app/']);
    expect(signedIn.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict$/);
    expect((await signIn(server, token)).statusCode).toBe(401);
    const cookie = cookieOf(signedIn);
    const answer = await server.inject({ url: '/api/tripline/me', headers: { cookie } });
    expect(answer.json()).toMatchObject({ name: 'first user', access: 'all', by: 'session' });
  });

  test('what changes something needs the token of the session or a page of this server', async () => {
    const { parts, server } = start();
    const token = await createSignInToken(
      { ...parts, nowMs: parts.clock() },
      { name: 'first user', access: 'all' },
    );
    const cookie = cookieOf(await signIn(server, token));
    const { csrfToken } = (await server.inject({ url: '/api/tripline/me', headers: { cookie } })).json<{
      csrfToken: string;
    }>();
    const make = async (headers: { readonly [name: string]: string }): Promise<number> =>
      (
        await post(server, '/api/tripline/keys', '{"name":"x","access":"read"}', {
          cookie,
          'content-type': 'application/json',
          ...headers,
        })
      ).statusCode;
    expect(await make({})).toBe(403);
    expect(await make({ 'x-tripline-csrf': 'guessed' })).toBe(403);
    expect(await make({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await make({ 'x-tripline-csrf': csrfToken })).toBe(201);
    expect(await make({ 'sec-fetch-site': 'same-origin' })).toBe(201);

    expect(
      (await post(server, '/api/tripline/sign-out', '', { cookie, 'x-tripline-csrf': csrfToken })).statusCode,
    ).toBe(204);
    expect(await me(server, { cookie })).toBe(401);
  });

  test('a link is good for a quarter of an hour, a session for a day without use and for a week at most', async () => {
    const { parts, server } = start();
    const making = (): Parameters<typeof createSignInToken>[0] => ({ ...parts, nowMs: parts.clock() });
    const late = await createSignInToken(making(), { name: 'first user', access: 'all' });
    parts.wait(HOUR_MS / 4);
    expect((await signIn(server, late)).statusCode).toBe(401);
    const cookie = cookieOf(
      await signIn(server, await createSignInToken(making(), { name: 'first user', access: 'all' })),
    );
    for (let day = 1; day < 7; day++) {
      parts.wait(23 * HOUR_MS);
      expect(await me(server, { cookie })).toBe(200);
    }
    parts.wait(23 * HOUR_MS);
    expect(await me(server, { cookie })).toBe(200);
    parts.wait(7 * HOUR_MS);
    expect(await me(server, { cookie })).toBe(401);
    const idle = cookieOf(
      await signIn(server, await createSignInToken(making(), { name: 'first user', access: 'all' })),
    );
    parts.wait(24 * HOUR_MS);
    expect(await me(server, { cookie: idle })).toBe(401);
  });

  test.each(['', 'no-token', '"><script>', 'a.b"onload=x', `${'a'.repeat(500)}.b`])(
    'a link whose token is %j says that it does not work, and repeats nothing of it',
    async token => {
      const { server } = start();
      const page = await server.inject({ url: `/sign-in?token=${encodeURIComponent(token)}` });
      expect(page.statusCode).toBe(400);
      expect(page.body).not.toContain('script>');
    },
  );

  test('a sign-in token is no session, and a session no key', async () => {
    const { parts, server } = start();
    const token = await createSignInToken(
      { ...parts, nowMs: parts.clock() },
      { name: 'first user', access: 'all' },
    );
    const pair = token.replace('.', ':');
    expect(await me(server, { cookie: `tripline_session=${encodeURIComponent(pair)}` })).toBe(401);
    const session = decodeURIComponent(cookieOf(await signIn(server, token)).split('=')[1] ?? '');
    expect(await me(server, { authorization: `ApiKey ${Buffer.from(session).toString('base64')}` })).toBe(
      401,
    );
  });
});
