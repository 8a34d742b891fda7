/**
 * Wildcard patterns (wildcard.ts) of which one matches each text that some regular expression matches, for who wants
 * to know cheaply that none can:
 *
 *     [a-z0-9]\.exe            `?.exe`
 *     C:\\(Windows|Temp)\\.+   `C:\Windows\?*`, `C:\Temp\?*`
 *
 * The patterns match more than the expressions do, never less.
 */
import { parseLuceneRegex, type RegexNode } from './lucene-regex-syntax.ts';

/** Undefined: there is nothing in an expression that could be told from outside. */
export function wildcardsAroundRegexes(expressions: readonly string[]): readonly string[] | undefined {
  const patterns: string[] = [];
  for (const expression of expressions) {
    const { node } = parseLuceneRegex(expression);
    const around = node === undefined ? undefined : patternsAround(node);
    if (around === undefined) return undefined;
    patterns.push(...around);
  }
  return patterns.every(tells) ? patterns : undefined;
}

/** Whether a pattern rules much out: it has a literal of some length, or no more than so many characters. */
function tells(pattern: string): boolean {
  return !pattern.includes('*') || /[^*?]{2}/.test(pattern);
}

const MOST_PATTERNS = 16;
const MOST_REPEATS = 8;
const ANY: readonly string[] = ['*'];

/** Undefined: there would be too many. */
function patternsAround(node: RegexNode): readonly string[] | undefined {
  switch (node.kind) {
    case 'text':
      // In a pattern these two are no characters; another case may be another number of characters beyond ASCII.
      return [node.text.replaceAll(/[*?]/g, '?').replaceAll(/[^\x00-\x7f]+/gu, '*')];
    case 'any-character':
    case 'class':
      return ['?'];
    case 'any-text':
    case 'complement':
      return ANY;
    case 'nothing':
      return [];
    case 'interval':
      return ['?*'];
    case 'repeat':
      return aroundRepeat(node);
    case 'concat':
      return node.parts.reduce<readonly string[] | undefined>(
        (before, part) => crossed(before, patternsAround(part)),
        [''],
      );
    case 'union':
      return united(node.branches.map(patternsAround));
    default:
      // What matches all of them matches the first.
      return node.branches[0] === undefined ? ANY : patternsAround(node.branches[0]);
  }
}

function aroundRepeat({
  body,
  min,
  max,
}: Extract<RegexNode, { kind: 'repeat' }>): readonly string[] | undefined {
  if (min === 0) return ANY;
  const once = patternsAround(body);
  let all = once;
  for (let times = 1; times < Math.min(min, MOST_REPEATS); times++) all = crossed(all, once);
  return max === min && min <= MOST_REPEATS ? all : crossed(all, ANY);
}

function crossed(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly string[] | undefined {
  if (before === undefined || after === undefined || before.length * after.length > MOST_PATTERNS)
    return undefined;
  return before.flatMap(start => after.map(end => `${start}${end}`.replaceAll(/\*{2,}/g, '*')));
}

function united(branches: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const all: string[] = [];
  for (const branch of branches) {
    if (branch === undefined) return undefined;
    all.push(...branch);
  }
  return all.length > MOST_PATTERNS ? undefined : all;
}
