/**
 * Lists of values that a field is looked up in: block lists, allow lists, up to millions of entries.
 *
 *     const builder = new ValueListBuilder('bad-hosts', 'ip_range');
 *     builder.add('203.0.113.0/24');                  // undefined: taken
 *     builder.add('203.0.113.7-nonsense');            // what was expected instead
 *     compileValueList(builder.build())('203.0.113.9')    // true
 *
 * A list is plain numbers in shared memory: a million entries cost what their characters and some words each cost,
 * no object for an entry, and another thread gets the list without a copy. Texts stand one after the other and are
 * found by a table of hashes, each compared in full, so that a hash decides nothing. Addresses and blocks become
 * sorted, disjoint ranges, IPv4 apart from the 128 bits of IPv6; a look-up is one binary search. IPv4 lives in its
 * mapped place, as in cidr.ts.
 */
import { unreachable } from '../base/unreachable.ts';
import { rangeOfBlock } from './cidr.ts';
import { compareWords, type Ipv6Words, parseIp, wordsOf } from './ip-address.ts';
import { foldCase } from './text-case.ts';

/** Elastic's types of value lists that exceptions can use. */
export type ValueListType = 'keyword' | 'text' | 'ip' | 'ip_range';
export const valueListTypes: readonly ValueListType[] = ['keyword', 'text', 'ip', 'ip_range'];

export type ValueList = {
  /** Names the list: two lists of one program do not share an id. */
  readonly id: string;
  /** Different values, or disjoint ranges. */
  readonly size: number;
} & (TextTable | AddressRanges);

interface TextTable {
  readonly kind: 'texts';
  readonly ignoreCase: boolean;
  /** UTF-16 code units of all texts, in a byte each where all are below 256. */
  readonly units: Uint8Array | Uint16Array;
  /** Where each text begins, and where the last one ends. */
  readonly starts: Uint32Array;
  /** Open addressing: 0 is free, else the number of a text from 1 on. A power of two, at least half of it free. */
  readonly table: Uint32Array;
}

interface AddressRanges {
  readonly kind: 'addresses';
  /** IPv4 addresses as numbers: the low ends in order, and the high ends beside them. */
  readonly lows4: Uint32Array;
  readonly highs4: Uint32Array;
  /** Ranges of 128 bits, in order: four words of the low end, four of the high end. */
  readonly ranges6: Uint32Array;
}

/** A test whether a text (of an address: in any spelling) stands in the list. Never throws. */
export function compileValueList(list: ValueList): (text: string) => boolean {
  switch (list.kind) {
    case 'texts': {
      const isIn = (text: string): boolean => findText(list, text) > 0;
      return list.ignoreCase ? text => isIn(foldCase(text)) : isIn;
    }
    case 'addresses':
      return text => {
        const address = parseIp(text);
        if (address === undefined) return false;
        return typeof address === 'number' ? holdsIpv4(list, address) : holdsIpv6(list, address);
      };
    default:
      return unreachable(list);
  }
}

/** Gathers the values of a list, then makes it. */
export class ValueListBuilder {
  readonly #id: string;
  readonly #type: ValueListType;
  readonly #texts = new GrowingTexts();
  readonly #ranges4 = new GrowingWords();
  readonly #ranges6 = new GrowingWords();

  constructor(id: string, type: ValueListType) {
    this.#id = id;
    this.#type = type;
  }

