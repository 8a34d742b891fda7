/**
 * The join keys of an event as 64 bits each, so that millions of hits can wait for the end of a scan as numbers:
 *
 *     by host.id, process.pid     "h1", 4  ->  hash of (`"h1"`, `4`)
 *
 * Equal tuples (join-keys.ts: equal as JSON text) have equal hashes. Different ones share a hash by chance once in
 * 2^64 pairs, which lets a sieve keep a hit in vain and never lose one; the seed is drawn anew by each process, so
 * that nobody can prepare keys that do. A value that stands in the line as its canonical text is hashed where it
 * stands; any other is read and written out first.
 */
import { ByteHash } from '../base/byte-hash.ts';
import type { FieldType } from '../event/schema.ts';
import type { FieldRef } from '../plan/predicate.ts';
import type { JoinKey } from '../plan/query.ts';
import type { EventAtHand } from './event-at-hand.ts';
import { BACKSLASH, isPrintedWhole, QUOTE } from './extract/json-bytes.ts';
import { keyTextsOf, MOST_KEY_TUPLES } from './join-keys.ts';

/** The tuples of one event under one list of keys. Holds until the next event. */
export interface HashedTuples {
  /** 0: the event is no candidate for the step. */
  count: number;
  /** How many more there would have been without the limit. */
  dropped: number;
  readonly low: number[];
  readonly high: number[];
}

/** A list of keys, as `listOf` numbers them: many steps join by the same. */
export type KeyList = number;

interface KeyColumn {
  readonly slot: number;
  readonly type: FieldType;
  readonly optional: boolean;
  /** What values may be hashed as they are written. */
  readonly written: 'texts' | 'numbers' | 'addresses' | 'both' | 'none';
}

interface List {
  readonly columns: readonly KeyColumn[];
  readonly tuples: HashedTuples;
  /** The event for which the tuples were made last. */
  madeFor: number;
}

const WRITTEN: { readonly [T in FieldType]?: KeyColumn['written'] } = {
  keyword: 'texts',
  text: 'texts',
  version: 'texts',
  long: 'numbers',
  ip: 'addresses',
  unknown: 'both',
};
const NULL = new TextEncoder().encode('null');
const ZERO = 0x30;
const NINE = 0x39;

export class KeyHashes {
  private readonly slotOf: (field: FieldRef) => number;
  private readonly seed: number;
  private readonly lists: List[] = [];
  private readonly numbers = new Map<string, KeyList>();
  private readonly event: EventAtHand;
  private readonly bytes = new ByteHash();
  /** The hash that was made last. */
  private low = 0;
  private high = 0;
  private readonly encoder = new TextEncoder();

  constructor(slotOf: (field: FieldRef) => number, seed: number, event: EventAtHand) {
    this.slotOf = slotOf;
    this.event = event;
    this.seed = seed | 0;
  }

  listOf(by: readonly JoinKey[]): KeyList {
    const columns = by.map(({ field: { path, type }, optional }): KeyColumn => {
      const slot = this.slotOf({ path, type });
      return { slot, type, optional, written: WRITTEN[type] ?? 'none' };
    });
    const name = JSON.stringify(columns);
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const tuples: HashedTuples = { count: 0, dropped: 0, low: [], high: [] };
    const list = this.lists.push({ columns, tuples, madeFor: 0 }) - 1;
    this.numbers.set(name, list);
    return list;
  }

  tuplesOf(number: KeyList): HashedTuples {
    const list = this.lists[number];
    if (list === undefined) throw new Error(`no list of keys ${number}`);
    if (list.madeFor !== this.event.number) {
      list.madeFor = this.event.number;
      if (!this.hashSingle(list)) this.hashAll(list);
    }
    return list.tuples;
  }

  /** Where each key has one value that can be hashed where it stands. */
  private hashSingle({ columns, tuples }: List): boolean {
    const { line } = this.event;
    let low = this.seed;
    let high = ~this.seed;
    for (const column of columns) {
      if (line === undefined) return false;
      if (line.metAt[column.slot] === line.stamp) {
        const at = line.firstOf[column.slot] ?? 0;
        if ((line.nextOf[at] ?? -1) >= 0) return false;
        const start = line.starts[at] ?? 0;
        const end = line.ends[at] ?? 0;
        if (!isKeyText(line.bytes, start, end, column)) return false;
        this.hash(line.view, start, end);
      } else {
        if (!column.optional) {
          tuples.count = 0;
          tuples.dropped = 0;
          return true;
        }
        this.hash(NULL_VIEW, 0, NULL.length);
      }
      low = mixed(low, this.low);
      high = mixed(high, this.high);
    }
    tuples.count = 1;
    tuples.dropped = 0;
    tuples.low[0] = low;
    tuples.high[0] = high;
    return true;
  }

