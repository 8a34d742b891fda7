import { SpillFile } from './spill-file.ts';

const BLOCK_BYTES = 1 << 20;

/**
 * Bytes that are appended and read again at any place: in memory up to a budget, and what comes later in a temporary
 * file, written block by block.
 */
export class SpillingBytes {
  readonly #mostBlocks: number;
  readonly #blocks: Buffer[] = [];
  readonly #file = new SpillFile();
  /** The block that is being filled: the last of `#blocks`, or one that goes to the file when it is full. */
  #filling: Buffer = Buffer.alloc(0);
  #filled = 0;
  #size = 0;

  constructor(budgetBytes: number) {
    this.#mostBlocks = Math.floor(budgetBytes / BLOCK_BYTES);
  }

  /** Appends and gives the place of the first byte. */
  append(bytes: Uint8Array): number {
    const place = this.#size;
    for (let done = 0; done < bytes.length; ) {
      if (this.#filled === this.#filling.length) this.#nextBlock();
      const count = Math.min(bytes.length - done, this.#filling.length - this.#filled);
      this.#filling.set(bytes.subarray(done, done + count), this.#filled);
      this.#filled += count;
      done += count;
    }
    this.#size += bytes.length;
    return place;
  }

  read(place: number, length: number): Buffer {
    if (place + length > this.#size) throw new Error(`there are ${this.#size} bytes, and none at ${place}`);
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) done += this.#readInto(bytes, done, place + done);
    return bytes;
  }

  close(): void {
    this.#file.close();
  }

  #nextBlock(): void {
    if (this.#blocks.length >= this.#mostBlocks) {
      if (this.#filled > 0 && this.#blocks.at(-1) !== this.#filling) this.#file.append(this.#filling);
      // A block of the file is used again once it is written.
      if (this.#filling.length === 0 || this.#blocks.at(-1) === this.#filling)
        this.#filling = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    } else {
      this.#filling = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#blocks.push(this.#filling);
    }
    this.#filled = 0;
  }

  /** Copies what one block has from a place on, and says how much that was. */
  #readInto(target: Buffer, at: number, place: number): number {
    const inBlock = place % BLOCK_BYTES;
    const count = Math.min(target.length - at, BLOCK_BYTES - inBlock);
    const number = (place - inBlock) / BLOCK_BYTES;
    const block = this.#blocks[number];
    if (block !== undefined) block.copy(target, at, inBlock, inBlock + count);
    else {
      const inFile = place - this.#blocks.length * BLOCK_BYTES;
      if (inFile < this.#file.sizeBytes) this.#file.read(inFile, count).copy(target, at);
      else this.#filling.copy(target, at, inBlock, inBlock + count);
    }
    return count;
  }
}
