import { expect, test } from 'vitest';
import { zstdFrame } from '../../../test/cases/ingest/make-archives.ts';
import { unzstd } from './unzstd.ts';

const letters = Array.from({ length: 1000 }, (_, at) => ({ raw: Buffer.from([97 + (at % 26)]) }));
const frame = zstdFrame(letters);

test('blocks and frames of one byte come together, as who reads on pays for each piece', async () => {
  const pieces = await unpack(Buffer.concat(letters.map(letter => zstdFrame([letter]))));
  expect(pieces.map(piece => piece.length)).toEqual([1000]);
  expect(await unpack(frame)).toEqual(pieces);
});

test('what came before a failure comes out before it', async () => {
  const pieces: Buffer[] = [];
  await expect(unpack(Buffer.concat([frame, frame.subarray(0, 300)]), pieces)).rejects.toThrow();
  expect(Buffer.concat(pieces).length).toBeGreaterThanOrEqual(1000);
});

async function unpack(packed: Uint8Array, pieces: Buffer[] = []): Promise<readonly Buffer[]> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield packed;
  }
  for await (const piece of unzstd(once(), 'in')) pieces.push(Buffer.from(piece));
  return pieces;
}
