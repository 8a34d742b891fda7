/**
 * Finds the values of the wanted fields in the bytes of a JSON object, without building the object:
 *
 *     wanted: process.name (slot 0), host.id (slot 1)
 *     {"process":{"name":["a","b"],"pid":4},"host":{"id":"c"}}
 *       slot 0: bytes 20 to 23 (`"a"`), slot 0: 24 to 27, slot 1: 51 to 54
 *
 * What is found is where each value stands, as it is written, in document order: making something of it is for
 * who needs it (most values were seen before, and their bytes are enough to know them by). Keys may be nested,
 * dotted or both, arrays are looked through, null is no value: as event/read-field.ts has it.
 *
 * A few documents it does not take, and says so: a key with an escape in it or that stands twice in one object, a key
 * that is a number beside a dotted one, nesting beyond a bound, what is no object. Those are to be parsed whole, with the same result. It does not
 * examine what nobody wants: a line that is broken in there is taken where `JSON.parse` refuses it.
 */

import { doubled } from '../../base/doubled.ts';
import type { RawValue } from '../../event/field-value.ts';
import { isGathered, rootOfGathered } from '../../event/gathered-fields.ts';
import { type EventEntries, LAST_STAMP } from './event-entries.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  closingQuote,
  endOfPlain,
  type JsonBytes,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
  skipValue,
} from './json-bytes.ts';
import { type KeyNumber, KeyTable, NOWHERE_DOTTED } from './key-table.ts';

/** Deeper documents are parsed whole. */
const DEEPEST = 100;
const NOT_TAKEN = -1;
const LOWER_N = 0x6e;
const INDEX = /^(?:0|[1-9]\d*)$/;

export class JsonScanner implements JsonBytes, EventEntries {
  /** The buffer that the line stands in; the places of values are offsets into it. */
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  private start = 0;
  limit = 0;
  /** Of the values found: the slot, and where the value begins and ends. The first `count` hold. */
  count = 0;
  slots: Int32Array = new Int32Array(256);
  starts: Int32Array = new Int32Array(256);
  ends: Int32Array = new Int32Array(256);
  nextOf: Int32Array = new Int32Array(256);
  readonly firstOf: Int32Array;
  readonly metAt: Int32Array;
  stamp = 0;

  private readonly lastOf: Int32Array;
  private readonly keys = new KeyTable();
  /** By place: what to begin with when an object opens there. */
  private openings: Int32Array = new Int32Array(0);
  /** By place: whether longer paths lead through it. */
  private isInner: Uint8Array = new Uint8Array(0);
  /** By place: the slot whose path ends here, or -1; further slots of the same path stand in `moreSlots`. */
  private slotOf: Int32Array = new Int32Array(0);
  private readonly moreSlots = new Map<number, readonly number[]>();
  /** By place: the bit of `marks` that it sets. */
  private markOf: Int32Array = new Int32Array(0);
  /** By key: whether it is several parts of a path in one. */
  private isDotted: Uint8Array = new Uint8Array(0);
  /** By key: whether it is a whole number, which comes first in an object, wherever it stands. */
  private isNumeric: Uint8Array = new Uint8Array(0);
  private hasNumericKeys = false;
  /** By what is gathered: the bit of the path under which it stands; by place: the bits of those that lead to it. */
  private readonly gathered = new Map<string, number>();
  private rootsOf: Int32Array = new Int32Array(0);
  /** The bit of what is gathered from the whole line. */
  private rootless = 0;
  private metRoots = 0;
  private hasUnknownDottedKeys = false;
  /** By key: whether it is dotted, a number, or leads to a mark. */
  private isNoted: Uint8Array = new Uint8Array(0);
  /** The marks that the line has, a bit each in the order in which they were given. */
  marks = 0;
  /** Whether a part of a wanted path, or more, is spelt with others as one key. */
  hasDottedKeys = false;
  /** Whether an object stands in an array on the way to a wanted path. */
  hasListedObjects = false;
  /** In which object each key was met last, to find one that stands twice. */
  private readonly metIn: Int32Array;
  private objects = 0;
  private depth = 0;

