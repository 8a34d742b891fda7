import type { ClickHouseClient } from '@clickhouse/client';
import { StoreUnavailable } from '../event-store.ts';
import type { ClickHouse } from './connection.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts';

/**
 * Brings the tables to this version. A migration that a kill stopped runs again: each of its statements may run twice.
 * @throws StoreUnavailable where the tables were made by a newer version; nothing was changed then
 */
export async function migrate(clickHouse: ClickHouse): Promise<void> {
  const { database } = clickHouse;
  const client = clickHouse.newClient();
  const there = await versionThere(client, database);
  if (there > SCHEMA_VERSION)
    throw new StoreUnavailable(
      `the tables of the database ${database} are of version ${there}, and this program knows versions up to ` +
        `${SCHEMA_VERSION}: run the newer program that made them; nothing was changed`,
    );
  if (there === SCHEMA_VERSION) return;
  await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  await client.command({
    query:
      `CREATE TABLE IF NOT EXISTS ${database}.schema_version (version UInt32, name String, at DateTime DEFAULT now()) ` +
      'ENGINE = MergeTree ORDER BY version',
  });
  for (const { version, name, statements, fill } of MIGRATIONS.filter(each => each.version > there)) {
    for (const query of statements(database)) await client.command({ query });
    await fill?.(clickHouse);
    await client.command({
      query: `INSERT INTO ${database}.schema_version (version, name) VALUES (${version}, '${name}')`,
    });
  }
}

/** 0 where there are no tables yet. */
async function versionThere(client: ClickHouseClient, database: string): Promise<number> {
  const found = await rows<{ n: number }>(
    client,
    `SELECT toUInt32(count()) AS n FROM system.tables WHERE database = '${database}' AND name = 'schema_version'`,
  );
  if (found[0]?.n !== 1) return 0;
  const versions = await rows<{ version: number }>(
    client,
    `SELECT max(version) AS version FROM ${database}.schema_version`,
  );
  return versions[0]?.version ?? 0;
}

async function rows<Row>(client: ClickHouseClient, query: string): Promise<Row[]> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  return await result.json<Row>();
}
