import { HttpProblem } from '../problems.ts';

/** Bytes that one request holds. */
export interface HeldBytes {
  /** @throws HttpProblem `busy` where all requests together would hold more than they may */
  add(bytes: number): void;
  /** All of them; to be called as often as one likes. */
  release(): void;
}

/** Counts the bytes of the bodies that are held at once, so that many requests cannot exhaust the memory. */
export class BytesInFlight {
  readonly #mostBytes: number;
  #heldBytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  hold(): HeldBytes {
    let ownBytes = 0;
    return {
      add: bytes => {
        if (this.#heldBytes + bytes > this.#mostBytes)
          throw new HttpProblem(
            'busy',
            `requests under way hold ${this.#heldBytes} bytes of ${this.#mostBytes}; nothing of this one was taken, send it again`,
          );
        this.#heldBytes += bytes;
        ownBytes += bytes;
      },
      release: () => {
        this.#heldBytes -= ownBytes;
        ownBytes = 0;
      },
    };
  }
}