  /** Takes a value as a file has it; a value that the type does not have is left out, and what was expected told. */
  add(value: string): string | undefined {
    switch (this.#type) {
      case 'keyword':
        this.#texts.add(value);
        return undefined;
      case 'text':
        this.#texts.add(foldCase(value));
        return undefined;
      case 'ip': {
        const address = parseIp(value);
        if (address === undefined) return 'an IP address such as `192.0.2.7` or `2001:db8::7`';
        this.#addRange(wordsOf(address), wordsOf(address));
        return undefined;
      }
      case 'ip_range': {
        const range = rangeOf(value);
        if (range === undefined)
          return 'an address, a block such as `192.0.2.0/24`, or a range such as `192.0.2.10-192.0.2.20`';
        this.#addRange(range.low, range.high);
        return undefined;
      }
      default:
        return unreachable(this.#type);
    }
  }

  build(): ValueList {
    if (this.#type === 'keyword' || this.#type === 'text')
      return { id: this.#id, ...tableOf(this.#texts, this.#type === 'text') };
    return { id: this.#id, ...rangesOf(this.#ranges4, this.#ranges6) };
  }

  #addRange(low: Ipv6Words, high: Ipv6Words): void {
    // What reaches into the mapped place is there as IPv4 too, so that each kind is looked up in one place.
    if (compareWords(low, LAST_IPV4) <= 0 && compareWords(high, FIRST_IPV4) >= 0)
      this.#ranges4.push(
        compareWords(low, FIRST_IPV4) < 0 ? 0 : low[3],
        compareWords(high, LAST_IPV4) > 0 ? 0xffff_ffff : high[3],
      );
    if (compareWords(low, FIRST_IPV4) < 0 || compareWords(high, LAST_IPV4) > 0)
      this.#ranges6.push(...low, ...high);
  }
}

const FIRST_IPV4 = wordsOf(0);
const LAST_IPV4 = wordsOf(0xffff_ffff);

/** `10.0.0.0/8`, `10.0.0.1-10.0.0.9` (spaces around the dash do not matter), or a bare address. */
function rangeOf(text: string): { readonly low: Ipv6Words; readonly high: Ipv6Words } | undefined {
  const dash = text.indexOf('-');
  if (dash < 0) return rangeOfBlock(text);
  const low = parseIp(text.slice(0, dash).trim());
  const high = parseIp(text.slice(dash + 1).trim());
  if (low === undefined || high === undefined) return undefined;
  const range = { low: wordsOf(low), high: wordsOf(high) };
  return compareWords(range.low, range.high) <= 0 ? range : undefined;
}

/** Texts one after the other; the ones that came before are not looked through. */
class GrowingTexts {
  units: Uint8Array | Uint16Array = new Uint8Array(1024);
  starts: Uint32Array = new Uint32Array(64);
  count = 0;

  add(text: string): void {
    const start = this.starts[this.count] ?? 0;
    const end = start + text.length;
    if (end > MOST_UNITS) throw new RangeError('a value list of more than 4 billion characters');
    if (end > this.units.length) this.units = grown(this.units, end);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 0xff && this.units instanceof Uint8Array) this.units = Uint16Array.from(this.units);
      this.units[start + at] = unit;
    }
    if (this.count + 2 > this.starts.length) this.starts = grown(this.starts, this.count + 2);
    this.starts[++this.count] = end;
  }
}

const MOST_UNITS = 0xffff_ffff;

class GrowingWords {
  words: Uint32Array = new Uint32Array(64);
  count = 0;

  push(...words: readonly number[]): void {
    if (this.count + words.length > this.words.length)
      this.words = grown(this.words, this.count + words.length);
    this.words.set(words, this.count);
    this.count += words.length;
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(array: T, least: number): T {
  // The constructor of a typed array makes arrays of its own kind.
  const Kind = array.constructor as new (length: number) => T;
  const larger = new Kind(Math.max(least, array.length * 2));
  larger.set(array);
  return larger;
}

/** The texts without doubles, in shared memory, and the table that finds them. */
function tableOf(texts: GrowingTexts, ignoreCase: boolean): TextTable & { readonly size: number } {
  let tableSize = 16;
  while (tableSize < texts.count * 2) tableSize *= 2;
  const length = texts.starts[texts.count] ?? 0;
  const units = sharedLike(texts.units, length);
  const starts = shared32(texts.count + 1);
  const table = shared32(tableSize);
  let size = 0;
  for (let number = 0; number < texts.count; number++) {
    const from = texts.starts[number] ?? 0;
    const to = texts.starts[number + 1] ?? 0;
    const start = starts[size] ?? 0;
    // Written behind the ones that stay; a double is overwritten by the next one.
    units.set(texts.units.subarray(from, to), start);
    starts[size + 1] = start + to - from;
    let at = hashOfUnits(units, start, start + to - from) & (tableSize - 1);
    while (table[at] !== 0 && !sameUnits(units, starts, (table[at] ?? 0) - 1, size))
      at = (at + 1) & (tableSize - 1);
    if (table[at] !== 0) continue;
    table[at] = ++size;
  }
  return {
    kind: 'texts',
    ignoreCase,
    size,
    units: units.subarray(0, starts[size]),
    starts: starts.subarray(0, size + 1),
    table,
  };
}

/** The number of the text from 1 on, 0 where it is not in the table. */
function findText({ units, starts, table }: TextTable, text: string): number {
  const mask = table.length - 1;
  for (let at = hashOfText(text) & mask; table[at] !== 0; at = (at + 1) & mask) {
    const number = table[at] ?? 0;
    const start = starts[number - 1] ?? 0;
    if ((starts[number] ?? 0) - start !== text.length) continue;
    let same = 0;
    while (same < text.length && units[start + same] === text.charCodeAt(same)) same++;
    if (same === text.length) return number;
  }
  return 0;
}

function sameUnits(units: Uint8Array | Uint16Array, starts: Uint32Array, a: number, b: number): boolean {
  const startA = starts[a] ?? 0;
  const startB = starts[b] ?? 0;
  const length = (starts[a + 1] ?? 0) - startA;
  if ((starts[b + 1] ?? 0) - startB !== length) return false;
  for (let at = 0; at < length; at++) if (units[startA + at] !== units[startB + at]) return false;
  return true;
}

/** The two hashes below are one, over code units from either place (FNV-1a, its bits mixed at the end). */
function hashOfUnits(units: Uint8Array | Uint16Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x01000193);
  return mixed(hash);
}

function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (once ^ (once >>> 13)) >>> 0;
}