  private hashAll({ columns, tuples }: List): void {
    let lows = [this.seed];
    let highs = [~this.seed];
    let wanted = 1;
    const { lineSlots, slots } = this.event;
    lineSlots?.fill(columns.map(({ slot }) => slot));
    for (const { slot, type, optional } of columns) {
      const texts = keyTextsOf(slots[slot], type);
      if (texts.length === 0 && !optional) {
        tuples.count = 0;
        tuples.dropped = 0;
        return;
      }
      if (texts.length === 0) texts.push('null');
      wanted *= texts.length;
      const hashes = texts.map(text => {
        this.hashText(text);
        return [this.low, this.high] as const;
      });
      const [crossedLows, crossedHighs]: [number[], number[]] = [[], []];
      for (let at = 0; at < lows.length; at++) {
        for (const [low, high] of hashes) {
          if (crossedLows.length === MOST_KEY_TUPLES) break;
          crossedLows.push(mixed(lows[at] ?? 0, low));
          crossedHighs.push(mixed(highs[at] ?? 0, high));
        }
      }
      lows = crossedLows;
      highs = crossedHighs;
    }
    tuples.count = lows.length;
    tuples.dropped = wanted - lows.length;
    for (const [at, low] of lows.entries()) {
      tuples.low[at] = low;
      tuples.high[at] = highs[at] ?? 0;
    }
  }

  private hashText(text: string): void {
    if (text.length * 3 <= SCRATCH.byteLength) {
      const { written } = this.encoder.encodeInto(text, SCRATCH_BYTES);
      this.hash(SCRATCH, 0, written);
      return;
    }
    const bytes = this.encoder.encode(text);
    this.hash(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  }

  private hash(view: DataView, start: number, end: number): void {
    const { bytes, seed } = this;
    bytes.take(view, start, end, seed ^ 0x9e3779b9, seed ^ 0x85ebca6b);
    this.low = mixed(bytes.a, bytes.b);
    this.high = mixed(bytes.b, bytes.a);
  }
}

const SCRATCH = new DataView(new ArrayBuffer(4096));
const SCRATCH_BYTES = new Uint8Array(SCRATCH.buffer);
const NULL_VIEW = new DataView(NULL.buffer, NULL.byteOffset, NULL.length);

function mixed(hash: number, value: number): number {
  const mix = Math.imul(hash ^ (value >>> 16) ^ (value << 7), 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35);
  return mix ^ (mix >>> 13);
}

/** Whether the value is written as its key text would be: ASCII as JSON.stringify has it, a whole number, an address. */
function isKeyText(bytes: Uint8Array, start: number, end: number, column: KeyColumn): boolean {
  const first = bytes[start] ?? 0;
  if (first === QUOTE) {
    if (column.written === 'addresses') return isIpv4(bytes, start + 1, end - 1);
    if (column.written !== 'texts' && column.written !== 'both') return false;
    for (let at = start + 1; at < end - 1; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x7f) return false;
      // Of the escapes, those of a backslash and of a quote have no other spelling that is as short.
      if (byte === BACKSLASH && bytes[++at] !== BACKSLASH && bytes[at] !== QUOTE) return false;
    }
    return true;
  }
  return (column.written === 'numbers' || column.written === 'both') && isPrintedWhole(bytes, start, end);
}

/** Whether it is an IPv4 address as addresses are printed: four numbers up to 255 without leading zeros. */
function isIpv4(bytes: Uint8Array, start: number, end: number): boolean {
  let parts = 0;
  for (let at = start; at < end; parts++) {
    if (parts > 0 && bytes[at++] !== DOT) return false;
    const first = at;
    let number = 0;
    for (let byte = bytes[at] ?? 0; at < end && byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0)
      number = number * 10 + byte - ZERO;
    if (at === first || number > 255 || (bytes[first] === ZERO && at - first > 1)) return false;
  }
  return parts === 4;
}

const DOT = 0x2e;
