/**
 * Texts that a pattern matches, made by reading the pattern the other way round: a wildcard and a regular
 * expression say what may stand at each place, a block of addresses where it begins and ends. Nothing here asks
 * the code under test whether an example does match; only regular expressions are read by its parser.
 */
import { isIP } from 'node:net';
import { unreachable } from '../../src/base/unreachable.ts';
import { parseLuceneRegex, type RegexNode } from '../../src/event/lucene-regex-syntax.ts';
import type { Random } from './random.ts';

const CHARACTERS = ['x', 'Q', '7', ' ', '.', '\\', '-', '\u{1f600}', '\u212a', '\n'] as const;

/** @param fillers what `*` may also stand for, besides nothing and something short. */
export function wildcardExample(pattern: string, fillers: readonly string[], random: Random): string {
  const parts = Array.from(pattern, sign => {
    if (sign === '?') return random.pick(CHARACTERS);
    return sign === '*' ? anyText(fillers, random) : sign;
  });
  return parts.join('');
}

/** Almost a match: neighbouring pieces that end and begin alike share a character (of `ab*bc` it is `abc`). */
export function overlappingExample(pattern: string): string {
  return pattern.split('*').reduce((text, piece) => {
    const shared = piece !== '' && text.endsWith(piece.charAt(0));
    return text + (shared ? piece.slice(1) : piece);
  });
}

function anyText(fillers: readonly string[], random: Random): string {
  const filler = random.oneIn(3) ? random.pickAny(fillers) : undefined;
  return filler ?? random.pick(['', 'x', 'q7', 'folder\\x', 'a b', random.pick(CHARACTERS)]);
}

/** A text that the regular expression matches; not surely so where it has a `~` or a `&`. */
export function regexExample(pattern: string, random: Random): string {
  const { node } = parseLuceneRegex(pattern);
  return node === undefined ? pattern : exampleOf(node, random);
}

function exampleOf(node: RegexNode, random: Random): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'any-character':
      return random.pick(CHARACTERS);
    case 'any-text':
      return anyText([], random);
    case 'nothing':
      return '';
    case 'class':
      return memberOf(node, random);
    case 'interval': {
      const width = Math.max(1, node.max - node.min + 1);
      const number = random.pick([node.min, node.max, node.min + random.below(width)]);
      return String(number).padStart(node.digits ?? 0, '0');
    }
    case 'repeat': {
      const most = Math.min(node.max ?? Number.POSITIVE_INFINITY, node.min + 3);
      const times = node.min + random.below(most - node.min + 1);
      return Array.from({ length: times }, () => exampleOf(node.body, random)).join('');
    }
    case 'concat':
      return node.parts.map(part => exampleOf(part, random)).join('');
    case 'union':
    case 'intersection': {
      const branch = random.pickAny(node.branches);
      return branch === undefined ? '' : exampleOf(branch, random);
    }
    case 'complement':
      return random.pick(['', 'x', 'q7']);
    default:
      return unreachable(node);
  }
}

function memberOf(node: Extract<RegexNode, { kind: 'class' }>, random: Random): string {
  const isListed = (code: number): boolean =>
    node.ranges.some(([first, last]) => code >= first && code <= last);
  if (node.negated) {
    const outside = CHARACTERS.filter(one => !isListed(one.codePointAt(0) ?? 0));
    return random.pickAny(outside) ?? '';
  }
  const [first, last] = random.pickAny(node.ranges) ?? [0x78, 0x78];
  const code = random.pick([first, last, first + random.below(last - first + 1)]);
  // Half of a surrogate pair is no character.
  return String.fromCodePoint(code >= 0xd800 && code <= 0xdfff ? first : code);
}

/** Addresses at the edges of a block: its first and last, one within, and the neighbours outside of it. */
export function addressExamples(block: string): { inside: readonly string[]; outside: readonly string[] } {
  const [base = '', prefix] = block.split('/');
  const isV4 = isIP(base) === 4;
  const width = isV4 ? 32 : 128;
  if (isIP(base) === 0 || !(Number(prefix ?? 0) <= width)) return { inside: [block], outside: ['10.0.0.1'] };
  const size = 1n << BigInt(width - Number(prefix ?? width));
  const first = (numberOf(base) / size) * size;
  const spelt = (address: bigint): string => (isV4 ? spellV4(address) : spellV6(address));
  const outside = [first - 1n, first + size].filter(one => one >= 0n && one < 1n << BigInt(width)).map(spelt);
  const inside = [first, first + size / 2n, first + size - 1n].map(spelt);
  return {
    inside: [...inside, ...(isV4 ? inside.map(address => `::FFFF:${address}`) : [])],
    outside: [...outside, isV4 ? 'fe80::1' : '10.0.0.1', '010.0.0.1', 'no address'],
  };
}

function numberOf(address: string): bigint {
  if (!address.includes(':'))
    return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  const [head = '', tail] = address.split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':')).flatMap(hexGroups);
  const start = groupsOf(head);
  const end = groupsOf(tail ?? '');
  const gap = tail === undefined ? 0 : 8 - start.length - end.length;
  const groups = [...start, ...Array.from({ length: gap }, () => '0'), ...end];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** A dotted quad at the end of an IPv6 address is two groups. */
function hexGroups(group: string): string[] {
  if (!group.includes('.')) return [group];
  const quad = numberOf(group);
  return [(quad >> 16n).toString(16), (quad & 0xffffn).toString(16)];
}

function spellV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => (address >> shift) & 255n).join('.');
}

/** All groups written out, in capitals: one of the spellings that logs have. */
function spellV6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => (address >> BigInt(112 - 16 * at)) & 0xffffn);
  return groups.map(group => group.toString(16).toUpperCase()).join(':');
}
