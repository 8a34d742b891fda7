/** Real clients and the recorded traffic of others deliver to a server that listens, and are acknowledged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Client as ElasticClient } from '@elastic/elasticsearch';
import { Client as OpenSearchClient } from '@opensearch-project/opensearch';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IntakeBusy } from '../../src/http/parts.ts';
import { buildServer, type ServerOptions } from '../../src/http/server.ts';
import { type TestParts, testParts } from '../support/http-parts.ts';
import { SHIPPERS } from './shipper-traffic.ts';

const INDEX = 'logs-test-default';

let parts: TestParts;
let server: FastifyInstance;
let url: string;
let authorization: string;

beforeEach(() => listen());
afterEach(() => server.close());

async function listen(options: ServerOptions = {}): Promise<void> {
  parts = testParts();
  server = buildServer(parts, options);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  authorization = await parts.key('ingest');
}

function documents(count: number): readonly { readonly n: number; readonly '@timestamp': string }[] {
  return Array.from({ length: count }, (_, n) => ({ n, '@timestamp': '2026-01-01T00:00:00.000Z' }));
}

describe('@elastic/elasticsearch', () => {
  let client: ElasticClient;
  beforeEach(() => {
    client = new ElasticClient({ node: url, auth: { apiKey: authorization.slice('ApiKey '.length) } });
  });
  afterEach(() => client.close());

  test('bulk, index, create and its helper deliver', async () => {
    const operations = documents(3).flatMap(document => [{ create: { _index: INDEX } }, document]);
    const answer = await client.bulk({ operations });
    expect([answer.errors, answer.items.map(item => item.create?.status)]).toEqual([false, [201, 201, 201]]);
    expect(await client.index({ index: INDEX, document: { one: 1 } })).toMatchObject({ result: 'created' });
    expect(await client.create({ index: INDEX, id: 'own', document: {} })).toMatchObject({ _id: 'own' });
    await expect(client.create({ index: INDEX, id: 'own', document: {} })).rejects.toMatchObject({
      statusCode: 409,
    });
    const helped = await client.helpers.bulk({
      datasource: documents(500).map(({ n }) => ({ helped: n })),
      onDocument: () => ({ create: { _index: INDEX } }),
      flushBytes: 2000,
    });
    expect(helped).toMatchObject({ successful: 500, failed: 0 });
    expect(parts.intake.taken.size).toBe(505);
  });

  test('its helper drops the one document that is bad, with the reason', async () => {
    const dropped: unknown[] = [];
    const helped = await client.helpers.bulk({
      datasource: ['{"n":1}', '[2]', '{"n":3}'],
      onDocument: () => ({ create: { _index: INDEX } }),
      onDrop: ({ error, status }) => dropped.push([status, error?.reason]),
    });
    expect(helped).toMatchObject({ successful: 2, failed: 1 });
    expect(dropped).toEqual([[400, 'it is no JSON object']]);
  });

  test('what was turned away for overload is delivered when it is sent again', async () => {
    parts.intake.failure = new IntakeBusy();
    const operations = documents(2).flatMap(document => [{ create: { _index: INDEX } }, document]);
    await expect(client.bulk({ operations }, { maxRetries: 0 })).rejects.toMatchObject({ statusCode: 429 });
    expect(parts.intake.taken.size).toBe(0);
    parts.intake.failure = undefined;
    expect(await client.bulk({ operations })).toMatchObject({ errors: false });
  });

  test('ping and info find what they look for', async () => {
    expect(await client.ping()).toBe(true);
    expect((await client.info()).version.number).toBe('8.19.0');
  });
});

test('@opensearch-project/opensearch delivers by bulk, index and its helper', async () => {
  const client = new OpenSearchClient({ node: url, headers: { authorization } });
  try {
    const body = documents(3).flatMap(document => [{ index: { _index: INDEX } }, document]);
    const answer = await client.bulk({ body });
    expect([answer.statusCode, answer.body.errors, answer.body.items.length]).toEqual([200, false, 3]);
    expect((await client.index({ index: INDEX, body: { one: 1 } })).body.result).toBe('created');
    const helped = await client.helpers.bulk({
      datasource: documents(500).map(({ n }) => ({ helped: n })),
      onDocument: () => ({ create: { _index: INDEX } }),
      flushBytes: 2000,
    });
    expect(helped).toMatchObject({ successful: 500, failed: 0 });
    expect(parts.intake.taken.size).toBe(504);
  } finally {
    await client.close();
  }
});

describe('the documented traffic of', () => {
  test.each(Object.entries(SHIPPERS))('%s is answered so that it goes on', async (_name, requests) => {
    let delivered = 0;
    for (const { answer, body, headers = {}, method, path, status } of requests) {
      const payload = headers['content-encoding'] === 'gzip' && body !== undefined ? gzipSync(body) : body;
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...headers, authorization },
        ...(payload === undefined ? {} : { body: payload }),
      });
      const text = await response.text();
      expect([method, path, response.status]).toEqual([method, path, status]);
      expect(response.headers.get('x-elastic-product')).toBe('Elasticsearch');
      if (answer !== undefined) expect(JSON.parse(text)).toMatchObject(answer);
      if (path.startsWith('/_bulk'))
        delivered += (body ?? '').split('\n').filter(line => line !== '').length / 2;
    }
    expect(parts.intake.taken.size).toBe(delivered);
  });
});

describe('a client that misbehaves', () => {
  test('and breaks off within its body leaves nothing behind', async () => {
    await server.close();
    await listen({ limits: { bytesInFlight: 3000 } });
    for (let at = 0; at < 3; at++) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      await once(socket, 'connect');
      const head = `POST /_bulk HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/x-ndjson\r\n`;
      socket.write(`${head}content-length: 5000\r\n\r\n${'x'.repeat(2000)}`);
      socket.end();
      socket.resume();
      await once(socket, 'close');
    }
    const body = `{"create":{"_index":"${INDEX}"}}\n{"n":"${'x'.repeat(2500)}"}\n`;
    await expect.poll(() => bulk(body)).toBe(200);
    expect(parts.intake.taken.size).toBe(1);
  });

  test('and sends its body too slowly is cut off', async () => {
    await server.close();
    await listen({ limits: { requestMs: 200, headersMs: 100 } });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /_bulk HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: 5000\r\n\r\n{`,
    );
    socket.resume();
    await once(socket, 'close');
    expect(parts.intake.calls).toBe(0);
  });

  test('and sends more than it may reads why, on a connection that lives on', async () => {
    await server.close();
    await listen({ limits: { ingestBodyBytes: 1_000_000 } });
    expect(await bulk('x'.repeat(1_900_000))).toBe(413);
    expect(await bulk(`{"create":{"_index":"${INDEX}"}}\n{}\n`)).toBe(200);
  });
});

async function bulk(body: string): Promise<number> {
  const headers = { authorization, 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/_bulk`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

const RSYSLOG = '/usr/sbin/rsyslogd';
const OMELASTICSEARCH = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].map(
  folder => `${folder}/rsyslog/omelasticsearch.so`,
);
const hasRsyslog = existsSync(RSYSLOG) && OMELASTICSEARCH.some(file => existsSync(file));
if (!hasRsyslog)
  process.stderr.write('skipped: rsyslog delivers, as rsyslog and rsyslog-elasticsearch are not installed\n');

test.skipIf(!hasRsyslog)('rsyslog delivers lines of a file through omelasticsearch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-rsyslog-'));
  const log = join(folder, 'in.log');
  writeFileSync(log, 'first line\n');
  const bootstrap = await parts.key('ingest');
  const [user, password] = Buffer.from(bootstrap.slice('ApiKey '.length), 'base64').toString().split(':');
  const configuration = join(folder, 'rsyslog.conf');
  writeFileSync(
    configuration,
    `
global(workDirectory="${folder}")
module(load="imfile" mode="polling" pollingInterval="1")
module(load="omelasticsearch")
template(name="event" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
input(type="imfile" file="${log}" tag="test:")
action(type="omelasticsearch" server="127.0.0.1" serverport="${new URL(url).port}" template="event"
  searchIndex="logs-rsyslog-default" searchType="" bulkmode="on" uid="${user}" pwd="${password}"
  errorfile="${join(folder, 'errors')}" action.resumeRetryCount="-1")
`,
  );
  const child = spawn(RSYSLOG, ['-n', '-f', configuration, '-i', join(folder, 'pid')], { stdio: 'ignore' });
  try {
    await expect.poll(() => parts.intake.texts.join('\n'), { timeout: 30_000 }).toContain('first line');
    appendFileSync(log, 'second line\nthird "quoted" line\n');
    await expect.poll(() => parts.intake.texts.join('\n'), { timeout: 30_000 }).toContain('quoted');
    expect(parts.intake.texts.map(text => JSON.parse(text).message).sort()).toEqual([
      'first line',
      'second line',
      'third "quoted" line',
    ]);
    expect(existsSync(join(folder, 'errors'))).toBe(false);
  } finally {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  }
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
