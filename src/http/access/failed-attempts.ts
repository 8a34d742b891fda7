const USUAL = { windowMs: 60_000, most: 30 };
const MOST_ADDRESSES = 10_000;

/**
 * Counts wrong keys by address and minute: beyond some thirty an address is locked out until the minute is over. The same
 * for whatever else is tried, by whatever it is counted.
 */
export class FailedAttempts {
  readonly #byAddress = new Map<string, { readonly sinceMs: number; count: number }>();

  readonly #windowMs: number;
  readonly #most: number;

  constructor({ most, windowMs }: { readonly windowMs: number; readonly most: number } = USUAL) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  isLockedOut(address: string, nowMs: number): boolean {
    const failures = this.#byAddress.get(address);
    return (
      failures !== undefined && nowMs - failures.sinceMs < this.#windowMs && failures.count >= this.#most
    );
  }

  count(address: string, nowMs: number): void {
    const failures = this.#byAddress.get(address);
    if (failures !== undefined && nowMs - failures.sinceMs < this.#windowMs) {
      failures.count++;
      return;
    }
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { sinceMs: nowMs, count: 1 });
    // The oldest goes: whoever owns that many addresses is not stopped by counting them.
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > MOST_ADDRESSES && oldest !== undefined) this.#byAddress.delete(oldest);
  }
}
