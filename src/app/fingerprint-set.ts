/**
 * The ids of all events seen, in 64 bits each, so that a double is known among hundreds of millions of events
 * without keeping their ids: 16 to 32 bytes an event. Two ids collide by chance once in 2^64 pairs; the seed
 * is drawn anew by each process, so that nobody can prepare an id that hides another event.
 */
export class FingerprintSet {
  #low = new Uint32Array(1024);
  #high = new Uint32Array(1024);
  #size = 0;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
  }

  /** Adds the id; false where it was there already. */
  add(id: string): boolean {
    const [low, high] = fingerprintOf(id, this.#seed);
    return this.addFingerprint(low, high);
  }

  /** Adds an id by its fingerprint, which must have been taken with the seed of this set. */
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

/** Two multiplicative hashes over the UTF-16 units, mixed into each other at the end; never both zero. */
export function fingerprintOf(text: string, seed: number): readonly [low: number, high: number] {
  let a = seed ^ 0x9e3779b9;
  let b = seed ^ 0x85ebca6b;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  const low = a >>> 0;
  const high = b >>> 0;
  return low === 0 && high === 0 ? [1, 0] : [low, high];
}
