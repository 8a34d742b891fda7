/**
 * Bytes to be taken in the portions that a format needs, whatever the pieces in which they come. It holds what
 * was asked for and the rest of the last piece, never more.
 */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #failure: { readonly cause: unknown } | undefined;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** How many bytes were taken or skipped. */
  get offset(): number {
    return this.#offset;
  }

  /** The next `count` bytes, which stay where they are; fewer only where the input ends. */
  async peek(count: number): Promise<Uint8Array> {
    if (this.#held.length < count) await this.#fill(count);
    if (this.#held.length < count) this.#throwFailure();
    return this.#held.subarray(0, count);
  }

  /** Like `peek`, but bytes in front of a failure of the input are told: the failure comes behind them. */
  async preview(count: number): Promise<Uint8Array> {
    if (this.#held.length < count) await this.#fill(count);
    if (this.#held.length === 0) this.#throwFailure();
    return this.#held.subarray(0, count);
  }

  /** At least one and at most `most` bytes; none where the input ends. */
  async take(most: number): Promise<Uint8Array> {
    if (this.#held.length === 0) await this.#fill(1);
    if (this.#held.length === 0) this.#throwFailure();
    const taken = this.#held.subarray(0, most);
    this.#drop(taken.length);
    return taken;
  }

  /** The next `count` bytes, all or those that there are. */
  async takeWhole(count: number): Promise<Uint8Array> {
    const taken = await this.peek(count);
    this.#drop(taken.length);
    return taken;
  }

  /** The next `count` bytes in pieces; tells an early end of the input by ending early. */
  async *pieces(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      const piece = await this.take(left);
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    yield* this.pieces(Number.POSITIVE_INFINITY);
  }

  async skip(count: number): Promise<void> {
    for await (const _ of this.pieces(count));
  }

  /** Puts back the end of what was taken last. */
  unread(bytes: Uint8Array): void {
    this.#offset -= bytes.length;
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([bytes, this.#held]);
  }

  /** Gives the input up: it is closed. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #drop(count: number): void {
    this.#held = this.#held.subarray(count);
    this.#offset += count;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  async #fill(count: number): Promise<void> {
    const parts = [this.#held];
    let length = this.#held.length;
    while (length < count && this.#failure === undefined) {
      try {
        const next = await this.#chunks.next();
        if (next.done) break;
        parts.push(next.value);
        length += next.value.length;
      } catch (cause) {
        this.#failure = { cause };
      }
    }
    const [first = this.#held, only] = parts;
    this.#held = first.length === 0 && parts.length === 2 ? (only ?? first) : Buffer.concat(parts);
  }
}
