import type { FieldRef } from '../plan/predicate.ts';

/** Gives each path its slot, in order of first use. The type of a field is the test's affair, not the slot's. */
export class SlotTable {
  readonly paths: string[] = [];
  private readonly slots = new Map<string, number>();

  readonly slotOf = (field: FieldRef): number => {
    let slot = this.slots.get(field.path);
    if (slot === undefined) {
      slot = this.paths.length;
      this.slots.set(field.path, slot);
      this.paths.push(field.path);
    }
    return slot;
  };
}
