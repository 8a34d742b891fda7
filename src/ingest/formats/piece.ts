/**
 * Every text format is read in two steps: a *splitter* cuts the bytes into the pieces that hold one record
 * each, and a *reader* makes events of a piece. Splitters are pushed chunks of any size and hold no more than
 * one record: what they cut does not depend on where the chunks end, and neither does their memory depend on
 * the size of the file. A record over the limit is counted and never held whole.
 */
export interface Splitter {
  /** The pieces that this chunk completes. They may share memory with the chunk: read them before the next. */
  push(chunk: Uint8Array): readonly Piece[];
  /** The end of the input: what was begun and not completed. */
  end(): readonly Piece[];
}

export interface Piece {
  /** The number of the line or record, from 1. */
  readonly record: number;
  /** The bytes of the record; undefined when there were more than the limit. */
  readonly bytes: Uint8Array | undefined;
  readonly lengthBytes: number;
  /** Of a line: where its bytes begin in the text. */
  readonly offset?: number | undefined;
  /**
   * How the piece ended: with its own mark (a line end, a closing bracket or tag), with the end of the input,
   * at the start of the next record, or `stray`: it lay between records and is none.
   */
  readonly ending: 'mark' | 'input' | 'next' | 'stray';
}

/** The record that is being put together, across chunks and up to a limit. */
export class PieceBuffer {
  readonly #limitBytes: number;
  #parts: Uint8Array[] = [];
  #lengthBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get lengthBytes(): number {
    return this.#lengthBytes;
  }

  /** Adds bytes of a chunk. `copy` them when the record goes on in a later chunk. */
  add(bytes: Uint8Array, copy: boolean): void {
    if (bytes.length === 0) return;
    this.#lengthBytes += bytes.length;
    if (this.#lengthBytes > this.#limitBytes) this.#parts = [];
    // `slice` of a Buffer is no copy.
    else this.#parts.push(copy ? new Uint8Array(bytes) : bytes);
  }

  /** Ends the record and makes room for the next. */
  take(record: number, ending: Piece['ending']): Piece {
    const lengthBytes = this.#lengthBytes;
    const parts = this.#parts;
    this.#parts = [];
    this.#lengthBytes = 0;
    if (lengthBytes > this.#limitBytes) return { record, bytes: undefined, lengthBytes, ending };
    const [only] = parts;
    const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, lengthBytes);
    return { record, bytes, lengthBytes, ending };
  }
}
