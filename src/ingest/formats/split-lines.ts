import { type CutLines, LineCutter } from './cut-lines.ts';
import type { Piece, Splitter } from './piece.ts';

/** Cuts at line feeds. Blank lines are counted and give no piece; blanks around a line are not part of it. */
export function splitLines(limitBytes: number): Splitter {
  const cutter = new LineCutter(limitBytes);
  return {
    push: chunk => piecesOf(cutter.push(chunk)),
    end: () => piecesOf(cutter.end()),
  };
}

function piecesOf(all: readonly CutLines[]): readonly Piece[] {
  return all.flatMap(lines => Array.from({ length: lines.count }, (_, at) => lines.pieceAt(at)));
}
