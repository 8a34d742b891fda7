import type { Slots } from '../event/field-value.ts';
import type { JsonScanner } from './extract/json-scanner.ts';
import type { LineSlots } from './extract/line-slots.ts';

/** The event that is being sifted, for who reads of it what is asked again and again. */
export class EventAtHand {
  /** Another for each event. */
  number = 0;
  slots: Slots = [];
  /** Of a line: where its values stand, and what fills the slots from there. */
  line: JsonScanner | undefined;
  lineSlots: LineSlots | undefined;

  begin(slots: Slots, line?: JsonScanner, lineSlots?: LineSlots): void {
    this.number++;
    this.slots = slots;
    this.line = line;
    this.lineSlots = lineSlots;
  }
}
