/**
 * Runs a regular expression over whole texts in linear time.
 *
 * The tree becomes a graph of states (Thompson's construction): a `step` state reads one code point of its ranges,
 * a `fork` state reads nothing. A text is matched by following all states at once, so that no pattern can make it
 * go back. Which set of states follows which set is remembered, as a table that grows with the texts seen: a
 * character then costs one look-up. The table has a bound; past it, it starts afresh.
 *
 * For `a*b` the sets are {a, b} -a-> {a, b} -b-> {end}, found one by one.
 *
 * A complement needs to know every set beforehand: its body is worked out to the end, within a budget, and comes back
 * as states of the graph with the ends swapped. An intersection is the complement of what its branches leave out.
 *
 * Code points are told apart only as far as the pattern does: the ends of its ranges cut them into classes, and a
 * set has one successor for each class. Ignoring case, both sides are folded (text-case.ts): the text as a whole,
 * the ranges member by member.
 */
import { unreachable } from '../base/unreachable.ts';
import { decimalsBetween } from './decimal-interval.ts';
import { type CodePointRange, parseLuceneRegex, type RegexNode } from './lucene-regex-syntax.ts';
import { foldCase } from './text-case.ts';

/** A test whether the whole text matches one of the patterns. Throws for one of which `isTooComplex` is true. */
export function compileAutomaton(
  patterns: readonly RegexNode[],
  ignoreCase: boolean,
): (text: string) => boolean {
  const graph = new Graph(ignoreCase);
  const table = new Table(graph.states, graph.buildAll(patterns));
  return ignoreCase ? text => table.accepts(foldCase(text)) : text => table.accepts(text);
}

/** Whether a complement or intersection in it cannot be worked out within the budget. */
export function isTooComplex(pattern: RegexNode): boolean {
  try {
    for (const ignoreCase of [false, true]) new Graph(ignoreCase).buildAll([pattern]);
    return false;
  } catch (error) {
    if (error instanceof TooComplex) return true;
    throw error;
  }
}

class TooComplex extends Error {}

/** How many moves (a state of a set, a class of code points) may be tried for all complements of a pattern. */
const MOST_MOVES = 500_000;

/** The state that is reached when all is read. */
const END = 0;
const LAST_CODE_POINT = 0x10ffff;
const ANY: readonly CodePointRange[] = [[0, LAST_CODE_POINT]];

type State =
  | { readonly kind: 'step'; readonly ranges: readonly CodePointRange[]; readonly next: number }
  | { readonly kind: 'fork'; readonly nexts: readonly number[] };

class Graph {
  readonly states: State[] = [{ kind: 'fork', nexts: [] }];
  private readonly ignoreCase: boolean;
  /** Shared by the graphs of all complements of a pattern. */
  private readonly budget: { moves: number };

  constructor(ignoreCase: boolean, budget: { moves: number } = { moves: MOST_MOVES }) {
    this.ignoreCase = ignoreCase;
    this.budget = budget;
  }

  /** Each pattern with a budget of its own, so that one that is fine alone is fine among others. */
  buildAll(patterns: readonly RegexNode[]): number {
    const starts = patterns.map(pattern => {
      this.budget.moves = MOST_MOVES;
      return this.build(pattern, END);
    });
    return this.fork(starts);
  }

