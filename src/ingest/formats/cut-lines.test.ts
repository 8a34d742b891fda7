import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveLines } from '../../../test/reference/cut-lines.ts';
import { type CutLines, LineCutter } from './cut-lines.ts';
import type { Piece } from './piece.ts';
import { splitLines } from './split-lines.ts';

const LIMIT = 12;
const texts = fc
  .array(fc.constantFrom('{}', ' {"a":1}\r', '', ' \t', 'a line that is too long', 'x', '\n', '\r\n'), {
    maxLength: 12,
  })
  .map(parts => parts.join('\n'));

function chunksOf(text: string, sizes: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const chunks: Uint8Array[] = [];
  for (let at = 0, next = 0; at < bytes.length; next++) {
    const size = sizes[next % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function shown({ bytes, ...piece }: Piece): unknown {
  return { ...piece, text: bytes === undefined ? undefined : Buffer.from(bytes).toString() };
}

test('lines are cut as out of the whole text, wherever chunks end', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (text, sizes) => {
      const chunks = chunksOf(text, sizes);
      const wanted = naiveLines(text, LIMIT);
      const cutter = new LineCutter(LIMIT);
      const pieces = (all: readonly CutLines[]): unknown[] =>
        all.flatMap(lines => Array.from({ length: lines.count }, (_, at) => shown(lines.pieceAt(at))));
      const found = [...chunks.flatMap(chunk => pieces(cutter.push(chunk))), ...pieces(cutter.end())];
      expect(found).toEqual(wanted);
      const splitter = splitLines(LIMIT);
      const split = [...chunks.flatMap(chunk => splitter.push(chunk)), ...splitter.end()];
      expect(split.map(shown)).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});
