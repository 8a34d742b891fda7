import { SpillingBytes } from './spilling-bytes.ts';

const NUMBER_BYTES = 8;

/** Rows of numbers that are appended and read again by their position: in memory up to a budget, then in a file. */
export class SpillingTable {
  readonly #row: Float64Array;
  readonly #rowBytes: Uint8Array;
  readonly #bytes: SpillingBytes;
  #size = 0;

  /** @param columns how many numbers a row has. */
  constructor(columns: number, budgetBytes: number) {
    this.#row = new Float64Array(columns);
    this.#rowBytes = new Uint8Array(this.#row.buffer);
    this.#bytes = new SpillingBytes(budgetBytes);
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a row and gives its position. */
  push(...row: readonly number[]): number {
    this.#row.set(row);
    this.#bytes.append(this.#rowBytes);
    return this.#size++;
  }

  /** The row at a position; undefined where there is none. */
  at(position: number): Float64Array | undefined {
    if (position >= this.#size) return undefined;
    const length = this.#row.length * NUMBER_BYTES;
    const row = new Float64Array(this.#row.length);
    new Uint8Array(row.buffer).set(this.#bytes.read(position * length, length));
    return row;
  }

  close(): void {
    this.#bytes.close();
  }
}