function rangesOf(
  ranges4: GrowingWords,
  ranges6: GrowingWords,
): AddressRanges & {
  readonly size: number;
} {
  const merged4 = mergeIpv4(ranges4);
  const merged6 = mergeIpv6(ranges6);
  return {
    kind: 'addresses',
    ...merged4,
    ranges6: merged6,
    size: merged4.lows4.length + merged6.length / 8,
  };
}

function mergeIpv4({ words, count }: GrowingWords): Pick<AddressRanges, 'lows4' | 'highs4'> {
  // Both ends in one number of 64 bits, which sorts without calling back.
  const pairs = new BigUint64Array(count / 2);
  for (let at = 0; at < pairs.length; at++)
    pairs[at] = (BigInt(words[at * 2] ?? 0) << 32n) | BigInt(words[at * 2 + 1] ?? 0);
  pairs.sort();
  const lows = shared32(pairs.length);
  const highs = shared32(pairs.length);
  let size = 0;
  for (const pair of pairs) {
    const low = Number(pair >> 32n);
    const high = Number(pair & 0xffff_ffffn);
    const lastHigh = highs[size - 1] ?? -1;
    // Neighbours unite too: a list of single addresses is often a block.
    if (size > 0 && low <= lastHigh + 1) highs[size - 1] = Math.max(lastHigh, high);
    else {
      lows[size] = low;
      highs[size++] = high;
    }
  }
  return { lows4: lows.subarray(0, size), highs4: highs.subarray(0, size) };
}

function mergeIpv6({ words, count }: GrowingWords): Uint32Array {
  const wordsAt = (array: Uint32Array, at: number): Ipv6Words => [
    array[at] ?? 0,
    array[at + 1] ?? 0,
    array[at + 2] ?? 0,
    array[at + 3] ?? 0,
  ];
  const order = new Uint32Array(count / 8).map((_, at) => at * 8);
  order.sort((a, b) => compareWords(wordsAt(words, a), wordsAt(words, b)));
  const merged = shared32(count);
  let size = 0;
  for (const from of order) {
    const high = wordsAt(words, from + 4);
    if (size > 0 && compareWords(wordsAt(words, from), wordsAt(merged, size - 4)) <= 0) {
      if (compareWords(high, wordsAt(merged, size - 4)) > 0) merged.set(high, size - 4);
      continue;
    }
    merged.set(words.subarray(from, from + 8), size);
    size += 8;
  }
  return merged.subarray(0, size);
}

function holdsIpv4({ lows4, highs4 }: AddressRanges, address: number): boolean {
  let low = 0;
  let high = lows4.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lows4[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low > 0 && address <= (highs4[low - 1] ?? 0);
}

function holdsIpv6({ ranges6 }: AddressRanges, address: Ipv6Words): boolean {
  let low = 0;
  let high = ranges6.length / 8;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAt(ranges6, middle * 8, address) <= 0) low = middle + 1;
    else high = middle;
  }
  return low > 0 && compareAt(ranges6, low * 8 - 4, address) >= 0;
}

function compareAt(words: Uint32Array, at: number, address: Ipv6Words): number {
  return (
    (words[at] ?? 0) - address[0] ||
    (words[at + 1] ?? 0) - address[1] ||
    (words[at + 2] ?? 0) - address[2] ||
    (words[at + 3] ?? 0) - address[3]
  );
}

function shared32(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * 4));
}

/** An empty array of the same width, in shared memory. */
function sharedLike(units: Uint8Array | Uint16Array, length: number): Uint8Array | Uint16Array {
  return units instanceof Uint8Array
    ? new Uint8Array(new SharedArrayBuffer(length))
    : new Uint16Array(new SharedArrayBuffer(length * 2));
}
