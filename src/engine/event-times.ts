/**
 * The time of an event in milliseconds, by which rules sift it (`Ordinal.timestampMs` without the rest of an
 * ordinal): read once an event for each of the few fields that rules take for the time. The usual spelling is read
 * from the bytes of a line, every other as ordinals do.
 */

import { timeFromBytes } from '../event/time-bytes.ts';
import type { EventAtHand } from './event-at-hand.ts';
import { QUOTE } from './extract/json-bytes.ts';
import { timeOf } from './ordinal.ts';

export class EventTimes {
  private readonly event: EventAtHand;
  private readonly times: number[] = [];
  private readonly readFor: number[] = [];

  constructor(event: EventAtHand) {
    this.event = event;
  }

  /** NaN where the values of the slot are no time. */
  at(slot: number): number {
    const { number } = this.event;
    if (this.readFor[slot] !== number) {
      this.readFor[slot] = number;
      this.times[slot] = this.read(slot);
    }
    return this.times[slot] ?? Number.NaN;
  }

  private read(slot: number): number {
    const { line, lineSlots, slots } = this.event;
    if (line !== undefined) {
      if (line.metAt[slot] !== line.stamp) return Number.NaN;
      const at = line.firstOf[slot] ?? 0;
      const start = line.starts[at] ?? 0;
      if ((line.nextOf[at] ?? -1) < 0 && line.bytes[start] === QUOTE) {
        const ms = timeFromBytes(line.bytes, start + 1, (line.ends[at] ?? 0) - 1);
        if (!Number.isNaN(ms)) return ms;
      }
      lineSlots?.fill([slot]);
    }
    return timeOf(slots[slot]) ?? Number.NaN;
  }
}
