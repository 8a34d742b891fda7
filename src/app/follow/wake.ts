/** Changes come in swarms: after one, others are waited for so long. */
const SWARM_MS = 20;

/** A sleeper that can be woken, and that a signal wakes for good. */
export class Wake {
  readonly #signal: AbortSignal;
  #isWoken = false;
  #wake: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake());
  }

  /** Wakes the sleeper, or keeps the next one from sleeping. */
  now(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async wait(mostMs: number): Promise<void> {
    if (!this.#isWoken) await this.#sleep(mostMs);
    if (this.#isWoken) await this.#sleep(SWARM_MS);
    this.#isWoken = false;
  }

  #sleep(ms: number): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        // Changes that come in while others are waited for are among them.
        if (this.#isWoken && ms === SWARM_MS && !this.#signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
