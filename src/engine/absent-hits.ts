import type { JoinKeyTuple, Ordinal } from './hit.ts';
import { isSpanBeyond } from './ordinal.ts';
import { textBytes } from './state-bytes.ts';
import { type Timed, TimeOrder } from './time-order.ts';

/** An event that a sequence wants to be missing before its first. */
export interface Leading {
  readonly ordinal: Ordinal;
  /** No such event is known any more, but one was forgotten that may have had the key. */
  readonly isPresumed: boolean;
}

interface AbsentHit extends Leading, Timed<AbsentHit> {
  readonly key: JoinKeyTuple;
}

/**
 * The events that a sequence wants to be missing before its first step. Of each key only the latest is kept, as
 * the nearest one before a first event is the one that counts. Each is forgotten once it lies more than maxspan
 * back, where no sequence that may still end can reach it.
 *
 * Where one is forgotten sooner, for want of memory, nobody knows any more which key it had. From then on every
 * key without one is presumed to have one there. That can cost matches and never makes a false one, as a later
 * one bars whatever an earlier one bars.
 */
export class AbsentHits {
  private readonly maxspanMs: number;
  private readonly latestOf = new Map<JoinKeyTuple, AbsentHit>();
  private readonly all = new TimeOrder<AbsentHit>();
  private presumed: Leading | undefined;
  /** Roughly, and rather too many than too few. */
  bytes = 0;

  constructor(maxspanMs: number) {
    this.maxspanMs = maxspanMs;
  }

  get size(): number {
    return this.all.size;
  }

  get oldestMs(): number | undefined {
    return this.all.oldest?.ordinal.timestampMs;
  }

  add(key: JoinKeyTuple, ordinal: Ordinal): void {
    const before = this.latestOf.get(key);
    if (before !== undefined) this.remove(before);
    const hit: AbsentHit = { key, ordinal, isPresumed: false, earlier: undefined, later: undefined };
    this.latestOf.set(key, hit);
    this.all.add(hit);
    this.bytes += bytesOf(hit);
  }

  /** The latest under this key, of all that were added. */
  latest(key: JoinKeyTuple): Leading | undefined {
    return this.latestOf.get(key) ?? this.presumed;
  }

  expire(now: Ordinal): void {
    for (let hit = this.all.oldest; hit !== undefined; hit = this.all.oldest) {
      if (!isSpanBeyond(hit.ordinal, now, this.maxspanMs)) return;
      this.remove(hit);
    }
  }

  /** Forgets the oldest for want of memory. */
  dropOldest(): void {
    const { oldest } = this.all;
    if (oldest === undefined) return;
    this.remove(oldest);
    this.presumed = { ordinal: oldest.ordinal, isPresumed: true };
  }

  clear(): void {
    this.latestOf.clear();
    this.all.clear();
    this.bytes = 0;
  }

  private remove(hit: AbsentHit): void {
    this.latestOf.delete(hit.key);
    this.all.remove(hit);
    this.bytes -= bytesOf(hit);
  }
}

/** With its ordinal and its place in the map. */
function bytesOf({ key }: AbsentHit): number {
  return 240 + textBytes(key);
}
