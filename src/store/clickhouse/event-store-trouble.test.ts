import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClickHouseTestServer, startClickHouseServer } from '../../../test/support/clickhouse-server.ts';
import { type NewEvent, StoreFull, StoreUnavailable } from '../event-store.ts';
import { openClickHouse } from './connection.ts';
import { type ClickHouseEventStore, openEventStore } from './event-store.ts';

let server: ClickHouseTestServer;
let folder = '';
let store: ClickHouseEventStore;
let close: () => Promise<void>;
beforeEach(async () => {
  server = await startClickHouseServer();
  folder = await mkdtemp(join(tmpdir(), 'tripline-trouble-'));
  const clickHouse = await openClickHouse({ folder, server: { url: server.url, timeoutMs: 2_000 } });
  store = await openEventStore(clickHouse, { clock: Date.now, mostWaitingBytes: 100_000 });
  close = async () => {
    await store.close();
    await clickHouse.close();
  };
});
afterEach(async () => {
  await close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const TIME = 1_700_000_000_000;

function events(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `e${from + at}`,
    index: 'logs-a-default',
    timeMs: TIME + from + at,
    ingestedMs: TIME,
    raw: Buffer.from(JSON.stringify({ n: from + at, text: 'x'.repeat(500) })),
  }));
}

test('events are taken while the server is down, and stored once it is up again', async () => {
  server.isDown = true;
  await store.append(events(0, 10));
  await expect(store.settle()).rejects.toThrow(StoreUnavailable);
  await expect(store.count({})).rejects.toThrow(StoreUnavailable);
  await store.append(events(10, 10));
  server.isDown = false;
  await store.settle();
  expect(await store.count({})).toBe(20);
});

test('no more events are taken than may wait, and the error says why they wait', async () => {
  server.isDown = true;
  await store.append(events(0, 300));
  await expect(store.settle()).rejects.toThrow(StoreUnavailable);
  await expect(store.append(events(300, 1))).rejects.toThrow(/wait to be loaded.*ClickHouse failed/);
  server.isDown = false;
  await store.settle();
  await store.append(events(300, 1));
  await store.settle();
  expect(await store.count({})).toBe(301);
});

test('a server whose disk is full is told as such', async () => {
  server.insertError = { code: 243, text: 'Cannot reserve 1.00 MiB, not enough space' };
  await store.append(events(0, 300));
  await expect(store.settle()).rejects.toThrow(StoreFull);
  await expect(store.append(events(300, 1))).rejects.toThrow(StoreFull);
  server.insertError = undefined;
  await store.settle();
  expect(await store.count({})).toBe(300);
});

test('an answer that was lost after the rows were stored does not double them', async () => {
  await store.append(events(0, 5));
  await store.settle();
  await close();
  const clickHouse = await openClickHouse({ folder, server: { url: server.url } });
  const again = await openEventStore(clickHouse, { clock: Date.now });
  close = async () => {
    await again.close();
    await clickHouse.close();
  };
  const answers = await again.append(events(3, 4));
  expect(answers.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'stored', 'stored']);
  await again.settle();
  expect(await again.count({})).toBe(7);
});
