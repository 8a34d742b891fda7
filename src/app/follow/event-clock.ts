/** A timestamp further ahead of the clock than this says more about its host's clock than about the time. */
const MOST_AHEAD_MS = 60_000;

/**
 * The watermark of followed files: the time of which no earlier event is expected. It goes with the clock of
 * arrival, less the lateness that is allowed, also while nothing comes. Where all events lag behind that clock (a
 * slow shipper, an old recording that is played in) it lags as the least of them does.
 */
export class EventClock {
  readonly #latenessMs: number;
  /** How far events lie behind the clock of their arrival: the least so far. */
  #lagMs = Number.POSITIVE_INFINITY;
  #watermarkMs = Number.NEGATIVE_INFINITY;
  /** Events too far ahead of the clock: they do not move it. */
  aheadOfClock = 0;

  constructor(latenessMs: number) {
    this.#latenessMs = latenessMs;
  }

  saw(timeMs: number | undefined, nowMs: number): void {
    if (timeMs === undefined) return;
    if (timeMs > nowMs + MOST_AHEAD_MS) this.aheadOfClock++;
    else this.#lagMs = Math.min(this.#lagMs, Math.max(0, nowMs - timeMs));
  }

  /** Never steps back, whatever the clock does; -Infinity until an event has shown where it stands. */
  watermarkMs(nowMs: number): number {
    this.#watermarkMs = Math.max(this.#watermarkMs, nowMs - this.#lagMs - this.#latenessMs);
    return this.#watermarkMs;
  }
}
