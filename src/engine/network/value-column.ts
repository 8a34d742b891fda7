/**
 * What is known of the values of one field: which tests each passes. A value is tested once, when it is first
 * seen; from then on one look-up answers for all rules. Values recur (a few hundred program names, a few users),
 * which is what makes a thousand rules cheap.
 *
 * Memory is bounded: columns share a budget (`MemoryBudget`), and when it is used up, what was not asked since the
 * last time is forgotten.
 */
import type { RawValue } from '../../event/field-value.ts';
import type { FieldRef, FieldTest } from '../../plan/predicate.ts';
import type { NetworkWatch } from './network-watch.ts';
import { NumberIntervals } from './number-intervals.ts';
import { PASSES_NONE, type PassedSet, type PassedSets } from './passed-sets.ts';
import { compileWatched, type NumberedTest, TextClassifier } from './text-classifier.ts';

/** A longer text is tested whenever it comes. */
const LONGEST_REMEMBERED = 32_768;
/** What an entry weighs besides its characters and tests, in bytes, roughly. */
const ENTRY_BYTES = 120;

/** How much all columns of a network remember together. */
export class MemoryBudget {
  private readonly limitBytes: number;
  private usedBytes = 0;
  private readonly columns: ValueColumn[] = [];

  /** @param limitBytes of one generation; two are held. */
  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  join(column: ValueColumn): void {
    this.columns.push(column);
  }

  use(bytes: number): void {
    this.usedBytes += bytes;
    if (this.usedBytes <= this.limitBytes) return;
    this.usedBytes = 0;
    for (const column of this.columns) column.age();
  }
}

export class ValueColumn {
  readonly slot: number;
  /** In how many places the filters use a test of this field. */
  readonly uses: number;
  /** Where the order of numbers decides all tests: numbers that it takes are to be asked by `passedByNumber`. */
  readonly intervals: NumberIntervals | undefined;
  private young = new Map<RawValue, PassedSet>();
  /** What was young before the budget was last used up. */
  private old = new Map<RawValue, PassedSet>();
  private readonly budget: MemoryBudget;
  private readonly tests: readonly NumberedTest[];
  private readonly sets: PassedSets;
  private readonly watch: NetworkWatch | undefined;
  private classify: ((raw: RawValue) => readonly number[]) | undefined;

  constructor(
    slot: number,
    tests: readonly NumberedTest[],
    uses: number,
    sets: PassedSets,
    budget: MemoryBudget,
    watch?: NetworkWatch,
  ) {
    this.slot = slot;
    this.watch = watch;
    this.tests = tests;
    this.uses = uses;
    this.sets = sets;
    this.budget = budget;
    this.intervals = NumberIntervals.of(tests.map(({ test }) => test));
    budget.join(this);
  }

  /** What a number passes that the intervals take. */
  passedByNumber(value: number): PassedSet {
    return this.intervals?.passedBy(value, this.testNumber) ?? PASSES_NONE;
  }

  private readonly testNumber = (value: RawValue): PassedSet => this.test(value);

  /** What the value passes, if it is known. */
  recall(raw: RawValue): PassedSet | undefined {
    const set = this.young.get(raw);
    if (set !== undefined) return set;
    const old = this.old.get(raw);
    if (old !== undefined) this.remember(raw, old);
    return old;
  }

  /** What the value passes; it is known from now on. */
  learn(raw: RawValue): PassedSet {
    const set = this.test(raw);
    this.remember(raw, set);
    return set;
  }

  /** The tests that the value passes, without remembering it. */
  test(raw: RawValue): PassedSet {
    // Most rules speak of systems that send no events here: what a column needs is made when a value comes.
    this.classify ??= compileTests(this.tests, this.slot, this.watch);
    return this.sets.setOf(this.classify(raw));
  }

  /** Forgets what was not asked since the last time. */
  age(): void {
    this.old = this.young;
    this.young = new Map();
  }

  /** Forgets all. */
  clear(): void {
    this.old = new Map();
    this.young = new Map();
    this.intervals?.clear();
  }

  private remember(raw: RawValue, set: PassedSet): void {
    const length = typeof raw === 'string' ? raw.length : 0;
    if (length > LONGEST_REMEMBERED) return;
    this.young.set(raw, set);
    this.budget.use(ENTRY_BYTES + length * 2);
  }
}

/** The tests of each field, with their numbers. */
export function testsBySlot(
  tests: readonly FieldTest[],
  slotOf: (field: FieldRef) => number,
): ReadonlyMap<number, readonly NumberedTest[]> {
  const bySlot = new Map<number, NumberedTest[]>();
  for (const [number, test] of tests.entries()) {
    const slot = slotOf(test.field);
    const there = bySlot.get(slot);
    if (there === undefined) bySlot.set(slot, [{ number, test }]);
    else there.push({ number, test });
  }
  return bySlot;
}

/** All tests of a field as one function of a value. */
function compileTests(
  tests: readonly NumberedTest[],
  slot: number,
  watch: NetworkWatch | undefined,
): (raw: RawValue) => readonly number[] {
  const texts = tests.filter(({ test }) => TextClassifier.takes(test));
  const singly = tests
    .filter(({ test }) => !TextClassifier.takes(test))
    .map(({ number, test }) => ({ number, passes: compileWatched(test, number, watch) }));
  const classifier = texts.length === 0 ? undefined : new TextClassifier(texts, watch);
  const classify = (raw: RawValue): readonly number[] => {
    const passed: number[] = [];
    for (const { number, passes } of singly) if (passes(raw)) passed.push(number);
    classifier?.classify(typeof raw === 'string' ? raw : String(raw), passed);
    return passed;
  };
  return watch?.newValues(slot, classify) ?? classify;
}
