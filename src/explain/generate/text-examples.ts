/**
 * Texts that a pattern matches, made by reading the pattern the other way round: what may stand for a wildcard, which
 * branch of a regular expression is taken, where a block of addresses lies. Several of each, as other conditions may
 * refuse the first. Whether an example does match is for the engine to say: whoever asks for examples checks them.
 */
import { unreachable } from '../../base/unreachable.ts';
import { parseIp } from '../../event/ip-address.ts';
import { parseLuceneRegex, type RegexNode } from '../../event/lucene-regex-syntax.ts';

/** What may stand for `*` and for `?`. */
const FILLINGS: readonly (readonly [many: string, one: string])[] = [
  ['', 'C'],
  ['x', 'x'],
  ['zq7', 'Z'],
  ['users\\x', 'd'],
  ['1', '1'],
];

export function wildcardExamples(pattern: string, longer = ''): readonly string[] {
  const fill = (many: string, one: string) =>
    Array.from(pattern, sign => (sign === '*' ? many : sign === '?' ? one : sign)).join('');
  const usual = FILLINGS.map(([many, one]) => fill(many, one));
  return longer === '' ? [...new Set(usual)] : [fill(longer, 'x'), ...new Set(usual)];
}

/** How deep and how often what repeats is repeated. */
const MOST_REPEATS = 3;
const MOST_CHARACTERS = 10_000;

export function regexExamples(pattern: string): readonly string[] {
  const { node } = parseLuceneRegex(pattern);
  return node === undefined ? [pattern] : [...new Set([0, 1, 2, 3].map(choice => exampleOf(node, choice)))];
}

function exampleOf(node: RegexNode, choice: number): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'any-character':
      return 'x1zC'.charAt(choice);
    case 'any-text':
      return ['', 'x', 'zq7', '1'][choice] ?? '';
    case 'nothing':
      return '';
    case 'class':
      return memberOf(node, choice);
    case 'interval':
      return String(choice === 0 ? node.min : node.max).padStart(node.digits ?? 0, '0');
    case 'repeat': {
      const most = Math.min(node.max ?? Number.POSITIVE_INFINITY, node.min + MOST_REPEATS);
      const body = exampleOf(node.body, choice);
      // Repetitions of repetitions multiply: a text past this is none that an event would hold.
      const room = Math.floor(MOST_CHARACTERS / Math.max(1, body.length));
      return body.repeat(Math.min(most, node.min + choice, room));
    }
    case 'concat':
      return node.parts.map(part => exampleOf(part, choice)).join('');
    case 'union':
    case 'intersection': {
      const branch = node.branches[choice % Math.max(1, node.branches.length)];
      return branch === undefined ? '' : exampleOf(branch, choice);
    }
    case 'complement':
      return ['', 'x', 'zq7', '1'][choice] ?? '';
    default:
      return unreachable(node);
  }
}

function memberOf(node: Extract<RegexNode, { kind: 'class' }>, choice: number): string {
  const isListed = (code: number) => node.ranges.some(([first, last]) => code >= first && code <= last);
  if (node.negated) {
    const outside = ['x', '1', 'Z', ' ', '_', '~'].filter(one => !isListed(one.codePointAt(0) ?? 0));
    return outside[choice % Math.max(1, outside.length)] ?? '';
  }
  const [first, last] = node.ranges[choice % Math.max(1, node.ranges.length)] ?? [0x78, 0x78];
  return String.fromCodePoint(Math.min(last, first + choice));
}

/** The first address of a block, the next one and one further on; of what is no block, itself. */
export function addressExamples(block: string): readonly string[] {
  const [base = '', prefix] = block.split('/');
  if (parseIp(base) === undefined) return [block];
  if (prefix === undefined) return [base];
  if (base.includes(':')) return [base, base.endsWith('::') ? `${base}1` : base];
  const octets = base.split('.').map(Number);
  const number = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(number / size) * size;
  return [...new Set([first + 1, first, first + size / 2, first + size - 1].map(Math.floor))]
    .filter(one => one >= first && one < first + size)
    .map(one => [24, 16, 8, 0].map(shift => Math.floor(one / 2 ** shift) % 256).join('.'));
}
