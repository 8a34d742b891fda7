import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputFailure } from '../../ingest/event-input.ts';
import { countLineFeeds, linesInRange } from './lines-in-range.ts';
import type { LineRange } from './part.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-ranges-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(range: LineRange): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const { bytes } of linesInRange(range)) chunks.push(new Uint8Array(bytes));
  return Buffer.concat(chunks).toString();
}

test('ranges that follow each other give each line once and whole, wherever they meet', async () => {
  const path = join(folder, 'lines');
  const text = fc.array(fc.constantFrom('', 'a', 'bc', 'a long line'), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (lines, isEnded, size) => {
      const whole = lines.join('\n') + (isEnded ? '\n' : '');
      writeFileSync(path, whole);
      const parts: string[] = [];
      for (let start = 0; start < whole.length; start += size) {
        const isLast = start + size >= whole.length;
        const end = isLast ? Number.POSITIVE_INFINITY : start + size;
        const part = await read({ path, start, end });
        if (!isLast) expect(part === '' || part.endsWith('\n') || whole.endsWith(part)).toBe(true);
        parts.push(part);
      }
      expect(parts.join('')).toBe(whole);
    }),
    { numRuns: 100 },
  );
});

test('a line that is longer than a chunk belongs to the range in which it begins', async () => {
  const path = join(folder, 'long');
  const long = 'x'.repeat(700_000);
  writeFileSync(path, `a\n${long}\nb\n`);
  expect(await read({ path, start: 0, end: 100_000 })).toBe(`a\n${long}\n`);
  expect(await read({ path, start: 100_000, end: 600_000 })).toBe('');
  expect(await read({ path, start: 600_000, end: Number.POSITIVE_INFINITY })).toBe('b\n');
});

test('a file that cannot be read is a failure of the input', async () => {
  await expect(read({ path: join(folder, 'none'), start: 0, end: 9 })).rejects.toBeInstanceOf(InputFailure);
});

test('counts the lines that end', () => {
  expect(['', 'a', 'a\n', '\n\nb\nc'].map(text => countLineFeeds(Buffer.from(text)))).toEqual([0, 0, 1, 3]);
});
