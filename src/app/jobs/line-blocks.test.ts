import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineBlocks } from './line-blocks.ts';

interface Block {
  readonly text: string;
  readonly overlongBytes: number;
}

async function blocksOf(chunks: readonly string[], blockBytes: number, limitBytes: number): Promise<Block[]> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const blocks: Block[] = [];
  for await (const { bytes, overlongBytes = 0 } of lineBlocks(stream(), blockBytes, limitBytes))
    blocks.push({ text: Buffer.from(bytes).toString(), overlongBytes });
  return blocks;
}

test('blocks are whole lines, and together they are the stream', async () => {
  const chunks = fc.array(fc.stringMatching(/^[ab\n]{0,12}$/), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 20 }), async (parts, blockBytes) => {
      const blocks = await blocksOf(parts, blockBytes, 1_000);
      expect(blocks.map(({ text }) => text).join('')).toBe(parts.join(''));
      for (const { text } of blocks.slice(0, -1)) expect(text.endsWith('\n')).toBe(true);
    }),
  );
});

test('what is over the limit is counted and not held, and the lines around it are whole', async () => {
  const chunks = fc.array(fc.stringMatching(/^(a{0,9}\n?){0,3}$/), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(chunks, async parts => {
      const limit = 10;
      const seen: (string | number)[] = [];
      for (const { text, overlongBytes } of await blocksOf(parts, 4, limit)) {
        if (overlongBytes > 0) seen.push(overlongBytes);
        else seen.push(...text.replace(/\n$/, '').split('\n'));
      }
      const whole = parts.join('');
      const lines = whole.replace(/\n$/, '').split('\n');
      // A long line may also come whole in its block: the splitter refuses it there.
      expect(seen.map(line => (typeof line === 'number' ? line : line.length))).toEqual(
        whole === '' ? [] : lines.map(line => line.length),
      );
      for (const line of seen) if (typeof line === 'number') expect(line).toBeGreaterThan(limit);
    }),
  );
});
