import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClickHouseServer } from '../../../test/support/clickhouse-server.ts';
import { eventStoreContract } from '../../../test/support/event-store.contract.ts';
import { openClickHouse } from './connection.ts';
import { openEventStore } from './event-store.ts';

eventStoreContract('in ClickHouse by URL', async () => {
  const server = await startClickHouseServer();
  const folder = await mkdtemp(join(tmpdir(), 'tripline-events-'));
  const clickHouse = await openClickHouse({ folder, server: { url: server.url } });
  const store = await openEventStore(clickHouse, { clock: Date.now });
  return {
    store,
    close: async () => {
      await store.close();
      await clickHouse.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
