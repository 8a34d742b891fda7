/**
 * Membership of addresses in blocks such as `10.0.0.0/8`. All blocks of one list become sorted, disjoint ranges,
 * so that a test is one parse and one binary search however long the list is. Addresses compare as numbers, never
 * as text (see ip-address.ts). IPv4 lives in its mapped place of the 128 bits, as in Elasticsearch: `::/0` holds
 * every IPv4 address, `0.0.0.0/0` no other one.
 */
import { compareWords, type Ipv6Words, parseIp, wordsOf } from './ip-address.ts';

/** Whether the text is a block: an address, or an address and a prefix length. Host bits may be set. */
export function isCidr(text: string): boolean {
  return rangeOfBlock(text) !== undefined;
}

/**
 * A test whether an address lies in one of the blocks. A bare address is a block of one; what is no block holds
 * nothing; what is no address lies nowhere. Never throws.
 */
export function compileCidrs(blocks: readonly string[]): (address: string) => boolean {
  const ranges = merge(blocks.map(rangeOfBlock).filter(range => range !== undefined));
  const lows4: number[] = [];
  const highs4: number[] = [];
  for (const { low, high } of ranges) {
    if (compareWords(low, LAST_IPV4) > 0 || compareWords(high, FIRST_IPV4) < 0) continue;
    lows4.push(compareWords(low, FIRST_IPV4) < 0 ? 0 : low[3]);
    highs4.push(compareWords(high, LAST_IPV4) > 0 ? 0xffff_ffff : high[3]);
  }
  return remembering(text => {
    const address = parseIp(text);
    if (address === undefined) return false;
    if (typeof address === 'number') {
      const at = lastWhere(lows4.length, index => (lows4[index] ?? 0) <= address);
      return address <= (highs4[at] ?? -1);
    }
    const at = lastWhere(ranges.length, index => compareWords((ranges[index] ?? EMPTY).low, address) <= 0);
    return compareWords(address, (ranges[at] ?? EMPTY).high) <= 0;
  });
}

/** A stretch of addresses, both ends included. */
interface AddressRange {
  readonly low: Ipv6Words;
  readonly high: Ipv6Words;
}

const FIRST_IPV4 = wordsOf(0);
const LAST_IPV4 = wordsOf(0xffff_ffff);
/** No address is below the high end of this one. */
const EMPTY: AddressRange = { low: [0, 0, 0, 0], high: [-1, 0, 0, 0] };

/** The addresses of a block, or of a bare address; undefined where the text is neither. */
export function rangeOfBlock(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const words = wordsOf(address);
  if (slash < 0) return { low: words, high: words };
  const prefix = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefix)) return undefined;
  // `::ffff:10.0.0.0/104` counts its bits as it is spelt, `10.0.0.0/8` from the mapped place on.
  const bits = Number(prefix) + (text.includes(':') ? 0 : 96);
  if (bits > 128) return undefined;
  return { low: withLastBits(words, bits, 0), high: withLastBits(words, bits, 0xffff_ffff) };
}

/** The first `keep` bits of the address, then the bits of `fill`. */
function withLastBits(words: Ipv6Words, keep: number, fill: number): Ipv6Words {
  const word = (index: 0 | 1 | 2 | 3): number => {
    const kept = Math.min(32, Math.max(0, keep - index * 32));
    const mask = kept === 0 ? 0 : 0xffff_ffff << (32 - kept);
    return ((words[index] & mask) | (fill & ~mask)) >>> 0;
  };
  return [word(0), word(1), word(2), word(3)];
}

/** Blocks are disjoint or one holds the other, so keeping the outermost ones is all there is to merging. */
function merge(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  // Of two with the same low end the larger comes first.
  const sorted = ranges.toSorted((a, b) => compareWords(a.low, b.low) || compareWords(b.high, a.high));
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || compareWords(range.low, last.high) > 0) merged.push(range);
  }
  return merged;
}

/** The last index below `length` that the (falling) condition holds for, or -1. */
function lastWhere(length: number, condition: (index: number) => boolean): number {
  let low = -1;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (condition(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const MOST_REMEMBERED = 4096;

/** Logs name few addresses often; the answer for a known text costs a third of a parse and a search. */
function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return text => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    const answer = test(text);
    answers.set(text, answer);
    return answer;
  };
}
