import { afterAll, beforeAll } from 'vitest';
import {
  emptyTables,
  type TemporaryClickHouse,
  temporaryClickHouse,
} from '../../../test/support/clickhouse-stores.ts';
import { describeObjectStore } from '../../../test/support/object-store.contract.ts';
import { ClickHouseObjectStore } from './object-store.ts';

let temporary: TemporaryClickHouse;
beforeAll(async () => {
  temporary = await temporaryClickHouse();
});
afterAll(async () => {
  await temporary.close();
});

describeObjectStore('in an embedded ClickHouse', async () => {
  const { clickHouse } = temporary;
  await emptyTables(clickHouse, ['objects']);
  return {
    store: new ClickHouseObjectStore(clickHouse),
    reopen: async () => new ClickHouseObjectStore(await temporary.reopen()),
    close: async () => {},
  };
});
