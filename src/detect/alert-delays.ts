/** How long alerts took, of the latest thousand. */
const MOST = 1000;

export class AlertDelays {
  readonly #delays: number[] = [];
  #next = 0;

  add(ms: number): void {
    this.#delays[this.#next] = Math.max(0, ms);
    this.#next = (this.#next + 1) % MOST;
  }

  percentiles(): { readonly p50: number; readonly p99: number } | undefined {
    if (this.#delays.length === 0) return undefined;
    const sorted = [...this.#delays].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { p50: at(0.5), p99: at(0.99) };
  }
}
