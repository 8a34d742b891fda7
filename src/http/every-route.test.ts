/** What holds for every route, whoever wrote it: read off the description of them all. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testParts } from '../../test/support/http-parts.ts';
import { exampleOf, misfitOf } from '../../test/support/json-schema-example.ts';
import { type AccessName, ROLES, type RoleName } from '../api/access.ts';
import { openExceptionBook } from '../detect/exception-book.ts';
import { openRuleBook } from '../detect/open-rule-book.ts';
import { openValueListBook } from '../detect/value-list-book.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { buildServer } from './server.ts';

/** Of these everybody may ask. */
const OPEN = [
  ...['GET /health', 'HEAD /health', 'GET /sign-in', 'HEAD /sign-in', 'POST /sign-in'],
  'POST /sign-in/password',
];

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly isOpen: boolean;
  /** Of a JSON body. */
  readonly body: JsonObject | undefined;
}

let server: FastifyInstance;
let authorization: string;
let key: (access: AccessName) => Promise<string>;
let operations: readonly Operation[];

beforeAll(async () => {
  const plain = testParts();
  const { newId, objects } = plain;
  const valueLists = await openValueListBook(objects);
  const parts = {
    ...plain,
    valueLists,
    rules: await openRuleBook({ objects, newId }),
    exceptions: await openExceptionBook({ objects, newId, valueLists }),
  };
  server = buildServer(parts);
  key = parts.key;
  authorization = await key('all');
  const answer = await server.inject({ url: '/api/openapi.json', headers: { authorization } });
  operations = operationsOf(answer.json<JsonObject>());
});
afterAll(() => server.close());

test('the description tells of every route', () => {
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  expect(names).toEqual(
    expect.arrayContaining(['POST /_bulk', 'POST /api/tripline/ingest', 'POST /api/tripline/keys', 'GET /']),
  );
  expect(
    operations
      .filter(({ isOpen }) => isOpen)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual(OPEN.filter(name => names.includes(name)).sort());
});

test('nobody is let in without a key or session, nor with a wrong one', async () => {
  let addresses = 0;
  for (const operation of operations.filter(({ isOpen }) => !isOpen)) {
    for (const headers of [{}, { cookie: 'tripline_session=a:b' }]) {
      // From another address each time: many wrong sessions lock one out.
      const address = `10.0.0.${addresses++ % 200}`;
      const { statusCode } = await send(operation, {}, headers, address);
      expect([nameOf(operation), statusCode]).toEqual([nameOf(operation), 401]);
    }
  }
  const [operation] = operations;
  const wrong = { authorization: 'ApiKey wrong' };
  expect(operation && (await send(operation, {}, wrong)).statusCode).toBe(401);
});

test('each role and key may make the calls that the table of the docs allows, and no other', async () => {
  const table = readFileSync('docs/reference/access.md', 'utf8');
  const [, names = ''] = /^\| call \| (.*) \|$/m.exec(table) ?? [];
  const accesses = names.split(' | ').map(name => {
    if (name === 'key for ingest') return 'ingest';
    return ROLES[name as RoleName];
  });
  expect(accesses).toEqual(['read', 'triage', 'author', 'all', 'ingest']);
  const keys = await Promise.all(accesses.map(access => key(access)));
  const wrong: string[] = [];
  for (const operation of operations.filter(({ isOpen, method }) => !isOpen && method !== 'HEAD')) {
    const row = table.split('\n').find(line => line.startsWith(`| \`${nameOf(operation)}\` |`));
    const allowed = row?.split(' | ').slice(1) ?? [];
    for (const [at, access] of accesses.entries()) {
      const headers = { authorization: keys[at] ?? '' };
      // Who may call it gets as far as to the mistake, and nothing happens.
      const answer = await send({ ...operation, path: `${operation.path}?no-such=1` }, {}, headers);
      const isRefused = answer.statusCode === 403 && answer.body.includes('found access');
      const says = allowed[at]?.replace(' |', '');
      if (says !== (isRefused ? '–' : 'yes')) wrong.push(`${nameOf(operation)} by ${access}: ${says}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('no body is taken that is of another type, or has a field too many or one of another type', async () => {
  for (const operation of operations) {
    const { body } = operation;
    if (body === undefined) continue;
    for (const misfit of misfitsOf(body)) {
      const answer = await send(operation, misfit, { authorization });
      const sent = `${nameOf(operation)} ${JSON.stringify(misfit)}`;
      expect([sent, answer.statusCode]).toEqual([sent, 400]);
    }
  }
});

function misfitsOf(schema: JsonObject): readonly Json[] {
  const whole = misfitOf(schema);
  const example = exampleOf(schema);
  const all: Json[] = whole === undefined ? [] : [whole];
  if (!isJsonObject(example)) return all;
  all.push({ ...example, 'a field too many': 1 });
  const { properties } = schema;
  for (const [key, property] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const misfit = misfitOf(property);
    if (misfit !== undefined) all.push({ ...example, [key]: misfit });
  }
  return all;
}

function operationsOf(description: JsonObject): readonly Operation[] {
  const { paths } = description;
  return entriesOf(paths).flatMap(([path, methods]) =>
    entriesOf(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      isOpen: at(operation, 'x-access') === 'none',
      body: bodyOf(operation),
    })),
  );
}

function bodyOf(operation: Json): JsonObject | undefined {
  const content = at(at(operation, 'requestBody'), 'content');
  const schema = at(at(content, 'application/json'), 'schema');
  return isJsonObject(schema) ? schema : undefined;
}

function entriesOf(value: Json | undefined): readonly [string, Json][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}

function send(
  { method, path }: Operation,
  body: Json,
  headers: { readonly [name: string]: string },
  remoteAddress = '127.0.0.1',
): Promise<{ readonly statusCode: number; readonly body: string }> {
  const options: InjectOptions = {
    remoteAddress,
    method: method as 'GET',
    url: path.replaceAll(/\{[^}]+\}/g, 'x').replaceAll('*', 'x'),
    headers: { ...headers, 'content-type': 'application/json' },
  };
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return server.inject(hasBody ? { ...options, payload: JSON.stringify(body) } : options);
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}
