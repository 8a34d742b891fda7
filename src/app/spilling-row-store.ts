import { HitRows, type RowColumns } from '../engine/hit-rows.ts';
import type { RowStore } from '../engine/hit-sieve.ts';
import { SpillFile } from './spill-file.ts';

const CHUNK_ROWS = 65_536;
const ROW_BYTES = 24;

/** Rows of hits in bounded memory: past `mostInMemory` they go to a temporary file, chunk by chunk. */
export class SpillingRowStore implements RowStore {
  readonly #mostChunks: number;
  readonly #chunks: HitRows[] = [];
  #filling = new HitRows(1024);
  readonly #file = new SpillFile();
  readonly #inFile: { readonly place: number; readonly count: number }[] = [];

  constructor(mostInMemory: number) {
    this.#mostChunks = Math.floor(mostInMemory / CHUNK_ROWS);
  }

  add(rows: HitRows): void {
    for (let at = 0; at < rows.count; at++) {
      if (this.#filling.count === CHUNK_ROWS) this.#putAway();
      this.#filling.copy(rows, at);
    }
  }

  *chunks(): Iterable<HitRows> {
    yield* this.#chunks;
    for (const { place, count } of this.#inFile)
      yield rowsOf(this.#file.read(place, count * ROW_BYTES), count);
    yield this.#filling;
  }

  close(): void {
    this.#file.close();
  }

  #putAway(): void {
    if (this.#chunks.length < this.#mostChunks) {
      this.#chunks.push(this.#filling);
      this.#filling = new HitRows(CHUNK_ROWS);
      return;
    }
    const { count } = this.#filling;
    const place = this.#file.sizeBytes;
    for (const column of columnsOf(this.#filling))
      this.#file.append(new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT));
    this.#inFile.push({ place, count });
    this.#filling.clear();
  }
}

/** In the order in which they stand in the file; the widest first, so that all are aligned. */
function columnsOf({ times, filters, events, keysLow, keysHigh }: RowColumns): (Float64Array | Int32Array)[] {
  return [times, filters, events, keysLow, keysHigh];
}

function rowsOf(bytes: Uint8Array, count: number): HitRows {
  const rows = new HitRows(count);
  let at = 0;
  for (const column of columnsOf(rows)) {
    const length = count * column.BYTES_PER_ELEMENT;
    new Uint8Array(column.buffer).set(bytes.subarray(at, at + length));
    at += length;
  }
  rows.count = count;
  return rows;
}
