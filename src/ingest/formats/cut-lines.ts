import { type Piece, PieceBuffer } from './piece.ts';

/**
 * The lines of a text as places in a chunk of bytes: a line that is told from its bytes alone costs no object. They
 * share the memory of the chunk and hold until the next is cut.
 */
export class CutLines {
  readonly bytes: Uint8Array;
  /** Where each line begins in `bytes` and where it ends; both 0 for one that was too long to be held. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly #records: number[] = [];
  /** Lengths of lines that were too long, by their positions. */
  readonly #tooLong = new Map<number, number>();
  /** Where in the text `bytes` begin. */
  readonly #offset: number;
  readonly #ending: Piece['ending'];

  constructor(bytes: Uint8Array, offset: number, ending: Piece['ending']) {
    this.bytes = bytes;
    this.#offset = offset;
    this.#ending = ending;
  }

  get count(): number {
    return this.starts.length;
  }

  /** Adds a line without the blanks, tabs and carriage returns at its ends, unless it is nothing else. */
  addTrimmed(from: number, to: number, record: number): void {
    const { bytes } = this;
    let start = from;
    let end = to;
    while (start < end && (bytes[start] ?? 0) <= BLANK) start++;
    while (end > start && (bytes[end - 1] ?? 0) <= BLANK) end--;
    if (start < end) this.#add(start, end, record);
  }

  addTooLong(lengthBytes: number, record: number): void {
    this.#tooLong.set(this.count, lengthBytes);
    this.#add(0, 0, record);
  }

  /** The line as splitters give it, for who reads it. */
  pieceAt(at: number): Piece {
    const record = this.#records[at] ?? 0;
    const ending = this.#ending;
    const tooLong = this.#tooLong.get(at);
    if (tooLong !== undefined) return { record, bytes: undefined, lengthBytes: tooLong, ending };
    const [start = 0, end = 0] = [this.starts[at], this.ends[at]];
    const bytes = this.bytes.subarray(start, end);
    return { record, bytes, lengthBytes: end - start, offset: this.#offset + start, ending };
  }

  #add(start: number, end: number, record: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.#records.push(record);
  }
}

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const NO_BYTES = new Uint8Array(0);

/** Cuts a text at its line feeds. Blank lines are counted and are no lines to read. */
export class LineCutter {
  readonly #limitBytes: number;
  /** What has come of a line that goes on in a later chunk. */
  readonly #begun: PieceBuffer;
  #record = 1;
  /** Where in the text the next line begins. */
  #offset = 0;

  /** @param limitBytes lines over it are counted and not held. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#begun = new PieceBuffer(limitBytes);
  }

  /** The lines that this chunk completes. */
  push(bytes: Uint8Array): readonly CutLines[] {
    const all: CutLines[] = [];
    // Its search is several times that of a plain array of bytes.
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let from = 0;
    if (this.#begun.lengthBytes > 0) {
      const at = chunk.indexOf(LINE_FEED);
      if (at < 0) {
        this.#begun.add(chunk, true);
        return all;
      }
      this.#begun.add(chunk.subarray(0, at), false);
      this.#finishBegun('mark', all);
      from = at + 1;
    }
    const lines = new CutLines(chunk, this.#offset - from, 'mark');
    for (let at = chunk.indexOf(LINE_FEED, from); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      if (at - from > this.#limitBytes) lines.addTooLong(at - from, this.#record);
      else lines.addTrimmed(from, at, this.#record);
      this.#record++;
      this.#offset += at + 1 - from;
      from = at + 1;
    }
    if (lines.count > 0) all.push(lines);
    this.#begun.add(chunk.subarray(from), true);
    return all;
  }

  end(): readonly CutLines[] {
    const all: CutLines[] = [];
    if (this.#begun.lengthBytes > 0) this.#finishBegun('input', all);
    return all;
  }

  #finishBegun(ending: Piece['ending'], all: CutLines[]): void {
    const { bytes, lengthBytes } = this.#begun.take(this.#record, ending);
    const lines = new CutLines(bytes ?? NO_BYTES, this.#offset, ending);
    if (bytes === undefined) lines.addTooLong(lengthBytes, this.#record);
    else lines.addTrimmed(0, bytes.length, this.#record);
    this.#record++;
    this.#offset += lengthBytes + 1;
    if (lines.count > 0) all.push(lines);
  }
}
