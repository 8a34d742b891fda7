/**
 * Lucene's regular expressions, as Elasticsearch's `regexp` query and EQL's `regex` have them: matched against the
 * whole value, `.` is any character including a line end, and there are no anchors, look-arounds or back
 * references. See lucene-regex-syntax.ts for the syntax.
 *
 * Patterns come from rules that people share, values from attackers, so the time of a test must not explode:
 * `(a+)+` on a long row of a's holds JavaScript's own engine for seconds. A pattern is therefore run by
 * text-automaton.ts, whose time is linear in the value.
 *
 * Why an automaton of our own: the libraries that run in linear time bring captures, look-ups of Unicode's names
 * and 45 kB of compressed code, more than all of EQL, and have no complement; this small syntax needs a page or two.
 */
import { type RegexProblem, regexMessages as say } from './lucene-regex-messages.ts';
import { parseLuceneRegex, type RegexNode } from './lucene-regex-syntax.ts';
import { compileAutomaton, isTooComplex } from './text-automaton.ts';

/** What is wrong with the pattern or cannot be evaluated, or undefined where it can be compiled. */
export function luceneRegexProblem(pattern: string): RegexProblem | undefined {
  const { node, problem } = parseLuceneRegex(pattern);
  return problem ?? unsupportedIn(node);
}

/**
 * A test whether a text as a whole matches one of the patterns; all are searched for together, in one pass.
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
  return compileAutomaton(branches, ignoreCase);
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

const MOST_REPEATS = 1000;
const MOST_CHARACTERS = 20_000;

function unsupportedIn(node: RegexNode): RegexProblem | undefined {
  return (
    tooManyRepeats(node, 1) ??
    (sizeOf(node) > MOST_CHARACTERS ? { message: say.tooLarge(MOST_CHARACTERS), offset: 0 } : undefined) ??
    tooComplex(node)
  );
}

function tooComplex(node: RegexNode): RegexProblem | undefined {
  const operator = operatorIn(node);
  if (operator === undefined || !isTooComplex(node)) return undefined;
  return { message: say.tooComplex(operator.kind === 'complement' ? '~' : '&'), offset: operator.at };
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
