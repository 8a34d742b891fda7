import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import { buildServer } from '../server.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PASSWORD = 'four words make one';
const servers: FastifyInstance[] = [];

async function start(): Promise<{
  readonly server: FastifyInstance;
  readonly parts: TestParts;
  readonly asAdmin: (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
  ) => Promise<Answer>;
}> {
  const parts = testParts();
  const server = buildServer(parts);
  servers.push(server);
  const headers = { authorization: await parts.key('all') };
  return {
    server,
    parts,
    asAdmin: (method, url, payload) =>
      server.inject({
        method,
        url: `/api/tripline/${url}`,
        headers,
        ...(payload === undefined ? {} : { payload }),
      }),
  };
}
type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

function signIn(
  server: FastifyInstance,
  form: { readonly name: string; readonly password: string; readonly next?: string },
  remoteAddress = '10.0.0.1',
): Promise<Answer> {
  const payload = new URLSearchParams(form).toString();
  return server.inject({ method: 'POST', url: '/sign-in/password', headers: FORM, payload, remoteAddress });
}

function cookieOf(answer: Answer): string {
  const [cookie] = answer.cookies;
  return `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}`;
}

async function me(server: FastifyInstance, cookie: string): Promise<Answer> {
  return server.inject({ url: '/api/tripline/me', headers: { cookie } });
}

describe('a user', () => {
  test('signs in by name, in any case, and password, has his role, and goes on where he was', async () => {
    const { asAdmin, server } = await start();
    const made = await asAdmin('POST', 'users', { name: 'Mara', role: 'analyst', password: PASSWORD });
    expect([made.statusCode, made.json()]).toEqual([
      201,
      {
        ...{ name: 'Mara', role: 'analyst', isDisabled: false, hasPassword: true },
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    ]);
    const form = await server.inject({ url: '/sign-in?next=/alerts%3Fq%3D"x' });
    expect(form.body).toContain('value="/alerts?q=&#34;x"');
    const answer = await signIn(server, { name: 'mara', password: PASSWORD, next: '/alerts?q=x' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/app/alerts?q=x']);
    expect((await me(server, cookieOf(answer))).json()).toMatchObject({
      ...{ name: 'Mara', access: 'triage', by: 'session', user: 'Mara', hasPassword: true },
    });
    expect((await asAdmin('GET', 'users')).json()).toMatchObject({
      users: [{ name: 'Mara', lastSignInAt: '2026-01-01T00:00:00.000Z' }],
    });
  });

  test('is led nowhere but to a page of this server', async () => {
    const { asAdmin, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'viewer', password: PASSWORD });
    for (const next of ['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example'])
      expect((await signIn(server, { name: 'mara', password: PASSWORD, next })).statusCode).toBe(400);
  });

  test('may do what his role may: an analyst judges alerts and changes no rule', async () => {
    const { asAdmin, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'analyst', password: PASSWORD });
    const cookie = cookieOf(await signIn(server, { name: 'mara', password: PASSWORD }));
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const status = await server.inject({
      ...{ method: 'POST', url: '/api/detection_engine/signals/status', headers },
      payload: { signal_ids: ['a'], status: 'closed' },
    });
    expect(status.statusCode).toBe(200);
    const rule = await server.inject({
      method: 'POST',
      url: '/api/detection_engine/rules',
      headers,
      payload: {},
    });
    expect([rule.statusCode, rule.body]).toEqual([
      403,
      expect.stringContaining('found access `triage`, expected `author` or `all`'),
    ]);
  });

  test('whose role changes, who is disabled or gone, or has another password, is out at once', async () => {
    const { asAdmin, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'viewer', password: PASSWORD });
    for (const change of [{ role: 'author' }, { password: 'another four words' }, { isDisabled: true }]) {
      await asAdmin('PUT', 'users/mara', { password: PASSWORD });
      const cookie = cookieOf(await signIn(server, { name: 'mara', password: PASSWORD }));
      expect((await me(server, cookie)).statusCode).toBe(200);
      expect((await asAdmin('PUT', 'users/MARA', change)).statusCode).toBe(200);
      expect((await me(server, cookie)).statusCode).toBe(401);
    }
    expect((await signIn(server, { name: 'mara', password: PASSWORD })).statusCode).toBe(401);
    await asAdmin('PUT', 'users/mara', { isDisabled: false, password: PASSWORD });
    const cookie = cookieOf(await signIn(server, { name: 'mara', password: PASSWORD }));
    expect((await asAdmin('DELETE', 'users/mara')).statusCode).toBe(204);
    expect((await me(server, cookie)).statusCode).toBe(401);
    expect((await signIn(server, { name: 'mara', password: PASSWORD })).statusCode).toBe(401);
    // A name can be given again.
    expect((await asAdmin('POST', 'users', { name: 'mara', role: 'viewer' })).statusCode).toBe(201);
  });

  test('without a password comes in by a link of his own, once, and chooses one', async () => {
    const { asAdmin, parts, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'author' });
    expect((await signIn(server, { name: 'mara', password: '' })).statusCode).toBe(401);
    const { expiresAt, path } = (await asAdmin('POST', 'users/mara/sign-in-link')).json();
    expect(expiresAt).toBe('2026-01-04T00:00:00.000Z');
    parts.wait(2 * 24 * 3_600_000);
    const payload = new URLSearchParams({ token: path.split('token=')[1] }).toString();
    const used = await server.inject({ method: 'POST', url: '/sign-in', headers: FORM, payload });
    const cookie = cookieOf(used);
    expect((await me(server, cookie)).json()).toMatchObject({ access: 'author', hasPassword: false });
    const choose = (body: object): Promise<Answer> =>
      server.inject({
        ...{ method: 'PUT', url: '/api/tripline/me/password', payload: body },
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
      });
    expect((await choose({ password: 'short' })).statusCode).toBe(400);
    expect((await choose({ password: PASSWORD })).statusCode).toBe(204);
    expect((await choose({ password: 'another four words', current: 'wrong' })).statusCode).toBe(403);
    expect((await signIn(server, { name: 'mara', password: PASSWORD })).statusCode).toBe(303);
  });

  test('who is the only admin cannot lock himself out', async () => {
    const { asAdmin, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'admin', password: PASSWORD });
    const cookie = cookieOf(await signIn(server, { name: 'mara', password: PASSWORD }));
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    for (const request of [
      { method: 'PUT', payload: { role: 'viewer' } },
      { method: 'PUT', payload: { isDisabled: true } },
      { method: 'DELETE' },
    ] as const)
      expect((await server.inject({ ...request, url: '/api/tripline/users/mara', headers })).statusCode).toBe(
        409,
      );
  });
});

