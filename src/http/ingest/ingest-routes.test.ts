import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import { buildServer } from '../server.ts';

let parts: TestParts;
let server: FastifyInstance;
let authorization: string;

beforeEach(async () => {
  parts = testParts();
  server = buildServer(parts, { limits: { documents: 5, documentBytes: 50 } });
  authorization = await parts.key('ingest');
});
afterEach(() => server.close());

async function send(
  payload: string | Buffer,
  type: string,
  more: { readonly query?: string; readonly headers?: { readonly [name: string]: string } } = {},
): Promise<{ readonly status: number; readonly body: { readonly [key: string]: unknown } }> {
  const answer = await server.inject({
    method: 'POST',
    url: `/api/tripline/ingest${more.query ?? ''}`,
    headers: { authorization, 'content-type': type, ...more.headers },
    payload,
  });
  return { status: answer.statusCode, body: answer.json() };
}

test('lines are taken one by one, and a bad one fails alone', async () => {
  const { body, status } = await send(
    `{"n":1}\n\n{"n":1}\nno json\n{"n":"${'x'.repeat(60)}"}`,
    'application/x-ndjson',
    {
      query: '?index=logs-a-default',
    },
  );
  expect(status).toBe(200);
  expect(body).toEqual({
    stored: 1,
    doubles: 1,
    refused: 2,
    reasons: [
      { document: 3, reason: 'it is no JSON object' },
      { document: 4, reason: 'it has 68 bytes, expected at most 50' },
    ],
  });
  expect([...parts.intake.taken.values()].map(({ index }) => index)).toEqual(['logs-a-default']);
});

test('a JSON array is its elements, on one line each', async () => {
  const json = JSON.stringify([{ n: 1 }, { n: [2, '\n'] }], null, 1);
  expect((await send(json, 'application/json; charset=utf-8')).body).toMatchObject({ stored: 2, refused: 0 });
  expect(parts.intake.texts.map(text => JSON.parse(text))).toEqual([{ n: 1 }, { n: [2, '\n'] }]);
  expect(parts.intake.texts.join('')).not.toContain('\n');
});

test('bodies may be packed', async () => {
  const packed = gzipSync('{"n":1}\n{"n":2}\n');
  const headers = { 'content-encoding': 'gzip' };
  expect((await send(packed, 'application/x-ndjson', { headers })).body).toMatchObject({ stored: 2 });
});

test.each([
  ['', 'application/json', 400],
  [' \n ', 'application/x-ndjson', 400],
  ['[]', 'application/json', 400],
  ['no json', 'application/x-ndjson', 400],
  ['{"n":1}\n'.repeat(6), 'application/x-ndjson', 413],
  ['{}', 'text/plain', 415],
])('%j as %s is refused', async (payload, type, status) => {
  const answer = await send(payload, type);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ status });
  expect(parts.intake.texts).toEqual([]);
});

test('an unknown parameter is refused', async () => {
  const { body, status } = await send('{}', 'application/json', { query: '?indx=a' });
  expect([status, body['code']]).toEqual([400, 'invalid']);
});
