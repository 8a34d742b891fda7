import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent } from '../event-store.ts';
import { openClickHouse } from './connection.ts';
import { RowWriter } from './event-row.ts';
import { type ClickHouseEventStore, openEventStore } from './event-store.ts';

const DAY_MS = 86_400_000;
const TIME = 1_700_000_000_000;
let folder = '';
let now = TIME;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-restart-'));
  now = TIME;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function withStore<T>(use: (store: ClickHouseEventStore) => Promise<T>): Promise<T> {
  const clickHouse = await openClickHouse({ folder });
  const store = await openEventStore(clickHouse, { clock: () => now });
  try {
    return await use(store);
  } finally {
    await store.close();
    await clickHouse.close();
  }
}

function event(n: number): NewEvent {
  const raw = Buffer.from(JSON.stringify({ n }));
  return { id: `e${n}`, index: 'logs-a-default', timeMs: TIME + n, ingestedMs: TIME, raw };
}

async function numbers(store: ClickHouseEventStore): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const events of store.read({})) found.push(...events.map(({ document }) => document['n']));
  return found;
}

/** A segment as a process leaves it that was killed. */
function segment(events: readonly NewEvent[], firstArrival: number): Buffer {
  const writer = new RowWriter();
  writer.start();
  for (const [at, each] of events.entries()) writer.add(each, firstArrival + at, TIME);
  return Buffer.from(writer.rows());
}

test('what is left in the journal is loaded at the next start, but for what was stored already', async () => {
  await withStore(async store => {
    await store.append([event(1), event(2)]);
    await store.settle();
  });
  await writeFile(join(folder, 'journal/000000000000001.rows'), segment([event(1), event(2), event(3)], 1));
  await withStore(async store => {
    expect(await numbers(store)).toEqual([1, 2, 3]);
    expect(store.lastArrival).toBe(3);
  });
});

test('half a row at the end of the journal is cut off', async () => {
  await withStore(async () => undefined);
  const path = join(folder, 'journal/000000000000005.rows');
  const torn = segment([event(3)], 7);
  await writeFile(path, segment([event(1), event(2)], 5));
  await appendFile(path, torn.subarray(0, torn.length - 3));
  await withStore(async store => {
    expect(await numbers(store)).toEqual([1, 2]);
    expect(store.cutBytes).toBe(torn.length - 3);
  });
});

test('a row whose bytes are not those that were written is no row', async () => {
  await withStore(async () => undefined);
  const rows = segment([event(1), event(2)], 1);
  rows[rows.length - 3] = 0;
  await writeFile(join(folder, 'journal/000000000000001.rows'), rows);
  await withStore(async store => expect(await numbers(store)).toEqual([1]));
});

test('an arrival number is not given again after a restart, even where its event is gone', async () => {
  await withStore(async store => {
    await store.append([event(1), event(2), event(3)]);
    await store.settle();
    now += 2 * DAY_MS;
    await store.forgetBefore(now);
    expect(await numbers(store)).toEqual([]);
  });
  await withStore(async store => {
    expect(await store.append([event(4)])).toEqual([{ kind: 'stored', arrival: 4 }]);
  });
});

test('events are forgotten by the time at which they arrived, whole days and parts of one', async () => {
  await withStore(async store => {
    for (const n of [1, 2, 3, 4]) {
      await store.append([event(n)]);
      await store.settle();
      now += DAY_MS / 2;
    }
    await store.forgetBefore(TIME + DAY_MS);
    expect(await numbers(store)).toEqual([3, 4]);
  });
});

test('events are forgotten by the size that they take, the oldest days first and never the last', async () => {
  await withStore(async store => {
    for (const n of [1, 2, 3]) {
      await store.append([event(n)]);
      await store.settle();
      now += DAY_MS;
    }
    const { bytesOnDisk } = await store.size();
    expect(await store.retain({ keepBytes: bytesOnDisk }, now)).toBe(0);
    expect(await store.retain({ keepBytes: bytesOnDisk - 1 }, now)).toBeGreaterThan(0);
    expect(await numbers(store)).toEqual([2, 3]);
    await store.retain({ keepBytes: 1 }, now);
    expect(await numbers(store)).toEqual([3]);
    await store.retain({ keepMs: DAY_MS / 2 }, now);
    expect(await numbers(store)).toEqual([]);
  });
});

test('loaded segments leave the journal', async () => {
  await withStore(async store => {
    await store.append([event(1)]);
    await store.settle();
    await store.append([event(2)]);
    await store.settle();
    expect(await readdir(join(folder, 'journal'))).toEqual(['000000000000002.last']);
    expect((await readFile(join(folder, 'journal/000000000000002.last'))).length).toBe(0);
  });
});
