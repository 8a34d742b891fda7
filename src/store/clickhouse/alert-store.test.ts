import { afterAll, beforeAll } from 'vitest';
import { describeAlertStore } from '../../../test/support/alert-store.contract.ts';
import {
  emptyTables,
  type TemporaryClickHouse,
  temporaryClickHouse,
} from '../../../test/support/clickhouse-stores.ts';
import { ClickHouseAlertStore } from './alert-store.ts';

let temporary: TemporaryClickHouse;
beforeAll(async () => {
  temporary = await temporaryClickHouse();
});
afterAll(async () => {
  await temporary.close();
});

describeAlertStore('in an embedded ClickHouse', async () => {
  await emptyTables(temporary.clickHouse, ['alert_rows', 'alert_documents', 'alert_changes']);
  return {
    store: new ClickHouseAlertStore(temporary.clickHouse),
    reopen: async () => new ClickHouseAlertStore(await temporary.reopen()),
    close: async () => {},
  };
});
