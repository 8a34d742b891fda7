/**
 * What is asked of one field of a generated event: tests that must pass, tests that must not, and perhaps a value that
 * it must have (a join key, which has one value alone). `valuesFor` finds values for that: one that passes all, or, as
 * a field may hold several, one for each.
 */
import { compileTest } from '../../engine/compile-predicate.ts';
import type { RawValue } from '../../event/field-value.ts';
import type { FieldRef, FieldTest } from '../../plan/predicate.ts';
import { examplesOf, type GeneratedValue, typicalValues } from './value-examples.ts';

export interface FieldGoals {
  readonly field: FieldRef;
  readonly wanted: readonly FieldTest[];
  readonly unwanted: readonly FieldTest[];
  /** It must have exactly this value. */
  readonly forced: GeneratedValue | undefined;
  /** It must have one value and no more. */
  readonly isSingle: boolean;
}

const compiled = new WeakMap<FieldTest, (raw: RawValue) => boolean>();

function passes(test: FieldTest, value: RawValue): boolean {
  let accepts = compiled.get(test);
  if (accepts === undefined) {
    accepts = compileTest(test);
    compiled.set(test, accepts);
  }
  return accepts(value);
}

/** Empty: the field is missing. Undefined: no values were found. */
export function valuesFor(goals: FieldGoals): readonly GeneratedValue[] | undefined {
  const { forced, isSingle, wanted } = goals;
  if (forced !== undefined) return isFit(goals, forced) ? [forced] : undefined;
  if (wanted.length === 0) {
    if (!isSingle) return [];
    const typical = typicalValues(goals.field.type).find(value => isFit(goals, value));
    return typical === undefined ? undefined : [typical];
  }
  const [one] = singleValues(goals, '', 1);
  if (one !== undefined) return [one];
  if (isSingle) return undefined;
  const each = wanted.map(test =>
    examplesOf(test).find(value => passes(test, value) && isAllowed(goals, value)),
  );
  return each.some(value => value === undefined)
    ? undefined
    : [...new Set(each.filter(value => value !== undefined))];
}

/** Values that alone do all that is asked, at most `most`. */
export function singleValues(goals: FieldGoals, longer: string, most: number): readonly GeneratedValue[] {
  if (goals.forced !== undefined) return isFit(goals, goals.forced) ? [goals.forced] : [];
  const found: GeneratedValue[] = [];
  const candidates =
    goals.wanted.length === 0
      ? typicalValues(goals.field.type)
      : [...goals.wanted.flatMap(test => examplesOf(test, longer)), ...joined(goals.wanted)];
  for (const value of candidates) {
    if (found.length >= most) break;
    if (isFit(goals, value) && !found.includes(value)) found.push(value);
  }
  return found;
}

export function isFit(goals: FieldGoals, value: GeneratedValue): boolean {
  return goals.wanted.every(test => passes(test, value)) && isAllowed(goals, value);
}

function isAllowed({ unwanted }: FieldGoals, value: GeneratedValue): boolean {
  return !unwanted.some(test => passes(test, value));
}

/** Of patterns that ask for a beginning and an end, or for several things inside: one text with all of them. */
function joined(wanted: readonly FieldTest[]): readonly string[] {
  const texts = wanted.map(test =>
    examplesOf(test)
      .slice(0, 2)
      .map(value => String(value)),
  );
  if (texts.length < 2 || texts.length > 6) return [];
  const first = texts.map(([one = '']) => one);
  return [first.join(''), first.join(' '), first.toReversed().join(''), first.toReversed().join(' ')];
}
