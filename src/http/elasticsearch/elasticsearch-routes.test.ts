import { deflateSync, gzipSync } from 'node:zlib';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { zstdFrame } from '../../../test/cases/ingest/make-archives.ts';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import { buildServer, type ServerOptions } from '../server.ts';

interface Surface {
  readonly parts: TestParts;
  readonly server: FastifyInstance;
  readonly send: (
    url: string,
    payload?: string | Buffer,
    options?: Omit<InjectOptions, 'url' | 'payload'>,
  ) => ReturnType<typeof inject>;
}

const inject = (
  server: FastifyInstance,
  options: InjectOptions,
): ReturnType<FastifyInstance['inject']> & Promise<Awaited<ReturnType<FastifyInstance['inject']>>> =>
  server.inject(options) as never;

const servers: FastifyInstance[] = [];

async function surface(options: ServerOptions = {}): Promise<Surface> {
  const parts = testParts();
  const server = buildServer(parts, options);
  servers.push(server);
  const authorization = await parts.key('ingest');
  return {
    parts,
    server,
    send: (url, payload, more = {}) =>
      inject(server, {
        method: payload === undefined ? 'GET' : 'POST',
        ...more,
        url,
        ...(payload === undefined ? {} : { payload }),
        headers: { authorization, 'content-type': 'application/x-ndjson', ...more.headers },
      }),
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

interface BulkAnswer {
  readonly errors: boolean;
  readonly items: readonly {
    readonly [verb: string]: {
      readonly status: number;
      readonly _id: string | null;
      readonly error?: { readonly type: string; readonly reason: string };
    };
  }[];
}

function statuses(answer: { readonly body: string }): readonly string[] {
  const { items } = JSON.parse(answer.body) as BulkAnswer;
  return items.flatMap(item => Object.entries(item).map(([verb, { status }]) => `${verb} ${status}`));
}

describe('bulk', () => {
  test('each action has its item, in order, and a bad document fails alone', async () => {
    const { parts, send } = await surface();
    const answer = await send(
      '/logs-a-default/_bulk',
      [
        '{"create":{}}',
        '{"n":1}',
        '{"index":{"_index":"logs-b","_id":"two","pipeline":"p","_type":"_doc"}}',
        '{"n":2}',
        '{"create":{"_id":7}}',
        'no json',
        '{"delete":{"_id":"gone"}}',
        '{"update":{"_id":"gone"}}',
        '{"doc":{}}',
        '{"index":{"_index":"Upper"}}',
        '{"n":3}',
        '{"create":{"_id":"two"}}',
        '{"n":4}',
        '{"index":{"_id":"two","op_type":"create"}}',
        '{"n":4}',
        '{"index":{"_id":"two"}}',
        '{"n":4}',
      ].join('\n'),
    );
    expect(answer.statusCode).toBe(200);
    expect(statuses(answer)).toEqual([
      'create 201',
      'index 201',
      'create 400',
      'delete 400',
      'update 400',
      'index 400',
      'create 409',
      'create 409',
      'index 200',
    ]);
    expect(answer.json()).toMatchObject({
      errors: true,
      items: [
        { create: { _index: 'logs-a-default', result: 'created' } },
        { index: { _index: 'logs-b', _id: 'two' } },
        {
          create: { _id: '7', error: { type: 'document_parsing_exception', reason: 'it is no JSON object' } },
        },
        {
          delete: { error: { reason: 'found `delete`, expected `create` or `index`: events do not change' } },
        },
        {},
        { index: { error: { type: 'invalid_index_name_exception' } } },
        { create: { error: { type: 'version_conflict_engine_exception' } } },
        {},
        { index: { result: 'noop' } },
      ],
    });
    expect(parts.intake.texts).toEqual(['{"n":1}', '{"n":2}']);
    expect([...parts.intake.taken.values()].map(({ index }) => index)).toEqual(['logs-a-default', 'logs-b']);
  });

  test('blank lines, carriage returns and a missing last line feed do no harm', async () => {
    const { parts, send } = await surface();
    const answer = await send(
      '/_bulk',
      '\n{"index":{"_index":"a"}}\r\n{"n":1}\r\n\n \n{"index":{"_index":"a"}}\n{"n":2}',
    );
    expect(statuses(answer)).toEqual(['index 201', 'index 201']);
    expect(parts.intake.texts).toEqual(['{"n":1}', '{"n":2}']);
  });

  test('an action without an index is refused where the path names none either', async () => {
    const { send } = await surface();
    const answer = await send('/_bulk', '{"create":{}}\n{}\n{"create":{"_index":null}}\n{}\n');
    expect(statuses(answer)).toEqual(['create 400', 'create 400']);
    expect(answer.body).toContain('index is missing: name it in the action or the path');
  });

  test.each([
    ['', 'request body is required, found none'],
    ['\n\n', 'the body is empty'],
    ['{"n":1}\n', 'line [1]: expected an action such as'],
    ['{"index":{"_index":"a"}}\n{}\nnot json\n{}\n', 'line [3]: found no JSON'],
    ['{"index":{"_index":"a"}}\n', 'line [1]: the `index` action is the last line'],
    ['{"index":{},"create":{}}\n{}\n', 'line [1]: expected an action'],
    ['{"index":[]}\n{}\n', 'line [1]: expected an action'],
    ['{"index":{"_index":{}}}\n{}\n', 'expected a text as `_index`'],
    ['{"__proto__":{}}\n{}\n', 'line [1]: expected an action'],
    [`{"index":{"_id":"${'x'.repeat(20_000)}"}}\n{}\n`, 'expected an action of at most 16384'],
  ])('the body %j is refused as a whole, and nothing of it is taken', async (payload, reason) => {
    const { parts, send } = await surface();
    const answer = await send('/_bulk', payload);
    expect(answer.json()).toMatchObject({ status: 400, error: { type: 'parse_exception' } });
    expect(answer.body.replaceAll('\\"', '"')).toContain(reason);
    expect(parts.intake.calls).toBe(0);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', (bytes: Buffer) => zstdFrame([{ raw: bytes }])],
  ])('bodies come packed by %s, and damaged ones are refused', async (encoding, pack) => {
    const { parts, send } = await surface();
    const packed = Buffer.from(pack(Buffer.from('{"create":{"_index":"a"}}\n{"n":1}\n')));
    const headers = { 'content-encoding': encoding };
    expect(statuses(await send('/_bulk', packed, { headers }))).toEqual(['create 201']);
    expect(parts.intake.texts).toEqual(['{"n":1}']);
    const damaged = await send('/_bulk', packed.subarray(0, packed.length - 6), { headers });
    expect(damaged.json()).toMatchObject({ status: 400 });
    expect(damaged.body).toContain('the body does not unpack');
  });

  test('what is packed by something else, or is no JSON, is refused', async () => {
    const { send } = await surface();
    expect((await send('/_bulk', 'x', { headers: { 'content-encoding': 'br' } })).statusCode).toBe(415);
    expect((await send('/_bulk', 'x', { headers: { 'content-type': 'text/plain' } })).statusCode).toBe(415);
  });

  test('limits hold for packed bodies, unpacked ones, documents and their number', async () => {
    const { send } = await surface({ limits: { ingestBodyBytes: 1000, documentBytes: 100, documents: 3 } });
    const action = '{"create":{"_index":"a"}}\n';
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    expect(
      (await send('/_bulk', bomb.subarray(0, 999), { headers: { 'content-encoding': 'gzip' } })).statusCode,
    ).toBe(413);
    expect((await send('/_bulk', 'x'.repeat(1001))).statusCode).toBe(413);
    expect((await send('/_bulk', `${action}{}\n`.repeat(4))).statusCode).toBe(413);
    const long = await send('/_bulk', `${action}{"a":"${'x'.repeat(100)}"}\n${action}{}\n`);
    expect(statuses(long)).toEqual(['create 400', 'create 201']);
    expect(long.body).toContain('the document has 108 bytes, expected at most 100');
  });

  test('filter_path leaves what Beats read', async () => {
    const { send } = await surface();
    const url = '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status';
    const answer = await send(url, '{"create":{"_index":"a"}}\n{}\n{"create":{"_index":"a"}}\n7\n');
    expect(answer.json()).toEqual({
      errors: true,
      items: [
        { create: { status: 201 } },
        {
          create: {
            status: 400,
            error: { type: 'document_parsing_exception', reason: 'it is no JSON object' },
          },
        },
      ],
    });
  });
});

describe('single documents', () => {
  test('are created, and told apart from doubles', async () => {
    const { parts, send } = await surface();
    const json = { headers: { 'content-type': 'application/json' } };
    const first = await send('/logs-a/_doc', '{\n  "n": 1\n}', json);
    expect([first.statusCode, first.json<{ result: string }>().result]).toEqual([201, 'created']);
    expect(parts.intake.texts).toEqual(['{   "n": 1 }']);
    expect((await send('/logs-a/_create/x', '{}', { ...json, method: 'PUT' })).statusCode).toBe(201);
    expect((await send('/logs-a/_create/x', '{}', json)).json()).toMatchObject({ status: 409 });
    expect((await send('/logs-a/_doc/x', '{}', { ...json, method: 'PUT' })).json()).toMatchObject({
      result: 'noop',
    });
    expect((await send('/logs-a/_doc/x?op_type=create', '{}', json)).statusCode).toBe(409);
    expect((await send('/logs-a/_doc', '[]', json)).json()).toMatchObject({ status: 400 });
  });
});

test('answers are of the type that was asked for, and carry the product', async () => {
  const { send } = await surface();
  const accept = 'application/vnd.elasticsearch+json; compatible-with=9';
  const answer = await send('/', undefined, { headers: { accept } });
  expect(answer.headers).toMatchObject({
    'content-type': 'application/vnd.elasticsearch+json;compatible-with=9',
    'x-elastic-product': 'Elasticsearch',
  });
  const refused = await send('/_bulk', 'x', { headers: { accept } });
  expect(refused.headers['content-type']).toBe('application/vnd.elasticsearch+json;compatible-with=9');
});

test.each(['/_search', '/_sql', '/logs-a/_search', '/_security/role'])(
  '%s is not part of the surface',
  async url => {
    const { send } = await surface();
    expect((await send(url)).json()).toMatchObject({ status: 404 });
  },
);

describe('overload', () => {
  test('bytes beyond what all requests may hold are answered by 429, until the others are done', async () => {
    const { parts, send } = await surface({ limits: { bytesInFlight: 100 } });
    let open = (): void => {};
    parts.intake.gate = new Promise(resolve => {
      open = resolve;
    });
    const body = `{"create":{"_index":"a"}}\n{"n":"${'x'.repeat(40)}"}\n`;
    const first = send('/_bulk', body);
    await expect.poll(() => parts.intake.calls).toBe(1);
    const second = await send('/_bulk', body);
    expect([second.statusCode, second.headers['retry-after']]).toEqual([429, '1']);
    open();
    expect((await first).statusCode).toBe(200);
    expect((await send('/_bulk', body)).statusCode).toBe(200);
  });

  test('an intake that does not answer costs its request, whose bytes stay counted until it does', async () => {
    const { parts, send } = await surface({ limits: { bytesInFlight: 100, takeMs: 20 } });
    let open = (): void => {};
    parts.intake.gate = new Promise(resolve => {
      open = resolve;
    });
    const body = `{"create":{"_index":"a"}}\n{"n":"${'x'.repeat(40)}"}\n`;
    expect((await send('/_bulk', body)).statusCode).toBe(503);
    expect((await send('/_bulk', body)).statusCode).toBe(429);
    open();
    await expect.poll(async () => (await send('/_bulk', body)).statusCode).toBe(200);
  });
});
