/**
 * The ids of all events seen, in 64 bits each, so that a double is known among hundreds of millions of events
 * without keeping their ids: 16 to 32 bytes an event. Two ids collide by chance once in 2^64 pairs; the seed
 * is drawn anew by each process, so that nobody can prepare an id that hides another event.
 */
export class FingerprintSet {
  #low = new Uint32Array(1024);
  #high = new Uint32Array(1024);
  #size = 0;

  /** Adds a fingerprint; false where it was there already. All must be of one seed. */
  addFingerprint(low: number, high: number): boolean {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    while (this.#low[slot] !== 0 || this.#high[slot] !== 0) {
      if (this.#low[slot] === low && this.#high[slot] === high) return false;
      slot = (slot + 1) & mask;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#size++;
    if (this.#size * 2 > this.#low.length) this.#grow();
    return true;
  }

  get size(): number {
    return this.#size;
  }

  hasFingerprint(low: number, high: number): boolean {
    const mask = this.#low.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.#low[slot] === low && this.#high[slot] === high) return true;
      if (this.#low[slot] === 0 && this.#high[slot] === 0) return false;
    }
  }

  #grow(): void {
    const [oldLow, oldHigh] = [this.#low, this.#high];
    const mask = oldLow.length * 2 - 1;
    this.#low = new Uint32Array(mask + 1);
    this.#high = new Uint32Array(mask + 1);
    for (let at = 0; at < oldLow.length; at++) {
      const low = oldLow[at] ?? 0;
      const high = oldHigh[at] ?? 0;
      if (low === 0 && high === 0) continue;
      let slot = low & mask;
      while (this.#low[slot] !== 0 || this.#high[slot] !== 0) slot = (slot + 1) & mask;
      this.#low[slot] = low;
      this.#high[slot] = high;
    }
  }
}
