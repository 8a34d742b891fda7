import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeIntake } from '../../../test/support/http-parts.ts';
import { MemoryObjectStore } from '../../store/memory/object-store.ts';
import { PlayedRecording } from './play-recording.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-recording-'));
  path = join(folder, 'attack.ndjson');
  const lines = [1_000, 2_000, 60_000].map((ms, n) =>
    JSON.stringify({ '@timestamp': new Date(ms).toISOString(), n, ...(n === 0 && { tags: 'own' }) }),
  );
  await writeFile(path, lines.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

function world() {
  const intake = new FakeIntake();
  const parts = { intake, objects: new MemoryObjectStore(), path, startMs: 2_000, clock: () => 1_000_000 };
  const troubles: unknown[] = [];
  const attack = new PlayedRecording({ ...parts, onTrouble: (_, error) => troubles.push(error) });
  return { intake, parts, attack, troubles };
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setImmediate(resolve));
}

test('a recording plays behind, with a tag on each event, and is remembered', async () => {
  const { attack, intake, parts } = world();
  expect(await attack.status()).toEqual({ state: 'none', events: 0 });
  const playing = { state: 'playing', sinceMs: 1_000_000, untilMs: 1_058_000 };
  expect(await attack.start('ann')).toEqual({ ...playing, events: 0 });
  await until(async () => (await attack.status()).events === 2);
  expect(await attack.start('bob')).toEqual({ ...playing, events: 2 });
  expect(intake.texts.map(text => JSON.parse(text))).toEqual([
    { '@timestamp': '1970-01-01T00:16:39.000Z', n: 0, tags: ['own', 'recording'] },
    { '@timestamp': '1970-01-01T00:16:40.000Z', n: 1, tags: ['recording'] },
  ]);
  await attack.close();
  const played = { state: 'played', events: 2, sinceMs: 1_000_000 };
  expect(await attack.status()).toEqual(played);
  const later = new PlayedRecording({ ...parts, onTrouble: () => {} });
  expect(await later.status()).toEqual(played);
  await later.forget('ann');
  expect(await later.status()).toEqual({ state: 'none', events: 0 });
});

test('where events are not taken, it ends and says so', async () => {
  const { attack, intake, troubles } = world();
  intake.failure = new Error('full');
  await attack.start('ann');
  await until(() => troubles.length === 1);
  expect(await attack.status()).toEqual({ state: 'played', events: 0, sinceMs: 1_000_000 });
});
