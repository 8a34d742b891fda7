/**
 * A filter with its tests and computations taken out and numbered, so that equal ones of different rules are one:
 *
 *     process.name : "a.exe" and not user.id == "S-1-5-18" and length(process.args) > 3
 *
 *     all(0, not 1, -1)        tests: 0, 1        computations: -1
 *
 * A *test* asks single values of one field, so that its answer can be remembered with the value. A *computation*
 * (a script, a condition on several fields, or what costs more than all else: regular expressions, phrases in long
 * texts) is asked only when a filter wants it; around a regular expression or a phrase stands a test on what all its
 * texts have in common.
 */

import type { FieldType } from '../../event/schema.ts';
import { compileWildcards } from '../../event/wildcard.ts';
import { wildcardsAroundRegexes } from '../../event/wildcards-around-regex.ts';
import { contentKey, testKey } from '../../plan/content-key.ts';
import type { FieldTest, Predicate } from '../../plan/predicate.ts';

export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'all' | 'any'; readonly terms: readonly Formula[] }
  | { readonly kind: 'not'; readonly term: Formula }
  | { readonly kind: 'condition'; readonly condition: Condition };

/** Tests count from 0 up, computations from -1 down. */
export type Condition = number;

/** The types whose values are their texts. */
const TEXTS: ReadonlySet<FieldType> = new Set(['keyword', 'text', 'version']);

/** So many fields stand for a pattern of names at most. */
const MOST_NAMES = 16;

/** Numbers the conditions of many filters. */
export class ConditionTable {
  readonly tests: FieldTest[] = [];
  /** The computation `c` stands at `-1 - c`. */
  readonly computations: Predicate[] = [];
  private readonly numbers = new Map<string, Condition>();
  private readonly paths: readonly string[];

  /** @param paths the fields that all filters read by their own names. */
  constructor(paths: readonly string[] = []) {
    this.paths = paths;
  }

  /** @param predicate in simple form (`simplify`): alike tests united, constants gone. */
  formulaOf(predicate: Predicate): Formula {
    switch (predicate.kind) {
      case 'constant':
        return predicate;
      case 'all':
      case 'any':
        return { kind: predicate.kind, terms: cheapFirst(predicate.terms.map(term => this.formulaOf(term))) };
      case 'not':
        return { kind: 'not', term: this.formulaOf(predicate.term) };
      case 'regex':
      case 'words':
        return this.formulaOfDearTest(predicate);
      case 'exists':
        return predicate.field.gathers === 'names'
          ? this.formulaOfNames(predicate)
          : { kind: 'condition', condition: this.numberOf(predicate) };
      default:
        return { kind: 'condition', condition: this.numberOf(predicate) };
    }
  }

  /** A test that most values fail stands before the computation, and is a witness where there was none. */
  private formulaOfDearTest(predicate: Extract<FieldTest, { kind: 'regex' | 'words' }>): Formula {
    const { field } = predicate;
    const computation: Formula = { kind: 'condition', condition: this.numberOf(predicate) };
    const isText = TEXTS.has(field.type) && field.gathers === undefined;
    const patterns = isText ? patternsAround(predicate) : undefined;
    if (patterns === undefined) return computation;
    const ignoreCase = predicate.kind === 'words' || predicate.ignoreCase;
    const around = this.numberOf({ kind: 'like', field, patterns, ignoreCase });
    return { kind: 'all', terms: [{ kind: 'condition', condition: around }, computation] };
  }

  /** To find fields by their names takes the whole event; most often one that some filter reads is there. */
  private formulaOfNames(predicate: Extract<FieldTest, { kind: 'exists' }>): Formula {
    const fits = compileWildcards([predicate.field.path], false);
    const known = this.paths.filter(fits).slice(0, MOST_NAMES);
    const all: Formula = { kind: 'condition', condition: this.numberOf(predicate) };
    if (known.length === 0) return all;
    const terms = known.map((path): Formula => {
      const field = { path, type: predicate.field.type };
      return { kind: 'condition', condition: this.numberOf({ kind: 'exists', field }) };
    });
    return { kind: 'any', terms: [...terms, all] };
  }

  private numberOf(predicate: FieldTest | Computed): Condition {
    const key = 'field' in predicate ? testKey(predicate) : contentKey(predicate);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number =
      'field' in predicate && isTestOfValues(predicate)
        ? this.tests.push(predicate) - 1
        : -this.computations.push(predicate);
    this.numbers.set(key, number);
    return number;
  }
}

/** What reads more than the values of one field. */
type Computed = Extract<Predicate, { kind: 'script' | 'nested' | 'relative-range' }>;

function isTestOfValues({ field, kind }: FieldTest): boolean {
  return kind !== 'regex' && kind !== 'words' && field.gathers === undefined;
}

function patternsAround(
  test: Extract<FieldTest, { kind: 'regex' | 'words' }>,
): readonly string[] | undefined {
  if (test.kind === 'regex') return wildcardsAroundRegexes(test.patterns);
  return test.phrases.map(words => `*${words.join('*')}*`);
}

/** What computes comes last: terms are two-valued and have no effects, so their order is free. */
function cheapFirst(terms: readonly Formula[]): readonly Formula[] {
  return [...terms.filter(term => !computes(term)), ...terms.filter(computes)];
}

function computes(formula: Formula): boolean {
  switch (formula.kind) {
    case 'constant':
      return false;
    case 'all':
    case 'any':
      return formula.terms.some(computes);
    case 'not':
      return computes(formula.term);
    default:
      return formula.condition < 0;
  }
}

/**
 * What is left of a formula once some tests are known; a constant where they decide it.
 * @param known 1: true, 0: false, -1: not known.
 */
export function assume(formula: Formula, known: (test: number) => -1 | 0 | 1): Formula {
  switch (formula.kind) {
    case 'constant':
      return formula;
    case 'not': {
      const term = assume(formula.term, known);
      if (term.kind === 'constant') return term.value ? FALSE : TRUE;
      return term === formula.term ? formula : { kind: 'not', term };
    }
    case 'condition': {
      const value = formula.condition < 0 ? -1 : known(formula.condition);
      return value < 0 ? formula : value === 1 ? TRUE : FALSE;
    }
    default:
      return assumeTerms(formula, known);
  }
}

function assumeTerms(
  { kind, terms }: Extract<Formula, { kind: 'all' | 'any' }>,
  known: (test: number) => -1 | 0 | 1,
): Formula {
  const deciding = kind === 'any';
  const left: Formula[] = [];
  for (const term of terms) {
    const assumed = assume(term, known);
    if (assumed.kind !== 'constant') left.push(assumed);
    else if (assumed.value === deciding) return assumed;
  }
  const [only] = left;
  if (only === undefined) return deciding ? FALSE : TRUE;
  return left.length === 1 ? only : { kind, terms: left };
}

const TRUE: Formula = { kind: 'constant', value: true };
const FALSE: Formula = { kind: 'constant', value: false };
