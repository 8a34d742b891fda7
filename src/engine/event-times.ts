/**
 * The time of an event in milliseconds, by which rules sift it (`Ordinal.timestampMs` without the rest of an
 * ordinal): read once an event for each of the few fields that rules take for the time. The usual spelling is read
 * from the bytes of a line, every other as ordinals do.
 */

import type { Slots } from '../event/field-value.ts';
import { timeFromBytes } from '../event/time-bytes.ts';
import { QUOTE } from './extract/json-bytes.ts';
import type { JsonScanner } from './extract/json-scanner.ts';
import type { LineSlots } from './extract/line-slots.ts';
import { timeOf } from './ordinal.ts';

export class EventTimes {
  private event = 0;
  private slots: Slots = [];
  private line: JsonScanner | undefined;
  private lineSlots: LineSlots | undefined;
  private readonly times: number[] = [];
  private readonly readFor: number[] = [];

  begin(slots: Slots, line?: JsonScanner, lineSlots?: LineSlots): void {
    this.event++;
    this.slots = slots;
    this.line = line;
    this.lineSlots = lineSlots;
  }

  /** NaN where the values of the slot are no time. */
  at(slot: number): number {
    if (this.readFor[slot] !== this.event) {
      this.readFor[slot] = this.event;
      this.times[slot] = this.read(slot);
    }
    return this.times[slot] ?? Number.NaN;
  }

  private read(slot: number): number {
    const { line } = this;
    if (line !== undefined) {
      if (line.metAt[slot] !== line.stamp) return Number.NaN;
      const at = line.firstOf[slot] ?? 0;
      const start = line.starts[at] ?? 0;
      if ((line.nextOf[at] ?? -1) < 0 && line.bytes[start] === QUOTE) {
        const ms = timeFromBytes(line.bytes, start + 1, (line.ends[at] ?? 0) - 1);
        if (!Number.isNaN(ms)) return ms;
      }
      this.lineSlots?.fill([slot]);
    }
    return timeOf(this.slots[slot]) ?? Number.NaN;
  }
}
