import type { Transform } from 'node:stream';

/** A decompressing stream of `node:zlib`; `bytesWritten` is how much of the input it has used. */
type Decompressor = Transform & { readonly bytesWritten: number };

/**
 * Drives a decompressing stream step by step. Piped, such a stream forgets what it has not handed on when it
 * fails; here all that could be unpacked comes out before the failure shows, and no more than one portion waits,
 * however much a few bytes unpack to.
 */
export class Inflater {
  readonly #stream: Decompressor;
  #isEnded = false;
  #failure: Error | undefined;
  #isNews = false;
  #wake: () => void = () => {};

  constructor(stream: Decompressor) {
    this.#stream = stream;
    stream.on('readable', () => this.#tell());
    stream.on('end', () => {
      this.#isEnded = true;
      this.#tell();
    });
    stream.on('error', (failure: Error) => {
      this.#failure ??= failure;
      this.#tell();
    });
  }

  /** The compressed data are complete: what follows them in the input is something else. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** What is wrong with the compressed data. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** How many bytes of the input belong to the compressed data. */
  get usedBytes(): number {
    return this.#stream.bytesWritten;
  }

  /** What these bytes unpack to, in portions. */
  async *write(packed: Uint8Array): AsyncGenerator<Uint8Array> {
    let isTaken = false;
    this.#stream.write(packed, () => {
      isTaken = true;
      this.#tell();
    });
    yield* this.#portions(() => isTaken);
  }

  /** The rest, when there is no more input. Data that are not complete fail here. */
  async *end(): AsyncGenerator<Uint8Array> {
    this.#stream.end();
    yield* this.#portions(() => false);
  }

  close(): void {
    this.#stream.destroy();
  }

  async *#portions(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (let portion = this.#read(); portion !== null; portion = this.#read()) yield portion;
      if (isDone() || this.#isEnded || this.#failure !== undefined) break;
      await this.#news();
    }
    for (let portion = this.#read(); portion !== null; portion = this.#read()) yield portion;
  }

  #read(): Uint8Array | null {
    // Without an encoding a stream of bytes reads bytes.
    return this.#stream.read() as Uint8Array | null;
  }

  #tell(): void {
    this.#isNews = true;
    this.#wake();
  }

  async #news(): Promise<void> {
    if (!this.#isNews) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    this.#isNews = false;
  }
}
