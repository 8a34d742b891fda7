import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestParts, testParts } from '../../test/support/http-parts.ts';
import { buildServer } from './server.ts';

let parts: TestParts;
let server: ReturnType<typeof buildServer>;
beforeAll(() => {
  parts = testParts();
  server = buildServer(parts);
});
afterAll(() => server.close());

async function send(url: string, payload: string, type: string, method: InjectOptions['method'] = 'POST') {
  const headers = { authorization: await parts.key('all'), 'content-type': type };
  return server.inject({ method, url, headers, payload });
}

const TAKES_NONE = '/api/detection_engine/index';

test.each([
  ['', 'application/json'],
  ['{}', 'application/json'],
  ['null', 'application/json'],
  ['', 'application/x-www-form-urlencoded'],
])('a body that says nothing (%o, %s) is as good as none', async (payload, type) => {
  expect((await send(TAKES_NONE, payload, type)).statusCode).toBe(200);
});

test.each([
  ['{"id": "x"}', 'application/json'],
  ['[1]', 'application/json'],
  ['id', 'text/plain'],
])('a body (%o) is refused where it would be without effect', async (payload, type) => {
  const answer = await send(TAKES_NONE, payload, type);
  expect(answer.json()).toMatchObject({
    status_code: 400,
    message: expect.stringContaining(`POST ${TAKES_NONE} takes none`),
  });
});

test('a form is refused, with the type that is understood', async () => {
  const answer = await send('/api/tripline/query/check', '{"query":""}', 'application/x-www-form-urlencoded');
  expect(answer.json()).toMatchObject({ status: 415, detail: expect.stringContaining('application/json') });
});

test('what shippers set up is ignored, body and all', async () => {
  const answer = await send('/_ilm/policy/x', '{"policy": {}}', 'application/json', 'PUT');
  expect(answer.json()).toEqual({ acknowledged: true });
});
