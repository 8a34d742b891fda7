import type { AlertStore } from '../../store/alert-store.ts';
import { ClickHouseAlertStore } from '../../store/clickhouse/alert-store.ts';
import { type ClickHouseServer, openClickHouse } from '../../store/clickhouse/connection.ts';
import { type ClickHouseEventStore, openEventStore } from '../../store/clickhouse/event-store.ts';
import { ClickHouseObjectStore } from '../../store/clickhouse/object-store.ts';
import type { ObjectStore } from '../../store/object-store.ts';

export interface StoreOptions {
  /** Where everything lies that is kept. */
  readonly folder: string;
  /** Undefined: ClickHouse runs in this process, in the folder. */
  readonly store?: ClickHouseServer | undefined;
  readonly durability?: 'power-loss' | 'kill';
}

export interface Stores {
  readonly events: ClickHouseEventStore;
  readonly alerts: AlertStore;
  readonly objects: ObjectStore;
  close(): Promise<void>;
}

/** @throws StoreUnavailable, which says what to do */
export async function openStores(
  { durability, folder, store }: StoreOptions,
  clock: () => number,
): Promise<Stores> {
  const clickHouse = await openClickHouse({ folder, ...(store === undefined ? {} : { server: store }) });
  try {
    const events = await openEventStore(clickHouse, {
      clock,
      ...(durability === undefined ? {} : { durability }),
    });
    const alerts = new ClickHouseAlertStore(clickHouse);
    const objects = new ClickHouseObjectStore(clickHouse);
    return {
      events,
      alerts,
      objects,
      async close() {
        await events.close();
        await alerts.close();
        await objects.close();
        await clickHouse.close();
      },
    };
  } catch (error) {
    await clickHouse.close();
    throw error;
  }
}
