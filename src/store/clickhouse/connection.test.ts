import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openClickHouse } from './connection.ts';
import { SCHEMA_VERSION } from './migrations.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-store-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a folder is opened, closed and opened again, and its tables are there', async () => {
  for (let round = 0; round < 2; round++) {
    const clickHouse = await openClickHouse({ folder });
    const result = await clickHouse.newClient().query({
      query: `SELECT count() AS n FROM ${clickHouse.database}.events`,
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ n: 0 }]);
    await clickHouse.close();
  }
});

test('a folder is used by one process at a time, and the error names it', async () => {
  const clickHouse = await openClickHouse({ folder });
  await expect(openClickHouse({ folder })).rejects.toThrow(`in use by process ${process.pid}`);
  await clickHouse.close();
});

test('the lock of a process that is gone is taken over', async () => {
  const own = await openClickHouse({ folder });
  const lock = JSON.parse(await readFile(join(folder, 'tripline.lock'), 'utf8'));
  await own.close();
  await writeFile(join(folder, 'tripline.lock'), JSON.stringify({ ...lock, started: '1' }));
  await (await openClickHouse({ folder })).close();
});

test('a folder of a newer version is refused and left as it is', async () => {
  await writeFile(join(folder, 'layout.json'), JSON.stringify({ version: SCHEMA_VERSION + 1 }));
  await expect(openClickHouse({ folder })).rejects.toThrow(`is of version ${SCHEMA_VERSION + 1}`);
  expect(await readdir(folder)).toEqual(['layout.json']);
});

test('tables of a newer version are refused', async () => {
  const clickHouse = await openClickHouse({ folder });
  await clickHouse.newClient().command({
    query: `INSERT INTO ${clickHouse.database}.schema_version (version, name) VALUES (${SCHEMA_VERSION + 1}, 'new')`,
  });
  await clickHouse.close();
  await expect(openClickHouse({ folder })).rejects.toThrow('run the newer program that made them');
});
