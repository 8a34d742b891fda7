import { FingerprintSet, fingerprintOf } from './fingerprint-set.ts';

/**
 * Whether an event was seen lately: among the last `most` ids for sure, among the last twice as many perhaps. A
 * stream without end must not fill the memory.
 */
export class RecentFingerprints {
  readonly #most: number;
  readonly #seed: number;
  #newer: FingerprintSet;
  #older: FingerprintSet;

  constructor(most: number, seed: number) {
    this.#most = most;
    this.#seed = seed;
    this.#newer = new FingerprintSet(seed);
    this.#older = new FingerprintSet(seed);
  }

  /** Adds the id; false where it was there already. */
  add(id: string): boolean {
    const [low, high] = fingerprintOf(id, this.#seed);
    return this.addFingerprint(low, high);
  }

  /** Adds an id by its fingerprint, which must have been taken with the seed of this set. */
  addFingerprint(low: number, high: number): boolean {
    if (this.#older.hasFingerprint(low, high) || !this.#newer.addFingerprint(low, high)) return false;
    if (this.#newer.size >= this.#most) {
      this.#older = this.#newer;
      this.#newer = new FingerprintSet(this.#seed);
    }
    return true;
  }
}
