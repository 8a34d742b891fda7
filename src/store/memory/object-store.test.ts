import { describeObjectStore } from '../../../test/support/object-store.contract.ts';
import { MemoryObjectStore } from './object-store.ts';

describeObjectStore('in memory', async () => ({ store: new MemoryObjectStore(), close: async () => {} }));
