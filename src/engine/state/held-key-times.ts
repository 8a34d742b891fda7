import type { JoinKeyTuple } from '../hit.ts';
import { textBytes } from '../state-bytes.ts';
import { type Linked, TimeOrder } from '../time-order.ts';
import type { KeyTimes, SavedKeyTimes } from './key-times.ts';

/** Key times in memory, of which there are as many as `mostBytes` have room for. */
export function heldKeyTimes(mostBytes: number, saved?: SavedKeyTimes): KeyTimes {
  return new HeldKeyTimes(mostBytes, saved);
}

interface KeyTime extends Linked<KeyTime> {
  readonly key: JoinKeyTuple;
  timeMs: number;
}

class HeldKeyTimes implements KeyTimes {
  sinceMs: number | undefined;
  untilMs: number | undefined;
  bytes = 0;
  evicted = 0;
  private readonly mostBytes: number;
  private readonly times = new Map<JoinKeyTuple, KeyTime>();
  /** By when they were noted last, which is nearly by their times. */
  private readonly inOrder = new TimeOrder<KeyTime>();

  constructor(mostBytes: number, saved: SavedKeyTimes | undefined) {
    this.mostBytes = mostBytes;
    if (saved === undefined) return;
    this.sinceMs = saved.sinceMs ?? undefined;
    this.untilMs = saved.untilMs ?? undefined;
    this.evicted = saved.evicted;
    for (const [key, timeMs] of saved.times) this.note(key, timeMs);
  }

  get entries(): number {
    return this.times.size;
  }

  saw(timeMs: number): void {
    if (this.sinceMs === undefined || timeMs < this.sinceMs) this.sinceMs = timeMs;
    if (this.untilMs === undefined || timeMs > this.untilMs) this.untilMs = timeMs;
  }

  timeOf(key: JoinKeyTuple): number | undefined {
    return this.times.get(key)?.timeMs;
  }

  note(key: JoinKeyTuple, timeMs: number): void {
    const known = this.times.get(key);
    if (known !== undefined) {
      known.timeMs = Math.max(known.timeMs, timeMs);
      this.inOrder.remove(known);
      this.inOrder.add(known);
      return;
    }
    const entry: KeyTime = { key, timeMs, earlier: undefined, later: undefined };
    this.times.set(key, entry);
    this.inOrder.add(entry);
    this.bytes += bytesOf(key);
    for (let { oldest } = this.inOrder; oldest !== undefined && this.bytes > this.mostBytes; ) {
      this.drop(oldest);
      this.evicted++;
      oldest = this.inOrder.oldest;
    }
  }

  /** One that is earlier and was noted later goes when its turn comes. */
  forgetBefore(timeMs: number): void {
    for (let { oldest } = this.inOrder; oldest !== undefined && oldest.timeMs < timeMs; ) {
      this.drop(oldest);
      oldest = this.inOrder.oldest;
    }
  }

  save(): SavedKeyTimes {
    const { evicted, sinceMs = null, untilMs = null } = this;
    const times: [JoinKeyTuple, number][] = [];
    for (let entry = this.inOrder.oldest; entry !== undefined; entry = entry.later)
      times.push([entry.key, entry.timeMs]);
    return { sinceMs, untilMs, evicted, times };
  }

  private drop(entry: KeyTime): void {
    this.times.delete(entry.key);
    this.inOrder.remove(entry);
    this.bytes -= bytesOf(entry.key);
  }
}

/** With its time, its links and its place in the map. */
function bytesOf(key: JoinKeyTuple): number {
  return 144 + textBytes(key);
}
