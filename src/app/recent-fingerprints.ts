import { FingerprintSet } from './fingerprint-set.ts';

/**
 * Whether an event was seen lately: among the last `most` ids for sure, among the last twice as many perhaps. A
 * stream without end must not fill the memory.
 */
export class RecentFingerprints {
  readonly #most: number;
  #newer = new FingerprintSet();
  #older = new FingerprintSet();

  constructor(most: number) {
    this.#most = most;
  }

  /** Adds a fingerprint; false where it was there already. All must be of one seed. */
  addFingerprint(low: number, high: number): boolean {
    if (this.#older.hasFingerprint(low, high) || !this.#newer.addFingerprint(low, high)) return false;
    if (this.#newer.size >= this.#most) {
      this.#older = this.#newer;
      this.#newer = new FingerprintSet();
    }
    return true;
  }
}
