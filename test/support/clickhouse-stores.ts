/** A ClickHouse inside this process, in a folder that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouse, openClickHouse } from '../../src/store/clickhouse/connection.ts';

export interface TemporaryClickHouse {
  /** As it is open now. */
  readonly clickHouse: ClickHouse;
  /** Closes it and opens what it left. */
  reopen(): Promise<ClickHouse>;
  close(): Promise<void>;
}

export async function temporaryClickHouse(): Promise<TemporaryClickHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'tripline-store-'));
  let clickHouse = await openClickHouse({ folder });
  return {
    get clickHouse() {
      return clickHouse;
    },
    async reopen() {
      await clickHouse.close();
      clickHouse = await openClickHouse({ folder });
      return clickHouse;
    },
    async close() {
      await clickHouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function emptyTables(clickHouse: ClickHouse, tables: readonly string[]): Promise<void> {
  const client = clickHouse.newClient();
  for (const table of tables)
    await client.command({ query: `TRUNCATE TABLE ${clickHouse.database}.${table}` });
}
