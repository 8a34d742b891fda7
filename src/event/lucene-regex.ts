/**
 * Lucene's regular expressions, as Elasticsearch's `regexp` query and EQL's `regex` have them: matched against the
 * whole value, `.` is any character including a line end, and there are no anchors, look-arounds or back
 * references. See lucene-regex-syntax.ts for the syntax.
 *
 * Patterns come from rules that people share, values from attackers, so the time of a test must not explode:
 * `(a+)+` on a long row of a's holds JavaScript's own engine for seconds. A pattern is therefore translated for
 * re2js, whose time is linear in the value. What no regular expression of that kind can say is said outside of
 * it: an interval of numbers becomes an alternation of digits, and a complement or an intersection of whole
 * patterns becomes `not` or `and` of tests: `~(foo.*)&.*bar`. Inside a longer expression (`a~(b)c`) they would
 * need an automaton; `luceneRegexProblem` refuses them there.
 *
 * Ignoring case follows Unicode's simple case folding, in classes too: of what rules use it differs from foldCase
 * in the long s (U+017F) and the Kelvin sign's like only.
 */
import { RE2JS } from 're2js';
import { unreachable } from '../base/unreachable.ts';
import { decimalsBetween } from './decimal-interval.ts';
import { type RegexProblem, regexMessages as say } from './lucene-regex-messages.ts';
import { parseLuceneRegex, type RegexNode } from './lucene-regex-syntax.ts';

/** What is wrong with the pattern or cannot be evaluated, or undefined where it can be compiled. */
export function luceneRegexProblem(pattern: string): RegexProblem | undefined {
  const { node, problem } = parseLuceneRegex(pattern);
  return problem ?? unsupportedIn(node);
}

/**
 * A test whether a text as a whole matches one of the patterns; plain ones are searched for together, in one pass.
 * Throws for a pattern that `luceneRegexProblem` finds fault with: the checker must have reported it.
 */
export function compileLuceneRegexes(
  patterns: readonly string[],
  ignoreCase: boolean,
): (text: string) => boolean {
  const branches = patterns.map(pattern => {
    const { node, problem } = parseLuceneRegex(pattern);
    const found = problem ?? unsupportedIn(node);
    if (node === undefined || found !== undefined)
      throw new Error(`unchecked regular expression ${pattern}: ${found?.message}`);
    return node;
  });
  return branches.length === 0 ? () => false : compileNode({ kind: 'union', branches }, ignoreCase);
}

type TextTest = (text: string) => boolean;

function compileNode(node: RegexNode, ignoreCase: boolean): TextTest {
  if (!hasOperator(node)) return compilePlain(node, ignoreCase);
  switch (node.kind) {
    case 'union': {
      const plain = node.branches.filter(branch => !hasOperator(branch));
      const tests = node.branches.filter(hasOperator).map(branch => compileNode(branch, ignoreCase));
      if (plain.length > 0) tests.unshift(compilePlain({ kind: 'union', branches: plain }, ignoreCase));
      return text => tests.some(test => test(text));
    }
    case 'intersection': {
      const tests = node.branches.map(branch => compileNode(branch, ignoreCase));
      return text => tests.every(test => test(text));
    }
    case 'complement': {
      const test = compileNode(node.body, ignoreCase);
      return text => !test(text);
    }
    default:
      throw new Error(`an operator inside a ${node.kind} was not refused`);
  }
}

function compilePlain(node: RegexNode, ignoreCase: boolean): TextTest {
  const flags = RE2JS.DOTALL | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  const regex = RE2JS.compile(translate(node), flags);
  return text => regex.testExact(text);
}

/** Whether a complement or an intersection stands in it. */
function hasOperator(node: RegexNode): boolean {
  return operatorIn(node) !== undefined;
}

function operatorIn(
  node: RegexNode,
): (RegexNode & { readonly kind: 'complement' | 'intersection' }) | undefined {
  if (node.kind === 'complement' || node.kind === 'intersection') return node;
  for (const child of childrenOf(node)) {
    const found = operatorIn(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'repeat':
    case 'complement':
      return [node.body];
    case 'concat':
      return node.parts;
    case 'union':
    case 'intersection':
      return node.branches;
    default:
      return [];
  }
}

/** re2js's own bound. */
const MOST_REPEATS = 1000;
const MOST_CHARACTERS = 20_000;

function unsupportedIn(node: RegexNode): RegexProblem | undefined {
  return (
    nestedOperator(node) ??
    tooManyRepeats(node, 1) ??
    (sizeOf(node) > MOST_CHARACTERS ? { message: say.tooLarge(MOST_CHARACTERS), offset: 0 } : undefined)
  );
}

function nestedOperator(node: RegexNode): RegexProblem | undefined {
  if (node.kind === 'union' || node.kind === 'intersection' || node.kind === 'complement')
    return firstProblem(childrenOf(node), nestedOperator);
  const operator = operatorIn(node);
  if (operator === undefined) return undefined;
  const sign = operator.kind === 'complement' ? '~' : '&';
  return { message: say.nestedOperator(sign), offset: operator.at };
}

function tooManyRepeats(node: RegexNode, times: number): RegexProblem | undefined {
  if (node.kind !== 'repeat') return firstProblem(childrenOf(node), child => tooManyRepeats(child, times));
  const inner = times * Math.max(1, node.max ?? node.min);
  if (inner > MOST_REPEATS) return { message: say.tooManyRepeats(MOST_REPEATS), offset: node.at };
  return tooManyRepeats(node.body, inner);
}

function firstProblem(
  nodes: readonly RegexNode[],
  find: (node: RegexNode) => RegexProblem | undefined,
): RegexProblem | undefined {
  for (const node of nodes) {
    const problem = find(node);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Characters of the pattern with every repeat written out. */
function sizeOf(node: RegexNode): number {
  switch (node.kind) {
    case 'text':
      return node.text.length;
    case 'class':
      return node.ranges.length;
    case 'interval':
      return 100;
    case 'repeat':
      return sizeOf(node.body) * Math.max(1, node.max ?? node.min);
    default:
      return childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 1);
  }
}

/** The expression in RE2's syntax; every operand stands in a group of its own. */
function translate(node: RegexNode): string {
  switch (node.kind) {
    case 'text':
      return `(?:${Array.from(node.text, quote).join('')})`;
    case 'any-character':
      return '.';
    case 'any-text':
      return '(?:.*)';
    case 'nothing':
      return '[^\\x{0}-\\x{10FFFF}]';
    case 'class': {
      const ranges = node.ranges.map(([first, last]) => `\\x{${hex(first)}}-\\x{${hex(last)}}`);
      return `[${node.negated ? '^' : ''}${ranges.join('')}]`;
    }
    case 'interval':
      return `(?:${decimalsBetween(node.min, node.max, node.digits)})`;
    case 'repeat':
      return `(?:${translate(node.body)}${bounds(node.min, node.max)})`;
    case 'concat':
      return `(?:${node.parts.map(translate).join('')})`;
    case 'union':
      return `(?:${node.branches.map(translate).join('|')})`;
    case 'intersection':
    case 'complement':
      throw new Error(`no expression of RE2 is a ${node.kind}`);
    default:
      return unreachable(node);
  }
}

function bounds(min: number, max: number | undefined): string {
  return max === undefined ? `{${min},}` : `{${min},${max}}`;
}

function quote(character: string): string {
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\x{${hex(character.codePointAt(0) ?? 0)}}`;
}

function hex(codePoint: number): string {
  return codePoint.toString(16);
}
