import { pathOfNames, pathOfObjects } from '../event/gathered-fields.ts';
import type { FieldRef } from '../plan/predicate.ts';

/** Gives each path its slot, in order of first use. The type of a field is the test's affair, not the slot's. */
export class SlotTable {
  readonly paths: string[] = [];
  private readonly slots = new Map<string, number>();

  readonly slotOf = (field: FieldRef): number => {
    const path = slotPath(field);
    let slot = this.slots.get(path);
    if (slot === undefined) {
      slot = this.paths.length;
      this.slots.set(path, slot);
      this.paths.push(path);
    }
    return slot;
  };
}

/** What fills the slot of a field. */
export function slotPath({ gathers, path }: FieldRef): string {
  if (gathers === undefined) return path;
  return gathers === 'names' ? pathOfNames(path) : pathOfObjects(path);
}
