import { type Piece, PieceBuffer, type Splitter } from './piece.ts';

const LINE_FEED = 0x0a;
const BLANK = 0x20;

/** Cuts at line feeds. Blank lines are counted and give no piece; blanks around a line are not part of it. */
export function splitLines(limitBytes: number): Splitter {
  /** What has come of a line that goes on in a later chunk. */
  const begun = new PieceBuffer(limitBytes);
  let record = 1;
  /** Where the line begins in the text. */
  let offset = 0;

  function finish(pieces: Piece[], { bytes, lengthBytes }: Cut, ending: Piece['ending']): void {
    const line = record++;
    if (bytes === undefined) {
      pieces.push({ record: line, bytes, lengthBytes, ending });
      return;
    }
    const start = startOf(bytes);
    const end = endOf(bytes, start);
    if (start === end) return;
    const isWhole = start === 0 && end === bytes.length;
    pieces.push({
      record: line,
      bytes: isWhole ? bytes : bytes.subarray(start, end),
      lengthBytes: end - start,
      offset: offset + start,
      ending,
    });
  }

  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        const rest = chunk.subarray(from, at);
        if (begun.lengthBytes > 0) {
          begun.add(rest, false);
          const cut = begun.take(record, 'mark');
          finish(pieces, cut, 'mark');
          offset += cut.lengthBytes + 1;
        } else {
          const isOver = rest.length > limitBytes;
          finish(pieces, { bytes: isOver ? undefined : rest, lengthBytes: rest.length }, 'mark');
          offset += rest.length + 1;
        }
        from = at + 1;
      }
      begun.add(chunk.subarray(from), true);
      return pieces;
    },
    end() {
      const pieces: Piece[] = [];
      if (begun.lengthBytes > 0) finish(pieces, begun.take(record, 'input'), 'input');
      return pieces;
    },
  };
}

type Cut = Pick<Piece, 'bytes' | 'lengthBytes'>;

/** The first byte that is no blank, tab or carriage return (all bytes up to the blank). */
function startOf(bytes: Uint8Array): number {
  let start = 0;
  while (start < bytes.length && (bytes[start] ?? 0) <= BLANK) start++;
  return start;
}

/** Likewise from the end. */
function endOf(bytes: Uint8Array, start: number): number {
  let end = bytes.length;
  while (end > start && (bytes[end - 1] ?? 0) <= BLANK) end--;
  return end;
}
