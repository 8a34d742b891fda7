/**
 * The ids of all events seen, in 64 bits each, so that a double is known among hundreds of millions of events
 * without keeping their ids: 16 to 32 bytes an event. Two ids collide by chance once in 2^64 pairs; the seed
 * is drawn anew by each process, so that nobody can prepare an id that hides another event.
 */
export class FingerprintSet {
  /** The two halves of each fingerprint side by side, both 0 where a place is free. */
  #halves = new Uint32Array(2048);
  #size = 0;

  /** Adds a fingerprint; false where it was there already. All must be of one seed. */
  addFingerprint(low: number, high: number): boolean {
    const place = placeOf(this.#halves, low, high);
    if (this.#halves[place] === low && this.#halves[place + 1] === high) return false;
    this.#halves[place] = low;
    this.#halves[place + 1] = high;
    this.#size++;
    if (this.#size * 4 > this.#halves.length) this.#grow();
    return true;
  }

  get size(): number {
    return this.#size;
  }

  hasFingerprint(low: number, high: number): boolean {
    const place = placeOf(this.#halves, low, high);
    return this.#halves[place] === low && this.#halves[place + 1] === high;
  }

  #grow(): void {
    const smaller = this.#halves;
    const larger = new Uint32Array(smaller.length * 2);
    for (let at = 0; at < smaller.length; at += 2) {
      const low = smaller[at] ?? 0;
      const high = smaller[at + 1] ?? 0;
      if (low === 0 && high === 0) continue;
      const place = placeOf(larger, low, high);
      larger[place] = low;
      larger[place + 1] = high;
    }
    this.#halves = larger;
  }
}

/** Where a fingerprint stands, or would: never both of its halves are 0. */
function placeOf(halves: Uint32Array, low: number, high: number): number {
  const mask = halves.length - 1;
  for (let place = (low * 2) & mask; ; place = (place + 2) & mask) {
    const there = halves[place] ?? 0;
    const beside = halves[place + 1] ?? 0;
    if ((there === low && beside === high) || (there === 0 && beside === 0)) return place;
  }
}
