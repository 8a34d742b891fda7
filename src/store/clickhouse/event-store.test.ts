import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreContract } from '../../../test/support/event-store.contract.ts';
import { openClickHouse } from './connection.ts';
import { openEventStore } from './event-store.ts';

eventStoreContract('in ClickHouse of this process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tripline-events-'));
  const clickHouse = await openClickHouse({ folder });
  const store = await openEventStore(clickHouse, { clock: Date.now });
  return {
    store,
    close: async () => {
      await store.close();
      await clickHouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
