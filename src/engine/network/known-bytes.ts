/**
 * What is known of values by their bytes, before anything is made of them: for a value as it is written in a field
 * (`"cmd.exe"` with its quotes, `443`), the set of tests that it passes. One value written in two ways is known twice;
 * that costs memory and is never wrong.
 *
 * A hash table over copies of the bytes, in two generations: when the young one has grown to its bound, it becomes
 * the old one, and what is asked again comes over from there. Texts made to share a hash are not looked for beyond
 * a few steps: they are tested whenever they come.
 */
import type { PassedSet } from './passed-sets.ts';

/** In place of a set. */
export const UNKNOWN = -1;

/** Longer values are tested whenever they come. */
const LONGEST = 32_768;
const MOST_STEPS = 16;
/** Roughly, for an entry besides its bytes. */
const ENTRY_BYTES = 64;
const TYPICAL_BYTES = 64;
const FIRST_ENTRIES = 512;

export class KnownBytes {
  private readonly mostEntries: number;
  private young: Generation = new Generation(FIRST_ENTRIES);
  private old: Generation | undefined;

  /** @param limitBytes of one generation; two are held. */
  constructor(limitBytes: number) {
    this.mostEntries = Math.max(16, Math.floor(limitBytes / (ENTRY_BYTES + TYPICAL_BYTES)));
  }

  /** What the value at `start` to `end` passes, or `UNKNOWN`. */
  find(view: DataView, start: number, end: number, field: number): PassedSet {
    const hash = hashOf(view, start, end, field);
    const known = this.young.find(view, start, end, field, hash);
    if (known !== UNKNOWN || this.old === undefined) return known;
    const old = this.old.find(view, start, end, field, hash);
    if (old !== UNKNOWN) this.remember(view, start, end, field, hash, old);
    return old;
  }

  /** Forgets all. */
  clear(): void {
    this.old = undefined;
    this.young = new Generation(FIRST_ENTRIES);
  }

  /** To be told of a value that was not known. */
  add(view: DataView, start: number, end: number, field: number, set: PassedSet): void {
    if (end - start <= LONGEST) this.remember(view, start, end, field, hashOf(view, start, end, field), set);
  }

  private remember(
    view: DataView,
    start: number,
    end: number,
    field: number,
    hash: number,
    set: PassedSet,
  ): void {
    if (!this.young.hasRoom(end - start)) {
      if (this.young.entries * 2 <= this.mostEntries) this.young = this.young.grown();
      else {
        this.old = this.young;
        this.young = new Generation(this.young.entries);
      }
    }
    this.young.add(view, start, end, field, hash, set);
  }
}

/** The numbers of a cell: hash, number of the field and length (0: the cell is free), place of the bytes, set. */
const CELL = 4;
const OWNER = 1;
const PLACE = 2;
const SET = 3;
/** A field has a number below 2^15, and no value that is remembered a length beyond 2^16. */
const LENGTH_BITS = 16;
const LONGEST_OWNED = (1 << LENGTH_BITS) - 1;
const WORD = 4;

/** A cell lies in one line of the processor's cache, so that a look-up waits for it and the bytes. */
class Generation {
  readonly entries: number;
  private count = 0;
  private readonly cells: Int32Array;
  private readonly mask: number;
  private readonly bytes: DataView;
  private bytesEnd = 0;

  /** @param entries how many it has room for, a power of two. */
  constructor(entries: number) {
    this.entries = entries;
    this.mask = entries * 2 - 1;
    this.cells = new Int32Array(entries * 2 * CELL);
    this.bytes = new DataView(new ArrayBuffer(Math.max(LONGEST, entries * TYPICAL_BYTES)));
  }

  find(view: DataView, start: number, end: number, field: number, hash: number): PassedSet {
    const { bytes, cells, mask } = this;
    const owner = ownerOf(field, end - start);
    for (let step = 0; step < MOST_STEPS; step++) {
      const cell = ((hash + step) & mask) * CELL;
      const there = cells[cell + OWNER] ?? 0;
      if (there === 0) return UNKNOWN;
      if (
        there === owner &&
        cells[cell] === hash &&
        isSame(bytes, cells[cell + PLACE] ?? 0, view, start, end)
      )
        return cells[cell + SET] ?? UNKNOWN;
    }
    return UNKNOWN;
  }

  hasRoom(length: number): boolean {
    return this.count < this.entries && this.bytesEnd + length + WORD <= this.bytes.byteLength;
  }

  add(view: DataView, start: number, end: number, field: number, hash: number, set: PassedSet): void {
    const { cells, mask } = this;
    for (let step = 0; step < MOST_STEPS; step++) {
      const cell = ((hash + step) & mask) * CELL;
      if (cells[cell + OWNER] !== 0) continue;
      this.count++;
      cells[cell] = hash;
      cells[cell + OWNER] = ownerOf(field, end - start);
      cells[cell + PLACE] = this.bytesEnd;
      cells[cell + SET] = set;
      for (let at = start; at < end; at++) this.bytes.setUint8(this.bytesEnd++, view.getUint8(at));
      // Whole words are compared.
      this.bytesEnd = (this.bytesEnd + WORD - 1) & -WORD;
      return;
    }
  }

  /** Twice as large, with all that is in this one. */
  grown(): Generation {
    const larger = new Generation(this.entries * 2);
    const { bytes, cells } = this;
    for (let cell = 0; cell < cells.length; cell += CELL) {
      const owner = cells[cell + OWNER] ?? 0;
      if (owner === 0) continue;
      const start = cells[cell + PLACE] ?? 0;
      const end = start + (owner & LONGEST_OWNED);
      larger.add(bytes, start, end, (owner >>> LENGTH_BITS) - 1, cells[cell] ?? 0, cells[cell + SET] ?? 0);
    }
    return larger;
  }
}

function ownerOf(field: number, length: number): number {
  return ((field + 1) << LENGTH_BITS) | length;
}

function hashOf(view: DataView, start: number, end: number, field: number): number {
  let hash = Math.imul(field + 1, 0x2c1b3c6d) ^ (end - start);
  let at = start;
  for (; at + WORD <= end; at += WORD) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  if (at < end) hash = Math.imul(hash ^ partOfWord(view, at, end - at), 0x5bd1e995);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function isSame(known: DataView, from: number, view: DataView, start: number, end: number): boolean {
  let mine = from;
  let at = start;
  for (; at + WORD <= end; at += WORD, mine += WORD)
    if (view.getInt32(at, true) !== known.getInt32(mine, true)) return false;
  return at === end || partOfWord(view, at, end - at) === partOfWord(known, mine, end - at);
}

/** The first one to three bytes at a place, as a number of their own. */
function partOfWord(view: DataView, at: number, bytes: number): number {
  if (at + WORD <= view.byteLength) return view.getInt32(at, true) << ((WORD - bytes) * 8);
  let part = 0;
  for (let byte = at + bytes - 1; byte >= at; byte--) part = (part << 8) | view.getUint8(byte);
  return part << ((WORD - bytes) * 8);
}