  /** Adds the states that read `node` and go on at `next`; the first of them. */
  private build(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'text':
        return Array.from(node.text, character => character.codePointAt(0) ?? 0).reduceRight(
          (after, code) => this.step(this.folded([[code, code]]), after),
          next,
        );
      case 'any-character':
        return this.step(ANY, next);
      case 'any-text':
        return this.loop(again => this.step(ANY, again), next);
      case 'nothing':
        return this.fork([]);
      case 'class': {
        const ranges = this.folded(node.ranges);
        return this.step(node.negated ? gapsBetween(ranges) : ranges, next);
      }
      case 'interval':
        return this.build(intervalTree(node), next);
      case 'repeat':
        return this.repeat(node, next);
      case 'concat':
        return node.parts.reduceRight((after, part) => this.build(part, after), next);
      case 'union':
        return this.fork(node.branches.map(branch => this.build(branch, next)));
      case 'complement':
        return this.complement(node.body, next);
      case 'intersection': {
        const leftOut = node.branches.map((body): RegexNode => ({ kind: 'complement', body, at: node.at }));
        return this.complement({ kind: 'union', branches: leftOut }, next);
      }
      default:
        return unreachable(node);
    }
  }

  /** What `body` does not match: a state for each of its sets, which goes on at `next` where the set is no end. */
  private complement(body: RegexNode, next: number): number {
    if (body.kind === 'complement') return this.build(body.body, next);
    const graph = new Graph(this.ignoreCase, this.budget);
    const table = new Table(graph.states, graph.build(body, END));
    const starts = new Map<StateSet, number>();
    for (const set of table.allSets(this.budget)) starts.set(set, this.fork([]));
    for (const [set, start] of starts) {
      const nexts = set.isEnd ? [] : [next];
      for (const [successor, ranges] of table.movesOf(set)) {
        // All sets are there, so each successor has its state.
        nexts.push(this.step(ranges, starts.get(successor) ?? END));
      }
      this.states[start] = { kind: 'fork', nexts };
    }
    return starts.values().next().value ?? END;
  }

  private repeat({ body, min, max }: RegexNode & { readonly kind: 'repeat' }, next: number): number {
    let start = next;
    if (max === undefined) start = this.loop(again => this.build(body, again), next);
    else for (let time = min; time < max; time++) start = this.fork([this.build(body, start), next]);
    for (let time = 0; time < min; time++) start = this.build(body, start);
    return start;
  }

  /** Any number of times what `build` makes, which comes back to the state that it is given. */
  private loop(build: (again: number) => number, next: number): number {
    const again = this.fork([]);
    this.states[again] = { kind: 'fork', nexts: [build(again), next] };
    return again;
  }

  private step(ranges: readonly CodePointRange[], next: number): number {
    return this.states.push({ kind: 'step', ranges, next }) - 1;
  }

  private fork(nexts: readonly number[]): number {
    return this.states.push({ kind: 'fork', nexts }) - 1;
  }

  private folded(ranges: readonly CodePointRange[]): readonly CodePointRange[] {
    return this.ignoreCase ? ranges.flatMap(foldRange) : ranges;
  }
}

/** A set of states after some text, and the sets that follow it. */
interface StateSet {
  /** The `step` states in it; the others lead to them. */
  readonly steps: readonly (State & { readonly kind: 'step' })[];
  readonly isEnd: boolean;
  /** By class of code points; undefined: not worked out yet. */
  readonly successors: (StateSet | undefined)[];
}

/** How many states and successors all remembered sets may hold together: some megabytes. */
const MOST_REMEMBERED = 200_000;
const ASCII = 128;

class Table {
  private readonly states: readonly State[];
  /** The first code point of each class, ascending. */
  private readonly classes: readonly number[];
  private readonly classOfAscii: readonly number[];
  private readonly known = new Map<string, StateSet>();
  private remembered = 0;
  /** When a state was last put into a set, so that each enters a set once. */
  private readonly enteredAt: Uint32Array;
  private now = 0;
  private readonly first: number;
  private start: StateSet | undefined;

  constructor(states: readonly State[], first: number) {
    this.first = first;
    this.states = states;
    this.classes = boundariesOf(states);
    this.classOfAscii = Array.from({ length: ASCII }, (_, code) => this.searchClass(code));
    this.enteredAt = new Uint32Array(states.length);
  }

