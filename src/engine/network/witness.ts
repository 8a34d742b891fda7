/**
 * The witness of a filter: tests of which at least one must be true for the filter to be. An event in which none
 * is true costs the filter nothing, so the rarest witness is the best:
 *
 *     event.type == "start" and (process.name == "a.exe" or process.parent.name == "b.exe")
 *
 *     either {event.type == "start"}, true in a third of all events,
 *     or {process.name == "a.exe", process.parent.name == "b.exe"}, true in few: that one
 *
 * An `and` has the witnesses of any of its terms, an `or` needs those of all of them together, a `not` and a
 * computation have none. How often a test is true is first guessed, then counted.
 */
import type { FieldTest } from '../../plan/predicate.ts';
import type { Formula } from './formula.ts';

export interface Witness {
  /** One of these tests is true. Empty: the filter is never true. */
  readonly tests: readonly number[];
  /** Expected number of them that are true in an event. */
  readonly cost: number;
}

/** The cheapest witness, or undefined where the filter can be true without any test being so. */
export function cheapestWitness(
  formula: Formula,
  costOf: (test: number) => number,
  holds = true,
): Witness | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.value === holds ? undefined : NEVER;
    case 'not':
      return cheapestWitness(formula.term, costOf, !holds);
    case 'condition': {
      const { condition } = formula;
      return holds && condition >= 0 ? { tests: [condition], cost: costOf(condition) } : undefined;
    }
    default: {
      // `not (a or b)` is `not a and not b`.
      const witnesses = formula.terms.map(term => cheapestWitness(term, costOf, holds));
      return (formula.kind === 'all') === holds ? cheapest(witnesses) : together(witnesses);
    }
  }
}

const NEVER: Witness = { tests: [], cost: 0 };

function cheapest(witnesses: readonly (Witness | undefined)[]): Witness | undefined {
  let best: Witness | undefined;
  for (const witness of witnesses)
    if (witness !== undefined && (best === undefined || witness.cost < best.cost)) best = witness;
  return best;
}

function together(witnesses: readonly (Witness | undefined)[]): Witness | undefined {
  const tests = new Set<number>();
  let cost = 0;
  for (const witness of witnesses) {
    if (witness === undefined) return undefined;
    cost += witness.cost;
    for (const test of witness.tests) tests.add(test);
  }
  return { tests: [...tests], cost };
}

/**
 * Guesses how often each test is true, in events of which nothing is known yet. A literal that many filters ask
 * for is a common one (`event.category == "process"`), a field of which each filter asks something else is a
 * field of many values (`process.name`), and of two such tests the one with more, shorter or open literals is
 * true more often.
 */
export function guessCosts(tests: readonly FieldTest[], uses: readonly number[]): Float64Array {
  const all = uses.reduce((sum, count) => sum + count, 1);
  return Float64Array.from(tests, (test, at) => Math.min(1, breadthOf(test) + ((uses[at] ?? 0) / all) * 2));
}

function breadthOf(test: FieldTest): number {
  switch (test.kind) {
    case 'equals':
      return Math.min(0.05, 0.0005 * test.values.length);
    case 'like':
      return test.patterns.reduce((sum, pattern) => sum + breadthOfText(pattern.replaceAll(/[*?]/g, '')), 0);
    case 'affix':
      return breadthOfText(test.text);
    case 'regex':
    case 'cidr':
    case 'listed':
    case 'range':
    case 'between':
      return 0.3;
    default:
      return 0.6;
  }
}

function breadthOfText(literal: string): number {
  return 0.2 / (1 + literal.length);
}