  /** A mark of byte order that stands within a value belongs to it. */
  private readonly utf8: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', {
    fatal: true,
    ignoreBOM: true,
  });

  /**
   * @param fields slot -> path; a path may stand in several slots.
   * @param marks keys of the outermost object that are to be noticed, whatever stands there; without dots, 31 at most.
   */
  constructor(fields: readonly string[], marks: readonly string[] = []) {
    this.addPlaces(fields, marks);
    this.firstOf = new Int32Array(fields.length);
    this.lastOf = new Int32Array(fields.length);
    this.metAt = new Int32Array(fields.length);
    this.metIn = new Int32Array(this.keys.size);
  }

  /** Whether the line was taken. */
  scan(line: Uint8Array): boolean {
    return this.scanAt(line.buffer, line.byteOffset, line.byteOffset + line.length);
  }

  /** The same of a line that stands from `from` to `limit` in a buffer. */
  scanAt(buffer: ArrayBufferLike, from: number, limit: number): boolean {
    if (buffer !== this.bytes.buffer) {
      this.bytes = new Uint8Array(buffer);
      this.view = new DataView(buffer);
    }
    this.start = from;
    this.limit = limit;
    this.count = 0;
    this.depth = 0;
    this.marks = 0;
    this.hasDottedKeys = false;
    this.hasNumericKeys = false;
    this.hasUnknownDottedKeys = false;
    this.metRoots = this.rootless;
    this.hasListedObjects = false;
    if (this.stamp === LAST_STAMP) {
      this.stamp = 0;
      this.metAt.fill(0);
    }
    this.stamp++;
    if (this.objects > 0x3fff_ffff) this.forgetObjects();
    const start = skipSpace(this, from);
    if (this.bytes[start] !== OPEN_BRACE || start >= this.limit) return false;
    const end = this.scanObject(start, 0);
    // Two spellings of one path, of which one comes first wherever it stands: their values may change places.
    if (this.hasNumericKeys && this.hasDottedKeys) return false;
    return end !== NOT_TAKEN && skipSpace(this, end) === this.limit;
  }

  /** The line that was scanned last. */
  line(): Uint8Array {
    return this.bytes.subarray(this.start, this.limit);
  }

  /** Whether the line may hold something of what is gathered at a path (event/gathered-fields.ts) that is wanted. */
  mayHold(gathered: string): boolean {
    return this.hasUnknownDottedKeys || (this.metRoots & (this.gathered.get(gathered) ?? -1)) !== 0;
  }

  /** The value found at a position below `count`; undefined: what stands there is no value of JSON. */
  valueAt(at: number): RawValue | undefined {
    const bytes = this.bytes.subarray(this.starts[at], this.ends[at]);
    try {
      // A string, a number or a word, as it was scanned; other words are refused.
      return JSON.parse(this.utf8.decode(bytes)) as RawValue;
    } catch {
      return undefined;
    }
  }

  /** @returns behind the object, or -1. */
  private scanObject(from: number, place: number): number {
    const { bytes, keys } = this;
    const object = ++this.objects;
    if (++this.depth > DEEPEST) return NOT_TAKEN;
    let key = this.openings[place] ?? 0;
    let at = this.nextByte(from + 1);
    if (bytes[at] === CLOSE_BRACE) {
      this.depth--;
      return at + 1;
    }
    for (;;) {
      if (at >= this.limit || bytes[at] !== QUOTE) return NOT_TAKEN;
      key = keys.find(this, at + 1, place, key);
      if (key < 0) return NOT_TAKEN;
      at = this.nextByte(keys.end);
      const target = keys.target(key);
      if (target < 0) {
        if (target === NOWHERE_DOTTED) this.hasUnknownDottedKeys = true;
        at = skipValue(this, at);
      } else if (this.isMet(key, object)) return NOT_TAKEN;
      else {
        if (this.isNoted[key] === 1) this.note(key, target);
        at = this.scanValue(at, target);
      }
      if (at < 0) return NOT_TAKEN;
      at = this.nextByte(at);
      const byte = bytes[at];
      if (byte === COMMA) at = this.nextByte(at + 1);
      else if (byte === CLOSE_BRACE && at < this.limit) {
        this.depth--;
        return at + 1;
      } else return NOT_TAKEN;
    }
  }

  private scanValue(at: number, place: number): number {
    const first = this.bytes[at];
    if (first === QUOTE) {
      const quote = closingQuote(this, at + 1);
      if (quote < 0) return NOT_TAKEN;
      this.emit(place, at, quote + 1);
      return quote + 1;
    }
    if (first === OPEN_BRACE)
      return this.isInner[place] === 1 ? this.scanObject(at, place) : skipValue(this, at);
    if (first === OPEN_BRACKET) return this.scanArray(at, place);
    const end = endOfPlain(this, at);
    if (first === LOWER_N) return this.isNull(at, end) ? end : NOT_TAKEN;
    if (end >= 0) this.emit(place, at, end);
    return end;
  }

  private isNull(at: number, end: number): boolean {
    const { bytes } = this;
    return end - at === 4 && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c;
  }

  private scanArray(from: number, place: number): number {
    if (++this.depth > DEEPEST) return NOT_TAKEN;
    let at = this.nextByte(from + 1);
    if (this.bytes[at] === CLOSE_BRACKET) {
      this.depth--;
      return at + 1;
    }
    for (;;) {
      if (this.bytes[at] === OPEN_BRACE && this.isInner[place] === 1) this.hasListedObjects = true;
      at = this.scanValue(at, place);
      if (at < 0) return NOT_TAKEN;
      at = this.nextByte(at);
      const byte = this.bytes[at];
      if (byte === COMMA) at = this.nextByte(at + 1);
      else if (byte === CLOSE_BRACKET && at < this.limit) {
        this.depth--;
        return at + 1;
      } else return NOT_TAKEN;
    }
  }

  /** Most text has no white space between its parts. */
  private nextByte(at: number): number {
    return (this.bytes[at] ?? 0) > 0x20 ? at : skipSpace(this, at);
  }

  private emit(place: number, start: number, end: number): void {
    const slot = this.slotOf[place] ?? -1;
    if (slot < 0) return;
    this.emitAt(slot, start, end);
    if (this.moreSlots.size === 0) return;
    for (const other of this.moreSlots.get(place) ?? []) this.emitAt(other, start, end);
  }

  private emitAt(slot: number, start: number, end: number): void {
    if (this.count === this.slots.length) this.grow();
    const at = this.count++;
    const { metAt, stamp } = this;
    this.slots[at] = slot;
    this.starts[at] = start;
    this.ends[at] = end;
    this.nextOf[at] = -1;
    if (metAt[slot] === stamp) this.nextOf[this.lastOf[slot] ?? 0] = at;
    else {
      metAt[slot] = stamp;
      this.firstOf[slot] = at;
    }
    this.lastOf[slot] = at;
  }

  private grow(): void {
    for (const name of ['slots', 'starts', 'ends', 'nextOf'] as const) this[name] = doubled(this[name]);
  }

  private note(key: KeyNumber, target: number): void {
    this.marks |= this.markOf[target] ?? 0;
    this.metRoots |= this.rootsOf[target] ?? 0;
    if (this.isDotted[key] === 1) this.hasDottedKeys = true;
    if (this.isNumeric[key] === 1) this.hasNumericKeys = true;
  }

  private isMet(key: KeyNumber, object: number): boolean {
    if (this.metIn[key] === object) return true;
    this.metIn[key] = object;
    return false;
  }

  private forgetObjects(): void {
    this.objects = 0;
    this.metIn.fill(0);
  }

  /** Every way to spell a path: from each of its places, one or more of the next parts lead on. */
  private addPlaces(fields: readonly string[], marks: readonly string[]): void {
    const encoder = new TextEncoder();
    const numbers = new Map<string, number>();
    const drafts: { readonly slots: number[]; isInner: boolean }[] = [];
    const added = new Set<string>();
    const dotted: number[] = [];
    const numeric: number[] = [];
    const placeOf = (parts: readonly string[]): number => {
      const name = JSON.stringify(parts);
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, drafts.length);
      return drafts.push({ slots: [], isInner: false }) - 1;
    };
    const root = placeOf([]);
    const addPath = (parts: readonly string[]): number => {
      let last = root;
      for (let end = 1; end <= parts.length; end++) {
        last = placeOf(parts.slice(0, end));
        for (let start = 0; start < end; start++) {
          const from = placeOf(parts.slice(0, start));
          const key = parts.slice(start, end).join('.');
          if (added.has(`${from} ${key}`)) continue;
          added.add(`${from} ${key}`);
          if (end - start > 1) dotted.push(this.keys.size);
          else if (INDEX.test(key)) numeric.push(this.keys.size);
          this.keys.add(from, encoder.encode(key), last);
          const draft = drafts[from];
          if (draft !== undefined) draft.isInner = true;
        }
      }
      return last;
    };
    for (const [slot, path] of fields.entries()) {
      if (!isGathered(path)) drafts[addPath(path.split('.'))]?.slots.push(slot);
      else if (!this.gathered.has(path)) this.gathered.set(path, addPath(rootOfGathered(path)));
    }
    const markOf = new Map<number, number>();
    for (const [bit, mark] of marks.entries()) {
      const place = placeOf([mark]);
      markOf.set(place, 1 << bit);
      if (!added.has(`${root} ${mark}`)) this.keys.add(root, encoder.encode(mark), place);
    }
    this.markOf = Int32Array.from(drafts.keys(), place => markOf.get(place) ?? 0);
    const roots = [...new Set(this.gathered.values())];
    for (const [path, place] of this.gathered) this.gathered.set(path, bitOf(roots.indexOf(place)));
    this.rootsOf = Int32Array.from(numbers.keys(), name => {
      const parts = JSON.parse(name) as readonly string[]; // written by `placeOf`
      return parts.reduce((bits, _, at) => {
        const root = roots.indexOf(placeOf(parts.slice(0, at + 1)));
        return root < 0 ? bits : bits | bitOf(root);
      }, 0);
    });
    this.rootless = roots.includes(root) ? bitOf(roots.indexOf(root)) : 0;
    this.isDotted = new Uint8Array(this.keys.size);
    for (const key of dotted) this.isDotted[key] = 1;
    this.isNoted = Uint8Array.from(this.isDotted, (isDotted, key) =>
      Number(
        isDotted === 1 || markOf.has(this.keys.target(key)) || this.rootsOf[this.keys.target(key)] !== 0,
      ),
    );
    this.isNumeric = new Uint8Array(this.keys.size);
    for (const key of numeric) {
      this.isNumeric[key] = 1;
      this.isNoted[key] = 1;
    }
    this.openings = Int32Array.from(drafts, () => this.keys.opening());
    this.isInner = Uint8Array.from(drafts, ({ isInner }) => Number(isInner));
    this.slotOf = Int32Array.from(drafts, ({ slots }) => slots[0] ?? -1);
    for (const [place, { slots }] of drafts.entries())
      if (slots.length > 1) this.moreSlots.set(place, slots.slice(1));
  }
}

/** Of the bits of a number the last is shared by all that have none of their own. */
function bitOf(number: number): number {
  return 1 << Math.min(number, 30);
}
