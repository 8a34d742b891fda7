/**
 * The keys of objects, known by their bytes: where does a key lead from this place of the paths?
 *
 *     wanted: process.name, process.pid      from the root: `process`, `process.name` and `process.pid` lead on
 *                                            from `process`: `name` and `pid` do; all else leads nowhere
 *
 * Documents of one source have their keys in nearly the same order, so each key remembers which two came after it
 * last: comparing the bytes with one of them is what most look-ups are. Keys that lead nowhere are remembered too,
 * up to a bound, so that they are recognised as fast.
 */
import { doubled } from '../../base/doubled.ts';
import { BACKSLASH, COLON, closingQuote, type JsonBytes, QUOTE, skipSpace } from './json-bytes.ts';

/** A key that came at some place: its number in the table. */
export type KeyNumber = number;

/** The key has an escape in it, its string does not end, or no colon follows. */
const UNREADABLE_KEY = -1;

const FIRST_KEYS = 1024;
const MOST_KEYS = 20_000;
const LONGEST_KEY = 256;
const NOWHERE = -1;
/** Likewise, of a key with a dot in it: what it leads to may have a name that nobody asked for by itself. */
export const NOWHERE_DOTTED = -2;
const DOT = 0x2e;
/** What follows a key where no white space does. */
const ENDING: readonly number[] = [QUOTE, COLON];

export class KeyTable {
  /** By key: the place from which it leads, and the place that it leads to, or -1. */
  private from: Int32Array = new Int32Array(FIRST_KEYS);
  private to: Int32Array = new Int32Array(FIRST_KEYS);
  /** The bytes of a key with its closing quote and a colon begin here, a multiple of four, and are so many. */
  private starts: Int32Array = new Int32Array(FIRST_KEYS);
  private lengths: Int32Array = new Int32Array(FIRST_KEYS);
  private count = 0;
  private arena: Uint8Array = new Uint8Array(4096);
  private view: DataView = new DataView(this.arena.buffer);
  private arenaEnd = 0;
  /** The two keys that followed a key last, the latest first. */
  private next: Int32Array = new Int32Array(FIRST_KEYS);
  private nextButOne: Int32Array = new Int32Array(FIRST_KEYS);
  /** Keys by hash; some share one. */
  private readonly byHash = new Map<number, KeyNumber[]>();
  private endOfKey = 0;
  /** Stands for all keys that there is no room for, of any place: they lead nowhere, nothing is known to follow. */
  private readonly forgotten: KeyNumber = this.insert(NOWHERE, this.arena, 0, 0, 0, NOWHERE_DOTTED);

  /** Adds a key that leads somewhere. */
  add(from: number, key: Uint8Array, to: number): void {
    this.insert(from, key, 0, key.length, hashOf(key, 0, key.length, from), to);
  }

  /** A number for `find` to begin with: what came first in objects at a place. */
  opening(): KeyNumber {
    return this.insert(NOWHERE, this.arena, 0, 0, 0, NOWHERE);
  }

  /**
   * The key whose first byte after the opening quote is at `at`, and behind which a colon follows.
   * @param before the key before it in the object, or the opening of the place.
   */
  find(json: JsonBytes, at: number, from: number, before: KeyNumber): KeyNumber {
    if (before === this.forgotten) return this.search(json, at, from);
    const first = this.next[before] ?? NOWHERE;
    if (first >= 0 && this.isAt(json, at, first)) return first;
    const second = this.nextButOne[before] ?? NOWHERE;
    const found = second >= 0 && this.isAt(json, at, second) ? second : this.search(json, at, from);
    if (found >= 0) {
      this.nextButOne[before] = first;
      this.next[before] = found;
    }
    return found;
  }

  /** How many keys there are. */
  get size(): number {
    return this.count;
  }

  /** Behind the colon that follows the key that was found last. */
  get end(): number {
    return this.endOfKey;
  }

  /** The place that the key was added with, or -1, or `NOWHERE_DOTTED`. */
  target(key: KeyNumber): number {
    return this.to[key] ?? NOWHERE;
  }

  private isAt({ view, limit }: JsonBytes, at: number, key: KeyNumber): boolean {
    const length = this.lengths[key] ?? 0;
    // Whole words are read: near the end of the text the search decides.
    if (at + length + 4 > limit) return false;
    let mine = this.starts[key] ?? 0;
    let theirs = at;
    let left = length;
    for (; left >= 4; left -= 4, mine += 4, theirs += 4)
      if (this.view.getInt32(mine, true) !== view.getInt32(theirs, true)) return false;
    if (left > 0) {
      const others = 32 - left * 8;
      if (this.view.getInt32(mine, true) << others !== view.getInt32(theirs, true) << others) return false;
    }
    this.endOfKey = at + length;
    return true;
  }

  private search(json: JsonBytes, at: number, from: number): KeyNumber {
    const quote = closingQuote(json, at);
    if (quote < 0) return UNREADABLE_KEY;
    const { bytes } = json;
    const colon = skipSpace(json, quote + 1);
    if (bytes[colon] !== COLON) return UNREADABLE_KEY;
    this.endOfKey = colon + 1;
    for (let byte = at; byte < quote; byte++) if (bytes[byte] === BACKSLASH) return UNREADABLE_KEY;
    const hash = hashOf(bytes, at, quote, from);
    for (const key of this.byHash.get(hash) ?? [])
      if (this.from[key] === from && this.isSame(bytes, at, quote, key)) return key;
    const isToRemember = this.count < MOST_KEYS && quote - at <= LONGEST_KEY;
    if (!isToRemember) return this.forgotten;
    let to = NOWHERE;
    for (let byte = at; byte < quote; byte++) if (bytes[byte] === DOT) to = NOWHERE_DOTTED;
    return this.insert(from, bytes, at, quote, hash, to);
  }

  private isSame(bytes: Uint8Array, at: number, quote: number, key: KeyNumber): boolean {
    const start = this.starts[key] ?? 0;
    if (this.lengths[key] !== quote - at + ENDING.length) return false;
    for (let offset = 0; at + offset < quote; offset++)
      if (this.arena[start + offset] !== bytes[at + offset]) return false;
    return true;
  }

  private insert(
    from: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
    to: number,
  ): KeyNumber {
    const length = end - start + ENDING.length;
    const padded = (length + 3) & ~3;
    if (this.arenaEnd + padded > this.arena.length) {
      const larger = new Uint8Array((this.arenaEnd + padded) * 2);
      larger.set(this.arena);
      this.arena = larger;
      this.view = new DataView(larger.buffer);
    }
    this.arena.set(bytes.subarray(start, end), this.arenaEnd);
    this.arena.set(ENDING, this.arenaEnd + end - start);
    if (this.count === this.from.length) this.grow();
    const key = this.count++;
    this.from[key] = from;
    this.to[key] = to;
    this.starts[key] = this.arenaEnd;
    this.lengths[key] = length;
    this.next[key] = NOWHERE;
    this.nextButOne[key] = NOWHERE;
    this.arenaEnd += padded;
    if (from !== NOWHERE) {
      const there = this.byHash.get(hash);
      if (there === undefined) this.byHash.set(hash, [key]);
      else there.push(key);
    }
    return key;
  }

  private grow(): void {
    for (const name of ['from', 'to', 'starts', 'lengths', 'next', 'nextButOne'] as const)
      this[name] = doubled(this[name]);
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ 0x2b992ddf;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
