import { doubled } from '../base/doubled.ts';

/** Rows, column by column. */
export interface RowColumns {
  /** The number of the filter: steps of all rules in order, as `RuleSet.steps` lists them. */
  readonly filters: Int32Array;
  /** The number by which the event is found again. */
  readonly events: Int32Array;
  readonly keysLow: Int32Array;
  readonly keysHigh: Int32Array;
  /** Milliseconds since 1970; NaN where the event has no time. */
  readonly times: Float64Array;
}

/**
 * The hits of a scan as rows of numbers, of which nothing is made until the sieve (hit-sieve.ts) has thrown nearly
 * all of them away: which filter, which event, under which key (key-hashes.ts), when. An event that passes a step
 * under three keys has three rows.
 */
export class HitRows implements RowColumns {
  count = 0;
  filters: Int32Array;
  events: Int32Array;
  keysLow: Int32Array;
  keysHigh: Int32Array;
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

  /** Gives the rows, on memory of their own, and begins anew. */
  take(): RowColumns {
    const { count, events, filters, keysHigh, keysLow, times } = this;
    this.clear();
    return {
      filters: filters.slice(0, count),
      events: events.slice(0, count),
      keysLow: keysLow.slice(0, count),
      keysHigh: keysHigh.slice(0, count),
      times: times.slice(0, count),
    };
  }

  private grow(): void {
    for (const name of ['filters', 'events', 'keysLow', 'keysHigh'] as const)
      this[name] = doubled(this[name]);
    this.times = doubled(this.times);
  }
}
