import { eventStoreContract } from '../../../test/support/event-store.contract.ts';
import { MemoryEventStore } from './event-store.ts';

eventStoreContract('in memory', async () => {
  const store = new MemoryEventStore();
  return { store, close: () => store.close() };
});
