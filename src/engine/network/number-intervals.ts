/**
 * What numbers pass, without knowing each of them. Rules compare a field of numbers with a few bounds, and all numbers
 * between two neighbouring bounds pass the same tests:
 *
 *     port > 1024, port == 443      places: below 443 · 443 · between · 1024 · above
 *
 * So a place is tested once, by the first number that stands there. Sizes, times and ports are new nearly always, and
 * remembering them one by one would cost more than it saves.
 */
import { coerce } from '../../event/coerce.ts';
import type { RawValue } from '../../event/field-value.ts';
import type { FieldTest, Literal } from '../../plan/predicate.ts';
import type { PassedSet } from './passed-sets.ts';

/** So many different numbers are told apart, for who wants to know whether there are few. */
const MOST_COUNTED = 64;
const UNKNOWN_PLACE = -1;

export class NumberIntervals {
  /** Ascending. */
  private readonly bounds: Float64Array;
  /** Only these are compared as they are; a fraction in a field of whole numbers is not. */
  private readonly wholeOnly: boolean;
  /** By place, twice the bounds below it and one more on a bound: what it passes. */
  private readonly sets: Int32Array;
  private readonly counted = new Set<number>();

  /** Of the tests of one field; undefined where something else than the order of numbers decides one of them. */
  static of(tests: readonly FieldTest[]): NumberIntervals | undefined {
    const bounds = new Set<number>();
    let wholeOnly = false;
    for (const test of tests) {
      const { type } = test.field;
      if (type !== 'long' && type !== 'double' && type !== 'unknown') return undefined;
      wholeOnly ||= type === 'long';
      if (test.kind !== 'exists' && test.kind !== 'equals' && test.kind !== 'range') return undefined;
      for (const literal of literalsOf(test)) {
        // In an unknown field a text asks for the text of a number.
        const bound = type === 'unknown' ? literal : coerce(literal, 'double');
        if (typeof bound !== 'number' || typeof literal === 'bigint') return undefined;
        bounds.add(bound);
      }
    }
    return new NumberIntervals([...bounds], wholeOnly);
  }

  private constructor(bounds: readonly number[], wholeOnly: boolean) {
    this.bounds = Float64Array.from(bounds).sort();
    this.wholeOnly = wholeOnly;
    this.sets = new Int32Array(this.bounds.length * 2 + 1).fill(UNKNOWN_PLACE);
  }

  /** Whether the place of a number decides; never of what is no number. */
  takes(value: number): boolean {
    return this.wholeOnly ? Number.isSafeInteger(value) : Number.isFinite(value);
  }

  /** What a number passes that is taken; `test` says so of one whose place is not known yet. */
  passedBy(value: number, test: (value: RawValue) => PassedSet): PassedSet {
    const { sets } = this;
    const place = this.placeOf(value);
    const known = sets[place] ?? UNKNOWN_PLACE;
    if (known !== UNKNOWN_PLACE) return known;
    const set = test(value);
    sets[place] = set;
    return set;
  }

  /** Whether the number did not come before; when many have come, none counts as new any more. */
  isNew(value: number): boolean {
    const { counted } = this;
    if (counted.size >= MOST_COUNTED || counted.has(value)) return false;
    counted.add(value);
    return true;
  }

  /** Forgets all. */
  clear(): void {
    this.sets.fill(UNKNOWN_PLACE);
  }

  private placeOf(value: number): number {
    const { bounds } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bounds[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low * 2 + Number(low < bounds.length && bounds[low] === value);
  }
}

function literalsOf(test: FieldTest): readonly Literal[] {
  if (test.kind === 'equals') return test.values;
  return test.kind === 'range' ? [test.value] : [];
}
