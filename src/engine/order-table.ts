import { coerce } from '../event/coerce.ts';
import { type RawValue, type Slots, valuesOf } from '../event/field-value.ts';
import type { FieldType } from '../event/schema.ts';
import type { FieldRef } from '../plan/predicate.ts';
import type { EventOrder } from '../plan/query.ts';
import { recordSlots } from './extract/line-slots.ts';
import type { Ordinal } from './hit.ts';
import { instantOf, tiebreakerOf } from './ordinal.ts';

/** What is read of an event to place it in the order. */
interface OrderedEvent {
  readonly slots: Slots;
  readonly arrival: number;
}

export interface OrderReader {
  readonly ordinalOf: (event: OrderedEvent) => Ordinal;
  /** The slots that it reads. */
  readonly reads: readonly number[];
}

/** The few different orders of a rule set: nearly all rules share one, so an event reads its time once. */
export class OrderTable {
  private readonly slotOf: (field: FieldRef) => number;
  private readonly positions = new Map<string, number>();
  private readonly readers: OrderReader[] = [];

  constructor(slotOf: (field: FieldRef) => number) {
    this.slotOf = slotOf;
  }

  positionOf(order: EventOrder): number {
    const name = JSON.stringify([order.timestamp, order.tiebreaker].map(field => [field?.path, field?.type]));
    let position = this.positions.get(name);
    if (position === undefined) {
      position = this.readers.length;
      this.positions.set(name, position);
      this.readers.push(compileOrder(order, this.slotOf));
    }
    return position;
  }

  /**
   * The ordinals of an event, each made when first asked for.
   * @param fill is told which slots of the event are read next.
   */
  of(event: OrderedEvent, fill: (slots: readonly number[]) => void): (position: number) => Ordinal {
    const made: Ordinal[] = [];
    return position => {
      const reader = this.readers[position];
      if (reader === undefined) throw new Error(`no order ${position}`);
      const known = made[position];
      if (known !== undefined) return known;
      fill(reader.reads);
      const ordinal = reader.ordinalOf(event);
      made[position] = ordinal;
      return ordinal;
    };
  }
}

/** Prepares the reading of an event's place in an order. */
export function compileOrder(order: EventOrder, slotOf: (field: FieldRef) => number): OrderReader {
  const { recording, slots: reads } = recordSlots(slotOf);
  const timestampSlot = recording(order.timestamp);
  const { tiebreaker } = order;
  const tiebreakersOf =
    tiebreaker === undefined ? () => [] : fieldReader(recording(tiebreaker), tiebreaker.type);
  const isToTheNanosecond = order.timestamp.type === 'date_nanos';
  const ordinalOf = ({ slots, arrival }: OrderedEvent): Ordinal => {
    const instant = instantOf(slots[timestampSlot]);
    return {
      timestampMs: instant?.ms,
      nanos: isToTheNanosecond ? (instant?.nanos ?? 0) : 0,
      tiebreaker: tiebreakerOf(tiebreakersOf(slots)),
      arrival,
    };
  };
  return { ordinalOf, reads };
}

function fieldReader(slot: number, type: FieldType): (slots: Slots) => RawValue[] {
  return slots => valuesOf(slots[slot]).flatMap(raw => coerce(raw, type) ?? []);
}
