import { InputFailure } from './event-input.ts';

/** What one input may unpack to, all its members and layers together. */
export interface UnpackLimits {
  /** So many bytes are unpacked whatever the input's size. */
  readonly freeBytes: number;
  /** Beyond them, so many times the bytes that were read of the input. */
  readonly ratio: number;
  readonly members: number;
}

export const UNPACK_LIMITS: UnpackLimits = { freeBytes: 1024 ** 3, ratio: 500, members: 100_000 };

/** Counts what an input unpacks to, and gives it up when that is what only a trap does. */
export class UnpackBudget {
  readonly #input: string;
  readonly #limits: UnpackLimits;
  #packedBytes = 0;
  #unpackedBytes = 0;
  #members = 0;

  constructor(input: string, limits: UnpackLimits) {
    this.#input = input;
    this.#limits = limits;
  }

  /** The bytes of the input as it lies there. */
  async *packed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#packedBytes += chunk.length;
      yield chunk;
    }
  }

  /** Bytes that were unpacked from it, in whatever layer. */
  async *unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#unpackedBytes += chunk.length;
      const { freeBytes, ratio } = this.#limits;
      if (this.#unpackedBytes > Math.max(freeBytes, ratio * this.#packedBytes))
        throw new InputFailure(
          'limit',
          new Error(`it unpacks to more than ${ratio} times its size`),
          this.#input,
        );
      yield chunk;
    }
  }

  countMember(): void {
    this.#members++;
    const { members } = this.#limits;
    if (this.#members > members)
      throw new InputFailure('limit', new Error(`it has more than ${members} members`), this.#input);
  }
}
