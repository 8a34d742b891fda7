/**
 * The values of one event as entries, numbered in document order: a slot whose field has three values has three of
 * them, linked in a chain. The scanner makes them of bytes and `DocumentEntries` of slots, so that whoever works on
 * them does not mind what the event was. Entries hold until the next event is read.
 */
import { doubled } from '../../base/doubled.ts';
import type { RawValue, Slots } from '../../event/field-value.ts';

export interface EventEntries {
  readonly count: number;
  /** The slot of each entry. */
  readonly slots: Int32Array;
  /** The next entry of the same slot, or -1. */
  readonly nextOf: Int32Array;
  /** By slot: its first entry, where `metAt[slot]` is `stamp`. */
  readonly firstOf: Int32Array;
  readonly metAt: Int32Array;
  readonly stamp: number;
}

/** The entries of an event that is there as slots. */
export class DocumentEntries implements EventEntries {
  count = 0;
  slots: Int32Array = new Int32Array(256);
  nextOf: Int32Array = new Int32Array(256);
  readonly firstOf: Int32Array;
  readonly metAt: Int32Array;
  stamp = 0;
  /** The value of each entry; those behind `count` are of an earlier event. */
  readonly values: RawValue[] = [];
  private readonly wanted: readonly number[];

  /** @param wanted the slots to make entries of; all others are passed over. */
  constructor(wanted: readonly number[]) {
    this.wanted = wanted;
    const slotCount = wanted.reduce((most, slot) => Math.max(most, slot + 1), 0);
    this.firstOf = new Int32Array(slotCount);
    this.metAt = new Int32Array(slotCount);
  }

  read(slots: Slots): void {
    if (this.stamp === LAST_STAMP) {
      this.stamp = 0;
      this.metAt.fill(0);
    }
    this.stamp++;
    this.count = 0;
    for (const slot of this.wanted) {
      const values = slots[slot];
      if (values === undefined || (typeof values === 'object' && values.length === 0)) continue;
      this.metAt[slot] = this.stamp;
      this.firstOf[slot] = this.count;
      if (typeof values !== 'object') this.add(slot, values, false);
      // Array.isArray does not narrow readonly arrays.
      else this.addAll(slot, values as readonly RawValue[]);
    }
  }

  private addAll(slot: number, values: readonly RawValue[]): void {
    for (let at = 0; at < values.length; at++)
      this.add(slot, values[at] as RawValue /* within the bounds */, at + 1 < values.length);
  }

  private add(slot: number, value: RawValue, hasNext: boolean): void {
    const at = this.count++;
    if (at === this.slots.length) {
      this.slots = doubled(this.slots);
      this.nextOf = doubled(this.nextOf);
    }
    this.slots[at] = slot;
    this.values[at] = value;
    this.nextOf[at] = hasNext ? at + 1 : -1;
  }
}

export const LAST_STAMP = 0x7fff_fffe;
