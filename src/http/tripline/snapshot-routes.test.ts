import { describeAlertSnapshots } from '../../../test/support/alert-snapshots.contract.ts';
import { MemoryAlertStore } from '../../store/memory/alert-store.ts';

describeAlertSnapshots('in memory', async () => new MemoryAlertStore());
