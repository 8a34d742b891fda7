import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeAlertStore } from '../../../test/support/alert-store.contract.ts';
import { type ClickHouseTestServer, startClickHouseServer } from '../../../test/support/clickhouse-server.ts';
import { emptyTables } from '../../../test/support/clickhouse-stores.ts';
import { describeObjectStore } from '../../../test/support/object-store.contract.ts';
import { ClickHouseAlertStore } from './alert-store.ts';
import { type ClickHouse, openClickHouse } from './connection.ts';
import { ClickHouseObjectStore } from './object-store.ts';

let server: ClickHouseTestServer;
let folder: string;
let clickHouse: ClickHouse;
beforeAll(async () => {
  server = await startClickHouseServer();
  folder = await mkdtemp(join(tmpdir(), 'tripline-store-'));
  clickHouse = await openClickHouse({ folder, server: { url: server.url } });
});
afterAll(async () => {
  await clickHouse.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function reopened(): Promise<ClickHouse> {
  await clickHouse.close();
  clickHouse = await openClickHouse({ folder, server: { url: server.url } });
  return clickHouse;
}

describeAlertStore('in ClickHouse by URL', async () => {
  await emptyTables(clickHouse, ['alert_rows', 'alert_documents', 'alert_changes']);
  return {
    store: new ClickHouseAlertStore(clickHouse),
    reopen: async () => new ClickHouseAlertStore(await reopened()),
    close: async () => {},
  };
});

describeObjectStore('in ClickHouse by URL', async () => {
  await emptyTables(clickHouse, ['objects']);
  return {
    store: new ClickHouseObjectStore(clickHouse),
    reopen: async () => new ClickHouseObjectStore(await reopened()),
    close: async () => {},
  };
});
