/**
 * What is known of values by their bytes, before anything is made of them: for a value as it is written at a slot
 * (`"cmd.exe"` with its quotes, `443`), the tests that it passes. One value written in two ways is known twice;
 * that costs memory and is never wrong.
 *
 * A hash table over copies of the bytes, in two generations: when the young one has grown to its bound, it becomes
 * the old one, and what is asked again comes over from there. Texts made to share a hash are not looked for beyond
 * a few steps: they are tested whenever they come.
 */
import type { PassedTests } from './value-column.ts';

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

  /** The tests that the value at `start` to `end` passes, or undefined where it is not known. */
  find(view: DataView, start: number, end: number, slot: number): PassedTests | undefined {
    const hash = hashOf(view, start, end, slot);
    const known = this.young.find(view, start, end, slot, hash);
    if (known !== undefined) return known;
    const passed = this.old?.find(view, start, end, slot, hash);
    if (passed !== undefined) this.remember(view, start, end, slot, hash, passed);
    return passed;
  }

  /** To be told of a value that was not known. */
  add(view: DataView, start: number, end: number, slot: number, passed: PassedTests): void {
    if (end - start <= LONGEST) this.remember(view, start, end, slot, hashOf(view, start, end, slot), passed);
  }

  private remember(
    view: DataView,
    start: number,
    end: number,
    slot: number,
    hash: number,
    passed: PassedTests,
  ): void {
    if (!this.young.hasRoom(end - start)) {
      if (this.young.entries * 2 <= this.mostEntries) this.young = this.young.grown();
      else {
        this.old = this.young;
        this.young = new Generation(this.young.entries);
      }
    }
    this.young.add(view, start, end, slot, hash, passed);
  }
}

class Generation {
  readonly entries: number;
  private count = 0;
  /** By hash: the number of an entry and one, or 0. */
  private readonly index: Int32Array;
  private readonly hashes: Int32Array;
  private readonly slots: Int32Array;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;
  private readonly passed: PassedTests[] = [];
  private readonly bytes: DataView;
  private bytesEnd = 0;

  /** @param entries how many it has room for, a power of two. */
  constructor(entries: number) {
    this.entries = entries;
    this.index = new Int32Array(entries * 2);
    this.hashes = new Int32Array(entries);
    this.slots = new Int32Array(entries);
    this.starts = new Int32Array(entries);
    this.lengths = new Int32Array(entries);
    this.bytes = new DataView(new ArrayBuffer(Math.max(LONGEST, entries * TYPICAL_BYTES)));
  }

  find(view: DataView, start: number, end: number, slot: number, hash: number): PassedTests | undefined {
    const mask = this.index.length - 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      const entry = (this.index[(hash + step) & mask] ?? 0) - 1;
      if (entry < 0) return undefined;
      if (
        this.hashes[entry] === hash &&
        this.slots[entry] === slot &&
        this.lengths[entry] === end - start &&
        isSame(this.bytes, this.starts[entry] ?? 0, view, start, end)
      )
        return this.passed[entry];
    }
    return undefined;
  }

  hasRoom(length: number): boolean {
    return this.count < this.entries && this.bytesEnd + length <= this.bytes.byteLength;
  }

  add(view: DataView, start: number, end: number, slot: number, hash: number, passed: PassedTests): void {
    const mask = this.index.length - 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      const cell = (hash + step) & mask;
      if (this.index[cell] !== 0) continue;
      const entry = this.count++;
      this.index[cell] = entry + 1;
      this.hashes[entry] = hash;
      this.slots[entry] = slot;
      this.starts[entry] = this.bytesEnd;
      this.lengths[entry] = end - start;
      this.passed[entry] = passed;
      for (let at = start; at < end; at++) this.bytes.setUint8(this.bytesEnd++, view.getUint8(at));
      return;
    }
  }

  /** Twice as large, with all that is in this one. */
  grown(): Generation {
    const larger = new Generation(this.entries * 2);
    for (let entry = 0; entry < this.count; entry++) {
      const start = this.starts[entry] ?? 0;
      const end = start + (this.lengths[entry] ?? 0);
      const passed = this.passed[entry];
      if (passed === undefined) continue;
      larger.add(this.bytes, start, end, this.slots[entry] ?? 0, this.hashes[entry] ?? 0, passed);
    }
    return larger;
  }
}

function hashOf(view: DataView, start: number, end: number, slot: number): number {
  let hash = Math.imul(slot + 1, 0x2c1b3c6d) ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x5bd1e995);
  return hash ^ (hash >>> 13);
}

function isSame(known: DataView, from: number, view: DataView, start: number, end: number): boolean {
  let mine = from;
  let at = start;
  for (; at + 4 <= end; at += 4, mine += 4)
    if (view.getInt32(at, true) !== known.getInt32(mine, true)) return false;
  for (; at < end; at++, mine++) if (view.getUint8(at) !== known.getUint8(mine)) return false;
  return true;
}
