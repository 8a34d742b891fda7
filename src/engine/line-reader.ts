/**
 * Lines of JSON through a rule set without parsing them. A reader holds one line at a time: it is opened, asked for
 * what whoever drives needs to know of it (a few fields more than the rules read), and then sifted or matched.
 */
import { JsonScanner } from './extract/json-scanner.ts';
import { LineSlots } from './extract/line-slots.ts';

export class LineReader {
  readonly scanner: JsonScanner;
  readonly slots: LineSlots;
  /** The list that it was made for. */
  readonly fields: readonly string[];
  private readonly paths: readonly string[];

  /** @param fields by slot; `alsoRead` get the slots behind them. `marks`: as the scanner has them. */
  constructor(fields: readonly string[], alsoRead: readonly string[] = [], marks: readonly string[] = []) {
    this.fields = fields;
    this.paths = [...fields, ...alsoRead.filter(path => !fields.includes(path))];
    this.scanner = new JsonScanner(this.paths, marks);
    this.slots = new LineSlots(this.scanner, this.paths);
  }

  /** The slot of a field that the rules or the driver read. */
  slotOf(path: string): number {
    const slot = this.paths.indexOf(path);
    if (slot < 0) throw new Error(`nobody reads ${path}`);
    return slot;
  }

  /** Whether the line was taken; one that was not is to be parsed whole, with the same result. */
  open(line: Uint8Array): boolean {
    return this.openAt(line.buffer, line.byteOffset, line.byteOffset + line.length);
  }

  /** The same of a line that stands from `start` to `end` in a buffer. */
  openAt(buffer: ArrayBufferLike, start: number, end: number): boolean {
    if (!this.scanner.scanAt(buffer, start, end)) return false;
    this.slots.begin();
    return true;
  }
}
