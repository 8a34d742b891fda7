import { type Piece, PieceBuffer, type Splitter } from './piece.ts';

const LINE_FEED = 0x0a;
const BLANK = 0x20;

/** Cuts at line feeds. Blank lines are counted and give no piece; blanks around a line are not part of it. */
export function splitLines(limitBytes: number): Splitter {
  const line = new PieceBuffer(limitBytes);
  let record = 1;

  function finish(pieces: Piece[], ending: Piece['ending']): void {
    const piece = line.take(record++, ending);
    const bytes = piece.bytes && trimBlanks(piece.bytes);
    if (bytes === undefined) pieces.push(piece);
    else if (bytes.length > 0) pieces.push({ ...piece, bytes, lengthBytes: bytes.length });
  }

  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        line.add(chunk.subarray(from, at), false);
        finish(pieces, 'mark');
        from = at + 1;
      }
      line.add(chunk.subarray(from), true);
      return pieces;
    },
    end() {
      const pieces: Piece[] = [];
      if (line.lengthBytes > 0) finish(pieces, 'input');
      return pieces;
    },
  };
}

/** Without the blanks, tabs and carriage returns (all bytes up to the blank) at both ends. */
function trimBlanks(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && (bytes[start] ?? 0) <= BLANK) start++;
  while (end > start && (bytes[end - 1] ?? 0) <= BLANK) end--;
  return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
}
