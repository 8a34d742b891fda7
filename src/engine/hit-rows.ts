/**
 * The hits of a scan as rows of numbers, of which nothing is made until the sieve (hit-sieve.ts) has thrown nearly
 * all of them away: which filter, which event, under which key (key-hashes.ts), when. An event that passes a step
 * under three keys has three rows.
 */
export class HitRows {
  count = 0;
  /** The number of the filter: steps of all rules in order, as `RuleSet.steps` lists them. */
  filters: Int32Array;
  /** The number by which the event is found again. */
  events: Int32Array;
  keysLow: Int32Array;
  keysHigh: Int32Array;
  /** Milliseconds since 1970; NaN where the event has no time. */
  times: Float64Array;

  /** @param room for so many rows at first. */
  constructor(room: number) {
    this.filters = new Int32Array(room);
    this.events = new Int32Array(room);
    this.keysLow = new Int32Array(room);
    this.keysHigh = new Int32Array(room);
    this.times = new Float64Array(room);
  }

  add(filter: number, event: number, keyLow: number, keyHigh: number, timeMs: number): void {
    if (this.count === this.filters.length) this.grow();
    const at = this.count++;
    this.filters[at] = filter;
    this.events[at] = event;
    this.keysLow[at] = keyLow;
    this.keysHigh[at] = keyHigh;
    this.times[at] = timeMs;
  }

  /** Adds a row of others. */
  copy(rows: HitRows, at: number): void {
    this.add(
      rows.filters[at] ?? 0,
      rows.events[at] ?? 0,
      rows.keysLow[at] ?? 0,
      rows.keysHigh[at] ?? 0,
      rows.times[at] ?? Number.NaN,
    );
  }

  clear(): void {
    this.count = 0;
  }

  private grow(): void {
    for (const name of ['filters', 'events', 'keysLow', 'keysHigh'] as const) {
      const larger = new Int32Array(this[name].length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
  }
}
