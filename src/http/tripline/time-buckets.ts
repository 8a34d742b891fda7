/** Counts over time, in steps that people count in, each counted by kind. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds. */
const STEPS: readonly number[] = [
  ...[SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND],
  ...[MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY],
];
const MOST_BUCKETS = 60;

export class TimeBuckets {
  readonly stepMs: number;
  /** The beginning of the first bucket: a multiple of the step. */
  readonly fromMs: number;
  /** The end of the last one. */
  readonly toMs: number;
  readonly #counts: readonly number[][];

  constructor(fromMs: number, toMs: number, kinds: number) {
    const span = toMs - fromMs;
    this.stepMs =
      STEPS.find(step => span / step < MOST_BUCKETS) ?? Math.ceil(span / MOST_BUCKETS / DAY) * DAY;
    this.fromMs = Math.floor(fromMs / this.stepMs) * this.stepMs;
    const count = Math.floor((toMs - this.fromMs) / this.stepMs) + 1;
    this.toMs = this.fromMs + count * this.stepMs;
    this.#counts = Array.from({ length: count }, () => new Array<number>(kinds).fill(0));
  }

  /** What lies outside is not counted. */
  count(ms: number, kind: number): void {
    const bucket = this.#counts[Math.floor((ms - this.fromMs) / this.stepMs)];
    if (bucket !== undefined) bucket[kind] = (bucket[kind] ?? 0) + 1;
  }

  buckets(): readonly { readonly atMs: number; readonly counts: readonly number[] }[] {
    return this.#counts.map((counts, at) => ({ atMs: this.fromMs + at * this.stepMs, counts }));
  }
}
