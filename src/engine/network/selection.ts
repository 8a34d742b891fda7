/**
 * How a filter selects the events for which it is tried, for who explains it. The network takes the rarest witness
 * (witness.ts); a reader wants to know as well whether there is one that says more than of which *kind* the event is:
 *
 *     event.category == "process" and not process.name : "a.exe" and length(process.args) > 3
 *
 *     witness    event.category == "process"
 *     telling    none, as all else stands in the way: a `not`, a script
 */
import type { Predicate } from '../../plan/predicate.ts';
import type { ConditionTable, Formula } from './formula.ts';
import { cheapestWitness } from './witness.ts';

/** Something that an event may have to be and that wakes no filter. */
export interface Obstacle {
  /** A test on the kind of the event, anything denied, a computation. */
  readonly kind: 'kind' | 'negation' | 'computation';
  /** What is denied stands here without its `not`. */
  readonly formula: Formula;
  /** It is one side of an `or`, whose other sides may well be telling. */
  readonly isAlternative: boolean;
}

export interface Selection {
  /** One of these tests is true of every event that the filter accepts; undefined: there are no such tests. */
  readonly witness: readonly number[] | undefined;
  /** The same among the tests that say more than of which kind the event is. */
  readonly telling: readonly number[] | undefined;
  /** Why none is telling, in the order of the query; empty where one is, or where the filter asks nothing. */
  readonly obstacles: readonly Obstacle[];
}

/** Dearer than all tests of all filters together could be. */
const LAST_RESORT = 1e9;

/**
 * @param shareOf the share of events of which a test is true, from 0 to 1.
 * @param isOfKind whether a test only says of which kind an event is.
 */
export function selectionOf(
  formula: Formula,
  shareOf: (test: number) => number,
  isOfKind: (test: number) => boolean,
): Selection {
  const costOf = (test: number): number => shareOf(test) + (isOfKind(test) ? LAST_RESORT : 0);
  const telling = cheapestWitness(formula, costOf);
  const isTelling = telling !== undefined && telling.cost < LAST_RESORT;
  return {
    witness: cheapestWitness(formula, shareOf)?.tests,
    telling: isTelling ? telling.tests : undefined,
    obstacles: isTelling ? [] : obstaclesIn(formula, true, false, isOfKind),
  };
}

function obstaclesIn(
  formula: Formula,
  holds: boolean,
  isAlternative: boolean,
  isOfKind: (test: number) => boolean,
): readonly Obstacle[] {
  switch (formula.kind) {
    case 'constant':
      return [];
    case 'not':
      return obstaclesIn(formula.term, !holds, isAlternative, isOfKind);
    case 'condition':
      if (!holds) return [{ kind: 'negation', formula, isAlternative }];
      if (formula.condition < 0) return [{ kind: 'computation', formula, isAlternative }];
      return isOfKind(formula.condition) ? [{ kind: 'kind', formula, isAlternative }] : [];
    default: {
      if ((formula.kind === 'all') === holds)
        return formula.terms.flatMap(term => obstaclesIn(term, holds, isAlternative, isOfKind));
      // What is denied as a whole is told as a whole.
      if (!holds) return [{ kind: 'negation', formula, isAlternative }];
      return formula.terms
        .filter(term => !hasTelling(term, isOfKind))
        .flatMap(term => obstaclesIn(term, holds, true, isOfKind));
    }
  }
}

function hasTelling(formula: Formula, isOfKind: (test: number) => boolean): boolean {
  const witness = cheapestWitness(formula, test => (isOfKind(test) ? LAST_RESORT : 0));
  return witness !== undefined && witness.cost < LAST_RESORT;
}

/** The conditions of a formula, each once. */
export function conditionsIn(formula: Formula): ReadonlySet<number> {
  const found = new Set<number>();
  const walk = (inner: Formula): void => {
    if (inner.kind === 'condition') found.add(inner.condition);
    else if (inner.kind === 'not') walk(inner.term);
    else if (inner.kind !== 'constant') inner.terms.forEach(walk);
  };
  walk(formula);
  return found;
}

/** The formula in the words of the plan again. */
export function predicateOf(
  formula: Formula,
  conditions: Pick<ConditionTable, 'tests' | 'computations'>,
): Predicate {
  switch (formula.kind) {
    case 'constant':
      return formula;
    case 'not':
      return { kind: 'not', term: predicateOf(formula.term, conditions) };
    case 'condition': {
      const { condition } = formula;
      const predicate = condition < 0 ? conditions.computations[-1 - condition] : conditions.tests[condition];
      if (predicate === undefined) throw new Error(`no condition ${condition}`);
      return predicate;
    }
    default:
      return { kind: formula.kind, terms: formula.terms.map(term => predicateOf(term, conditions)) };
  }
}
