/** One listener of changes: a stream of server-sent events that never holds more than a bounded number of them. */
import { Readable } from 'node:stream';

export class ChangeStream extends Readable {
  readonly #mostWaiting: number;
  #waiting: string[] = [];
  #isCut = false;

  constructor(mostWaiting: number) {
    super({ highWaterMark: 64 * 1024 });
    this.#mostWaiting = mostWaiting;
  }

  /** @param lines what stands before the blank line that ends it */
  tell(lines: string): void {
    if (this.#isCut || this.destroyed) return;
    if (this.#waiting.length >= this.#mostWaiting) {
      this.end(
        'event: cut\ndata: {"reason":"too slow: more changes were waiting than are kept for one listener"}',
      );
      return;
    }
    this.#waiting.push(`${lines}\n\n`);
    this.#pass();
  }

  /** What waits is given up: whoever listens asks again from the last that he got. */
  end(lines: string): void {
    if (this.#isCut || this.destroyed) return;
    this.#isCut = true;
    this.#waiting = [];
    this.push(`${lines}\n\n`);
    this.push(null);
  }

  override _read(): void {
    this.#pass();
  }

  #pass(): void {
    while (this.#waiting.length > 0 && this.readableLength < this.readableHighWaterMark)
      this.push(this.#waiting.shift());
  }
}