describe('passwords', () => {
  test('stand nowhere, neither in what is stored nor in an answer', async () => {
    const { asAdmin, parts } = await start();
    const made = await asAdmin('POST', 'users', { name: 'mara', role: 'viewer', password: PASSWORD });
    const stored = JSON.stringify(await parts.objects.list('user'));
    expect(stored).toContain('$argon2id$');
    for (const text of [stored, made.body]) expect(text).not.toContain(PASSWORD);
    expect((await asAdmin('GET', 'users')).body).not.toContain('argon2');
  });

  test('that are tried again and again lock a name, but not for who came in from his address before', async () => {
    const { asAdmin, parts, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'viewer', password: PASSWORD });
    expect((await signIn(server, { name: 'mara', password: PASSWORD }, '10.0.0.9')).statusCode).toBe(303);
    const statuses = new Set<number>();
    for (let tries = 0; tries < 12; tries++)
      statuses.add(
        (await signIn(server, { name: 'mara', password: `no ${tries}` }, `10.1.0.${tries}`)).statusCode,
      );
    expect([...statuses]).toEqual([401, 429]);
    expect((await signIn(server, { name: 'mara', password: PASSWORD }, '10.0.0.7')).statusCode).toBe(429);
    expect((await signIn(server, { name: 'mara', password: PASSWORD }, '10.0.0.9')).statusCode).toBe(303);
    parts.wait(5 * 60_000);
    expect((await signIn(server, { name: 'mara', password: PASSWORD }, '10.0.0.7')).statusCode).toBe(303);
  });

  test('a name that nobody has is refused in the words of a wrong password', async () => {
    const { asAdmin, server } = await start();
    await asAdmin('POST', 'users', { name: 'mara', role: 'viewer', password: PASSWORD });
    const wrong = await signIn(server, { name: 'mara', password: 'no' });
    const nobody = await signIn(server, { name: 'nobody', password: 'no' });
    expect([nobody.statusCode, nobody.body]).toEqual([wrong.statusCode, wrong.body]);
  });
});

describe('sessions', () => {
  test('are listed and ended by their owner, and by admins for everybody', async () => {
    const { asAdmin, server } = await start();
    for (const name of ['mara', 'noah'])
      await asAdmin('POST', 'users', { name, role: 'viewer', password: PASSWORD });
    const [first, second] = [
      cookieOf(await signIn(server, { name: 'mara', password: PASSWORD })),
      cookieOf(await signIn(server, { name: 'mara', password: PASSWORD })),
    ];
    const other = cookieOf(await signIn(server, { name: 'noah', password: PASSWORD }));
    const sessionsOf = async (
      cookie: string,
    ): Promise<readonly { id: string; name: string; isOwn: boolean }[]> =>
      (await server.inject({ url: '/api/tripline/sessions', headers: { cookie } })).json().sessions;
    const own = await sessionsOf(first);
    expect(own.map(({ isOwn, name }) => [name, isOwn]).sort()).toEqual([
      ['mara', false],
      ['mara', true],
    ]);
    expect((await asAdmin('GET', 'sessions')).json().sessions).toHaveLength(3);
    const end = async (cookie: string, id: string | undefined): Promise<number> =>
      (
        await server.inject({
          ...{ method: 'DELETE', url: `/api/tripline/sessions/${id}` },
          headers: { cookie, 'sec-fetch-site': 'same-origin' },
        })
      ).statusCode;
    const [theirs] = await sessionsOf(other);
    expect(await end(first, theirs?.id)).toBe(404);
    expect(await end(first, own.find(({ isOwn }) => !isOwn)?.id)).toBe(204);
    expect((await me(server, second)).statusCode).toBe(401);
    expect((await me(server, first)).statusCode).toBe(200);
    expect((await asAdmin('DELETE', `sessions/${theirs?.id}`)).statusCode).toBe(204);
    expect((await me(server, other)).statusCode).toBe(401);
  });
});
