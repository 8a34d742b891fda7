import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileInput, readInTurns } from './event-input.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-input-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a file can be read again at any place', async () => {
  const path = join(folder, 'events.ndjson');
  const text = 'x'.repeat(300_000) + 'y'.repeat(300_000);
  writeFileSync(path, text);
  expect(fileInput(path)).toMatchObject({ name: path, path });
  let read = '';
  for await (const piece of readInTurns(path, 299_999)) read += Buffer.from(piece).toString();
  expect(read).toBe(text.slice(299_999));
});

test.skipIf(process.platform === 'win32')(
  'what is no plain file, such as a pipe, is read once: it has no places',
  () => {
    const input = fileInput('/dev/null');
    expect(input.path).toBeUndefined();
    expect(input.bytesFrom).toBeUndefined();
  },
);

test('what is not there is read, and that fails', async () => {
  const input = fileInput(join(folder, 'absent'));
  await expect(input.bytes()[Symbol.asyncIterator]().next()).rejects.toThrow('ENOENT');
});
