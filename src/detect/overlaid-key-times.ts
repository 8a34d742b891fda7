/**
 * What a finisher notes beside what is remembered already. A rule is finished many times over the same hits; what it
 * notes is forgotten each time but the last, when a run closes.
 */
import type { JoinKeyTuple } from '../engine/hit.ts';
import type { KeyTimes, SavedKeyTimes } from '../engine/state/key-times.ts';
import { textBytes } from '../engine/state-bytes.ts';

export class OverlaidKeyTimes implements KeyTimes {
  /** No hit is too old: which are asked for is decided by their window. */
  readonly untilMs = undefined;
  sinceMs: number | undefined;
  bytes = 0;
  readonly #below: KeyTimes;
  readonly #noted = new Map<JoinKeyTuple, number>();

  constructor(below: KeyTimes) {
    this.#below = below;
    this.sinceMs = below.sinceMs;
  }

  get entries(): number {
    return this.#noted.size;
  }

  get evicted(): number {
    return this.#below.evicted;
  }

  saw(timeMs: number): void {
    if (this.sinceMs === undefined || timeMs < this.sinceMs) this.sinceMs = timeMs;
  }

  timeOf(key: JoinKeyTuple): number | undefined {
    const own = this.#noted.get(key);
    const below = this.#below.timeOf(key);
    if (own === undefined || below === undefined) return own ?? below;
    return Math.max(own, below);
  }

  note(key: JoinKeyTuple, timeMs: number): void {
    const known = this.#noted.get(key);
    if (known === undefined) this.bytes += 96 + textBytes(key);
    if (known === undefined || known < timeMs) this.#noted.set(key, timeMs);
  }

  /** What is below is not this one's to forget, and what was noted here does not last. */
  forgetBefore(): void {}

  /** What was noted here alone. */
  save(): SavedKeyTimes {
    return { sinceMs: this.sinceMs ?? null, untilMs: null, evicted: 0, times: [...this.#noted] };
  }
}
