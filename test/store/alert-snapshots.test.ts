import { afterAll, beforeAll } from 'vitest';
import { ClickHouseAlertStore } from '../../src/store/clickhouse/alert-store.ts';
import { describeAlertSnapshots } from '../support/alert-snapshots.contract.ts';
import { type TemporaryClickHouse, temporaryClickHouse } from '../support/clickhouse-stores.ts';

let temporary: TemporaryClickHouse;
beforeAll(async () => {
  temporary = await temporaryClickHouse();
});
afterAll(() => temporary.close());

describeAlertSnapshots(
  'in an embedded ClickHouse',
  async () => new ClickHouseAlertStore(temporary.clickHouse),
);
