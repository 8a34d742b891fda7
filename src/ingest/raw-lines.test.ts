import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Piece } from './formats/piece.ts';
import { splitLines } from './formats/split-lines.ts';
import type { LineOrigin } from './ingested-event.ts';
import { LineCutter, type RawLines } from './raw-lines.ts';

const LIMIT = 12;
const origin: LineOrigin = {
  settings: { input: 'in', noun: 'line', limitBytes: LIMIT },
  path: undefined,
  base: 0,
};
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

test('lines are cut as the splitter cuts them, wherever chunks end', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (text, sizes) => {
      const chunks = chunksOf(text, sizes);
      const splitter = splitLines(LIMIT);
      const wanted = [
        ...chunks.flatMap(chunk => splitter.push(chunk).map(shown)),
        ...splitter.end().map(shown),
      ];
      const cutter = new LineCutter(LIMIT);
      const pieces = (all: readonly RawLines[]): unknown[] =>
        all.flatMap(lines => Array.from({ length: lines.count }, (_, at) => shown(lines.pieceAt(at))));
      const found = [
        ...chunks.flatMap(chunk => pieces(cutter.push(chunk, origin))),
        ...pieces(cutter.end(origin)),
      ];
      expect(found).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});
