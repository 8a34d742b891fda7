import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NewEvent, StoreFull } from '../../event-store.ts';
import { Journal } from './journal.ts';
import { leftSegments, readSegment } from './segments.ts';

let folder = '';
let reserveBytes = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-journal-'));
  reserveBytes = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function openJournal(): Promise<Journal> {
  return await Journal.open({
    folder,
    durability: 'power-loss',
    get reserveBytes() {
      return reserveBytes;
    },
    clock: () => 0,
    onRows: () => undefined,
  });
}

function event(id: string): NewEvent {
  return { id, index: undefined, timeMs: 1, ingestedMs: 1, raw: Buffer.from('{}') };
}

test('requests that wait together are written together, each with its answer', async () => {
  const journal = await openJournal();
  const answers = await Promise.all([
    journal.append([event('a'), event('b')]),
    journal.append([event('b'), event('c')]),
    journal.append([]),
  ]);
  expect(answers).toEqual([
    [
      { kind: 'stored', arrival: 1 },
      { kind: 'stored', arrival: 2 },
    ],
    [{ kind: 'double' }, { kind: 'stored', arrival: 3 }],
    [],
  ]);
  await journal.close();
  const { segments, lastArrival } = await leftSegments(folder);
  expect(lastArrival).toBe(3);
  const keys = await Promise.all(segments.map(async each => (await readSegment(each)).keys));
  expect(keys.flat().map(({ id, arrival, time }) => [id, arrival, time])).toEqual([
    ['a', 1, 1],
    ['b', 2, 1],
    ['c', 3, 1],
  ]);
});

test('a full disk takes nothing, says so, and takes the same events once there is room', async () => {
  const journal = await openJournal();
  reserveBytes = Number.MAX_SAFE_INTEGER;
  await expect(journal.append([event('a')])).rejects.toThrow(StoreFull);
  await expect(journal.append([event('a')])).rejects.toThrow(/MiB are kept free: make room/);
  reserveBytes = 0;
  expect(await journal.append([event('a')])).toEqual([{ kind: 'stored', arrival: 3 }]);
  await journal.close();
});

test('a segment that cannot be made is told, and the next attempt makes it', async () => {
  const journal = await openJournal();
  const path = join(folder, '000000000000001.rows');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(path);
  await expect(journal.append([event('a')])).rejects.toThrow('EEXIST');
  await rm(path, { recursive: true });
  expect(await journal.append([event('a')])).toEqual([{ kind: 'stored', arrival: 2 }]);
  await journal.close();
});
