import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { testParts } from '../../test/support/http-parts.ts';
import { StoreFull, StoreUnavailable } from '../store/event-store.ts';
import { checkAccess } from './access/access-check.ts';
import { Gatekeeper } from './access/gatekeeper.ts';
import { createSignInToken } from './access/grants.ts';
import { IntakeBusy } from './parts.ts';
import { buildServer, type ServerOptions } from './server.ts';

const servers: FastifyInstance[] = [];

function start(options: ServerOptions = {}): {
  server: FastifyInstance;
  parts: ReturnType<typeof testParts>;
} {
  const parts = testParts();
  const server = buildServer(parts, options);
  servers.push(server);
  return { parts, server };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

const SCREENS = {
  index: '<script nonce="NONCE" src="./assets/a-1.js"></script><meta content="BASE">',
  files: new Map([
    [
      'assets/a-1.js',
      { bytes: Buffer.from('plain'), gzipped: Buffer.from('small'), contentType: 'text/javascript' },
    ],
  ]),
};

test('a route that does not say who may call it stops the start', async () => {
  const { parts } = start();
  const server = fastify();
  checkAccess(server, new Gatekeeper(parts.objects, parts.clock));
  expect(() => server.get('/open', async () => 'everything')).toThrow(
    'route GET /open does not say who may call it: set config.access',
  );
});

describe('errors', () => {
  test('each path tells them in its own form', async () => {
    const { server } = start();
    const ours = await server.inject({ url: '/api/tripline/me' });
    expect(ours.headers['content-type']).toBe('application/problem+json');
    expect(ours.json()).toEqual({
      type: 'urn:tripline:problem:unauthenticated',
      title: 'a key or session is needed',
      status: 401,
      code: 'unauthenticated',
      detail: 'send a key as `Authorization: ApiKey …`, or sign in by the link that the server printed',
      requestId: ours.headers['x-request-id'],
    });
    const elastic = await server.inject({ url: '/api/detection_engine/nothing' });
    expect(elastic.json()).toEqual({
      message: 'there is no such thing: nothing answers GET /api/detection_engine/nothing',
      status_code: 404,
    });
    const shippers = await server.inject({ method: 'POST', url: '/_bulk', payload: {} });
    expect(shippers.headers).toMatchObject({
      'x-elastic-product': 'Elasticsearch',
      'www-authenticate': 'ApiKey, Basic realm="tripline", charset="UTF-8"',
    });
    expect(shippers.json()).toMatchObject({ error: { type: 'security_exception' }, status: 401 });
  });

  test('what is nobody’s mistake is told without its insides, and logged under the id of the request', async () => {
    const lines: string[] = [];
    const { parts, server } = start({ log: { level: 'warn', stream: { write: line => lines.push(line) } } });
    parts.intake.failure = new Error('the secret inside');
    const answer = await server.inject({
      method: 'POST',
      url: '/a/_doc',
      headers: { authorization: await parts.key('ingest'), 'content-type': 'application/json' },
      payload: '{}',
    });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('inside');
    expect(lines.join('')).toContain('the secret inside');
    expect(lines.join('')).toContain(String(answer.headers['x-request-id']));
  });

  test.each([
    [new StoreFull(), 429, '30', 'cluster_block_exception'],
    [new IntakeBusy(), 429, '1', 'es_rejected_execution_exception'],
    [new StoreUnavailable(), 503, '5', 'unavailable_shards_exception'],
  ])('%s turns the whole request away, to be sent again', async (failure, status, retryAfter, type) => {
    const { parts, server } = start();
    parts.intake.failure = failure;
    const answer = await server.inject({
      method: 'POST',
      url: '/_bulk',
      headers: { authorization: await parts.key('ingest'), 'content-type': 'application/x-ndjson' },
      payload: '{"create":{"_index":"a"}}\n{}\n',
    });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([status, retryAfter]);
    expect(answer.json()).toMatchObject({ error: { type }, status });
  });
});

test('neither keys nor cookies nor the token of a link reach the log', async () => {
  const lines: string[] = [];
  const { parts, server } = start({ log: { level: 'debug', stream: { write: line => lines.push(line) } } });
  const authorization = await parts.key('read');
  await server.inject({
    url: '/api/tripline/me',
    headers: { authorization, cookie: 'tripline_session=a:cookie' },
  });
  await server.inject({ url: '/sign-in?token=abc.secrettoken' });
  const log = lines.join('');
  expect(log).toContain('"path":"/sign-in"');
  for (const secret of [authorization.slice(7), 'a:cookie', 'secrettoken']) expect(log).not.toContain(secret);
});

test('browsers at the root are led to the screens, anything else reads the banner', async () => {
  const { parts, server } = start({ basePath: '/tripline', screens: SCREENS });
  for (const url of ['/', '/tripline', '/tripline/']) {
    const browser = await server.inject({ url, headers: { accept: 'text/html,*/*' } });
    expect([browser.statusCode, browser.headers.location]).toEqual([302, '/tripline/app/']);
  }
  const authorization = await parts.key('ingest');
  const shipper = await server.inject({ url: '/', headers: { authorization, accept: '*/*' } });
  expect(shipper.json()).toMatchObject({ version: { number: '8.19.0', build_flavor: 'default' } });
});

test('every page of the screens is the same file, with a nonce of its own and paths below the base', async () => {
  const { server } = start({ basePath: '/tripline', screens: SCREENS });
  const nonces = new Set<string>();
  for (const url of ['/tripline/app/', '/tripline/app/alerts/1?q=x']) {
    const page = await server.inject({ url });
    const policy = String(page.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(page.body).toBe(
      `<script nonce="${nonce}" src="/tripline/app/assets/a-1.js"></script><meta content="/tripline">`,
    );
    expect(policy).toContain("default-src 'none'");
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test('files of the screens are kept by browsers for ever, and no other file is there', async () => {
  const { server } = start({ screens: SCREENS });
  const file = await server.inject({ url: '/app/assets/a-1.js' });
  expect([file.body, file.headers['content-type']]).toEqual(['plain', 'text/javascript']);
  expect(file.headers['cache-control']).toContain('immutable');
  const small = await server.inject({
    url: '/app/assets/a-1.js',
    headers: { 'accept-encoding': 'gzip, br' },
  });
  expect([small.body, small.headers['content-encoding']]).toEqual(['small', 'gzip']);
  for (const name of ['b.js', '..%2Findex.html', '..%2F..%2Fpackage.json'])
    expect((await server.inject({ url: `/app/assets/${name}` })).statusCode).not.toBe(200);
});

test('without screens the page says how they are built', async () => {
  const { server } = start();
  expect((await server.inject({ url: '/app/' })).body).toContain('npm run build');
});

test('every answer forbids browsers to guess, frame or read it from elsewhere', async () => {
  const { server } = start();
  for (const url of ['/health', '/app/', '/nothing/at/all', '/sign-in?token=a.b']) {
    const { headers } = await server.inject({ url, headers: { origin: 'https://elsewhere.example' } });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('a body larger than its route takes is refused', async () => {
  const { parts, server } = start({ limits: { bodyBytes: 100 } });
  const answer = await server.inject({
    method: 'POST',
    url: '/api/tripline/keys',
    headers: { authorization: await parts.key('all'), 'content-type': 'application/json' },
    payload: JSON.stringify({ name: 'x'.repeat(100), access: 'read' }),
  });
  expect(answer.json()).toMatchObject({ status: 413, code: 'too-large' });
});

test('a cookie goes by TLS only where browsers reach the server so, and below its path', async () => {
  for (const secureCookies of [true, false]) {
    const { parts, server } = start({ secureCookies, basePath: '/tripline' });
    const token = await createSignInToken(
      { ...parts, nowMs: parts.clock() },
      { name: 'first user', access: 'read' },
    );
    const payload = { token };
    const { cookies } = await server.inject({ method: 'POST', url: '/tripline/sign-in', payload });
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/tripline/' }]);
    expect(cookies[0]?.secure === true).toBe(secureCookies);
  }
});
