import type { FieldValues, RawValue, Slots } from '../../event/field-value.ts';
import { isGathered, readGathered } from '../../event/gathered-fields.ts';
import type { JsonObject } from '../../event/json.ts';
import type { FieldRef } from '../../plan/predicate.ts';
import { parseDocument } from './extractor.ts';
import type { JsonScanner } from './json-scanner.ts';

/**
 * The slots of a scanned line, each made when it is asked for: of most events nobody asks for any, of the others
 * for a time and a key or two.
 */
export class LineSlots {
  /** Where it has a value only once it was asked for. The next line uses the same list. */
  readonly slots: Slots;
  /** Something that was asked for is no value of JSON: the line is to be parsed whole. */
  isBroken = false;
  private readonly filling: FieldValues[];
  private readonly scanner: JsonScanner;
  /** The line for which a slot was filled last. */
  private readonly filledFor: Float64Array;
  private line = 0;
  private readonly paths: readonly string[];
  /** The line as a whole, once something is asked for that the scanner does not look for; and for which line. */
  private document: JsonObject = {};
  private parsedFor = 0;

  /** @param paths by slot */
  constructor(scanner: JsonScanner, paths: readonly string[]) {
    this.scanner = scanner;
    this.paths = paths;
    this.filling = new Array(paths.length).fill(undefined);
    this.slots = this.filling;
    this.filledFor = new Float64Array(paths.length);
  }

  /** To be called when the scanner has another line. */
  begin(): void {
    this.line++;
    this.isBroken = false;
  }

  fill(slots: readonly number[]): void {
    for (const slot of slots) {
      if (this.filledFor[slot] === this.line) continue;
      this.filledFor[slot] = this.line;
      this.filling[slot] = this.valuesOf(slot);
    }
  }

  private valuesOf(slot: number): FieldValues {
    const { scanner } = this;
    let first: RawValue | undefined;
    let several: RawValue[] | undefined;
    const path = this.paths[slot] ?? '';
    if (isGathered(path)) return scanner.mayHold(path) ? this.gathered(path) : undefined;
    if (scanner.metAt[slot] !== scanner.stamp) return undefined;
    for (let at = scanner.firstOf[slot] ?? -1; at >= 0; at = scanner.nextOf[at] ?? -1) {
      const value = scanner.valueAt(at);
      if (value === undefined) this.isBroken = true;
      else if (first === undefined) first = value;
      else if (several === undefined) several = [first, value];
      else several.push(value);
    }
    return several ?? first;
  }

  private gathered(path: string): FieldValues {
    if (this.parsedFor !== this.line) {
      this.parsedFor = this.line;
      try {
        this.document = parseDocument(this.scanner.line());
      } catch {
        this.document = {};
        this.isBroken = true;
      }
    }
    return readGathered(this.document, path);
  }
}

/** `slotOf`, and the slots that it was asked for. */
export function recordSlots(slotOf: (field: FieldRef) => number): {
  readonly recording: (field: FieldRef) => number;
  readonly slots: readonly number[];
} {
  const slots: number[] = [];
  const recording = (field: FieldRef): number => {
    const slot = slotOf(field);
    if (!slots.includes(slot)) slots.push(slot);
    return slot;
  };
  return { recording, slots };
}