  accepts(text: string): boolean {
    this.start ??= this.setOf([this.first]);
    let set = this.start;
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xffff) at++;
      const inClass = code < ASCII ? (this.classOfAscii[code] ?? 0) : this.searchClass(code);
      set = this.successorOf(set, inClass);
      if (set.steps.length === 0 && !set.isEnd) return false;
    }
    return set.isEnd;
  }

  /** Every set that some text leads to, the first one first. */
  allSets(budget: { moves: number }): ReadonlySet<StateSet> {
    const sets = new Set([this.setOf([this.first])]);
    for (const set of sets) {
      budget.moves -= (set.steps.length + 1) * this.classes.length;
      if (budget.moves < 0) throw new TooComplex();
      for (const inClass of this.classes.keys()) sets.add(this.successorOf(set, inClass));
    }
    return sets;
  }

  /** The sets that follow, each with the code points that lead there. */
  movesOf(set: StateSet): ReadonlyMap<StateSet, readonly CodePointRange[]> {
    const moves = new Map<StateSet, CodePointRange[]>();
    for (const [inClass, first] of this.classes.entries()) {
      const last = (this.classes[inClass + 1] ?? LAST_CODE_POINT + 1) - 1;
      const successor = this.successorOf(set, inClass);
      const ranges = moves.get(successor);
      const before = ranges?.at(-1);
      if (ranges === undefined) moves.set(successor, [[first, last]]);
      else if (before !== undefined && before[1] + 1 === first) ranges[ranges.length - 1] = [before[0], last];
      else ranges.push([first, last]);
    }
    return moves;
  }

  private successorOf(set: StateSet, inClass: number): StateSet {
    return set.successors[inClass] ?? this.findSuccessor(set, inClass);
  }

  private findSuccessor(set: StateSet, inClass: number): StateSet {
    const code = this.classes[inClass] ?? 0;
    const nexts = set.steps.filter(({ ranges }) => isInside(code, ranges)).map(({ next }) => next);
    const successor = this.setOf(nexts);
    set.successors[inClass] = successor;
    return successor;
  }

  /** The set of these states and of all that they lead to without reading. */
  private setOf(entries: readonly number[]): StateSet {
    this.now++;
    const members: number[] = [];
    const pending = [...entries];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (this.enteredAt[at] === this.now) continue;
      this.enteredAt[at] = this.now;
      const state = this.states[at];
      if (at === END || state?.kind === 'step') members.push(at);
      else if (state !== undefined) for (const next of state.nexts) pending.push(next);
    }
    const key = members.sort((a, b) => a - b).join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const set: StateSet = {
      steps: members.flatMap(at => {
        const state = this.states[at];
        return state?.kind === 'step' ? [state] : [];
      }),
      isEnd: members[0] === END,
      successors: [],
    };
    this.remember(key, set, members.length);
    return set;
  }

  private remember(key: string, set: StateSet, size: number): void {
    const weight = size + this.classes.length;
    this.remembered += weight;
    if (this.remembered > MOST_REMEMBERED) {
      // Sets hold their successors, so the first one is let go too.
      this.known.clear();
      this.start = undefined;
      this.remembered = weight;
    }
    this.known.set(key, set);
  }

  private searchClass(code: number): number {
    let low = 0;
    let high = this.classes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.classes[middle] ?? 0) <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function boundariesOf(states: readonly State[]): readonly number[] {
  const starts = new Set([0]);
  for (const state of states) {
    if (state.kind !== 'step') continue;
    for (const [first, last] of state.ranges) starts.add(first).add(last + 1);
  }
  starts.delete(LAST_CODE_POINT + 1);
  return [...starts].sort((a, b) => a - b);
}

function isInside(code: number, ranges: readonly CodePointRange[]): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

function gapsBetween(ranges: readonly CodePointRange[]): readonly CodePointRange[] {
  const gaps: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    if (first > next) gaps.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= LAST_CODE_POINT) gaps.push([next, LAST_CODE_POINT]);
  return gaps;
}

function intervalTree({ min, max, digits }: RegexNode & { readonly kind: 'interval' }): RegexNode {
  const { node } = parseLuceneRegex(decimalsBetween(min, max, digits));
  if (node === undefined) throw new Error(`no expression for the numbers from ${min} to ${max}`);
  return node;
}

/** The range and what its members fold to. A member that folds to another never meets a folded text. */
function foldRange([first, last]: CodePointRange): readonly CodePointRange[] {
  const folded: CodePointRange[] = [[first, last]];
  const add = (code: number): void => {
    const other = foldOf(code);
    if (other < first || other > last) folded.push([other, other]);
  };
  if (last - first < ASCII) for (let code = first; code <= last; code++) add(code);
  else {
    casedCodes ??= allCasedCodes();
    for (const code of casedCodes) if (code >= first && code <= last) add(code);
  }
  return folded;
}

/** The code points that fold to another one, found when a large range first asks for them. */
let casedCodes: readonly number[] | undefined;

function allCasedCodes(): readonly number[] {
  const found: number[] = [];
  for (let code = 0; code <= LAST_CASED; code++) if (foldOf(code) !== code) found.push(code);
  return found;
}

function foldOf(code: number): number {
  return foldCase(String.fromCodePoint(code)).codePointAt(0) ?? code;
}

/** Beyond it no script of Unicode has cases: the end of Adlam's block. */
const LAST_CASED = 0x1e95f;
