import { describeAlertStore } from '../../../test/support/alert-store.contract.ts';
import { MemoryAlertStore } from './alert-store.ts';

describeAlertStore('in memory', async () => ({ store: new MemoryAlertStore(), close: async () => {} }));
