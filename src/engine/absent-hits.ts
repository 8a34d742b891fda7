import type { JoinKeyTuple, Ordinal } from './hit.ts';
import { type Timed, TimeOrder } from './time-order.ts';

interface AbsentHit extends Timed<AbsentHit> {
  readonly at: number;
  readonly key: JoinKeyTuple;
}

/**
 * The events that a sequence wants to be missing before its first step or between two. Of each place (`at`: how
 * many steps stand before it) and key only the latest is kept: whether one stands between two events is answered
 * by the latest before the second, and the nearest one before a first event is the one that counts. Each is
 * forgotten once it lies more than maxspan back, where no sequence that may still end can reach it.
 */
export class AbsentHits {
  private readonly maxspanMs: number;
  private readonly latestAt: Map<JoinKeyTuple, AbsentHit>[];
  private readonly all = new TimeOrder<AbsentHit>();

  /** `places`: how many there are, those after the last step left out. */
  constructor(places: number, maxspanMs: number) {
    this.maxspanMs = maxspanMs;
    this.latestAt = Array.from({ length: places }, () => new Map());
  }

  get size(): number {
    return this.all.size;
  }

  add(at: number, key: JoinKeyTuple, ordinal: Ordinal): void {
    const latest = this.place(at);
    const before = latest.get(key);
    if (before !== undefined) this.all.remove(before);
    const hit: AbsentHit = { at, key, ordinal, earlier: undefined, later: undefined };
    latest.set(key, hit);
    this.all.add(hit);
  }

  /** The latest at this place under this key, of all that were added. */
  latest(at: number, key: JoinKeyTuple): Ordinal | undefined {
    return this.place(at).get(key)?.ordinal;
  }

  expire(now: Ordinal): void {
    for (;;) {
      const hit = this.all.takeBeyond(now, this.maxspanMs);
      if (hit === undefined) return;
      this.place(hit.at).delete(hit.key);
    }
  }

  clear(): void {
    for (const latest of this.latestAt) latest.clear();
    this.all.clear();
  }

  private place(at: number): Map<JoinKeyTuple, AbsentHit> {
    const latest = this.latestAt[at];
    if (latest === undefined) throw new Error(`there is no step after place ${at}`);
    return latest;
  }
}
