import { FingerprintSet } from '../fingerprint-set.ts';

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
    if (this.#older.has(id) || !this.#newer.add(id)) return false;
    if (this.#newer.size >= this.#most) {
      this.#older = this.#newer;
      this.#newer = new FingerprintSet(this.#seed);
    }
    return true;
  }
}
