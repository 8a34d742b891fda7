import type { Change } from '../../detect/detection.ts';
import type { ChangeFeed } from '../../http/parts.ts';

/** Tells every subscriber what changed, in turn; one that throws does not keep it from the others. */
export class Changes implements ChangeFeed {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #onFailure: (error: unknown) => void;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  subscribe(listener: (change: Change) => void): () => void {
    // The same function may subscribe twice.
    const own = (change: Change): void => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  readonly tell = (change: Change): void => {
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (error) {
        this.#onFailure(error);
      }
    }
  };
}
