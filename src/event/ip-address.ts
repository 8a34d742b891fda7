/**
 * Internet addresses, read by hand because logs spell them in every way (`fe80:0:0:0:0:0:0:1`, `FE80::1`,
 * `::ffff:10.1.2.3`, `::FFFF:0A01:0203`) and because what only looks like an address must not become one:
 * `010.1.2.3`, `10.1` and `fe80::1%eth0` are none. As in Elasticsearch there is one space of 128 bits, in which an
 * IPv4 address is the same as its IPv4-mapped form `::ffff:a.b.c.d`.
 */

/** An IPv4 address, mapped ones included, is one unsigned number of 32 bits; any other address is four. */
export type IpAddress = number | Ipv6Words;
export type Ipv6Words = readonly [number, number, number, number];

/** The address that the text spells, or undefined where it spells none. Never throws. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text, 0);
}

/** The one canonical text of an address (RFC 5952). */
export function formatIp(address: IpAddress): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIpv6(address);
}

/** The 128 bits as four words, IPv4 in its mapped form. */
export function wordsOf(address: IpAddress): Ipv6Words {
  return typeof address === 'number' ? [0, 0, MAPPED, address] : address;
}

/** Negative, zero or positive, in the order of the 128 bits. */
export function compareIps(a: IpAddress, b: IpAddress): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareWords(wordsOf(a), wordsOf(b));
}

export function compareWords(a: Ipv6Words, b: Ipv6Words): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

const MAPPED = 0xffff;
const DOT = 46;
const COLON = 58;

/** Four decimal numbers up to 255 without leading zeros, from `start` to the end of the text. */
function parseIpv4(text: string, start: number): number | undefined {
  const length = text.length - start;
  if (length < 7 || length > 15) return undefined;
  let address = 0;
  let octet = -1;
  let dots = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return undefined;
      address = address * 256 + octet;
      octet = -1;
    } else {
      if (code < 48 || code > 57 || octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return undefined;
    }
  }
  return dots === 3 && octet >= 0 ? address * 256 + octet : undefined;
}

function parseIpv6(text: string): IpAddress | undefined {
  // The longest spelling: six full groups and a full dotted quad.
  if (text.length > 45) return undefined;
  const groups: number[] = [];
  /** How many groups stand before `::`. */
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return undefined;
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    let end = text.indexOf(':', at);
    if (end < 0) end = text.length;
    if (end === text.length && text.includes('.', at)) {
      const tail = parseIpv4(text, at);
      if (tail === undefined) return undefined;
      groups.push(tail >>> 16, tail & 0xffff);
      break;
    }
    const group = parseGroup(text, at, end);
    if (group === undefined) return undefined;
    groups.push(group);
    if (end === text.length) break;
    at = end + 1;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return undefined;
      gap = groups.length;
      at++;
    } else if (at === text.length) return undefined;
  }
  // `::` stands for at least one group.
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return undefined;
  if (gap >= 0) groups.splice(gap, 0, ...new Array<number>(8 - groups.length).fill(0));
  const word = (index: number): number => (groups[index] ?? 0) * 0x10000 + (groups[index + 1] ?? 0);
  const words: Ipv6Words = [word(0), word(2), word(4), word(6)];
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED ? words[3] : words;
}

/** One to four hex digits. */
function parseGroup(text: string, start: number, end: number): number | undefined {
  if (end === start || end - start > 4) return undefined;
  let group = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    const lower = code | 0x20;
    if (code >= 48 && code <= 57) group = group * 16 + code - 48;
    else if (lower >= 97 && lower <= 102) group = group * 16 + lower - 87;
    else return undefined;
  }
  return group;
}

function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

function formatIpv6(words: Ipv6Words): string {
  const groups = words.flatMap(word => [word >>> 16, word & 0xffff]);
  const [start, length] = longestZeros(groups);
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map(group => group.toString(16))
      .join(':');
  return length < 2 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`;
}

/** The longest run of zero groups, the first of equals: where it starts and how long it is. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best[1]) best = [index + 1 - length, length];
  });
  return best;
}
