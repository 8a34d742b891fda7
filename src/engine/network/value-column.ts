/**
 * What is known of the values of one field: which tests each passes. A value is tested once, when it is first
 * seen; from then on one look-up answers for all rules. Values recur (a few hundred program names, a few users),
 * which is what makes a thousand rules cheap.
 *
 * Memory is bounded: columns share a budget (`MemoryBudget`), and when it is used up, what was not asked since the
 * last time is forgotten.
 */
import type { RawValue } from '../../event/field-value.ts';
import { compileTest } from '../compile-predicate.ts';
import { type NumberedTest, TextClassifier } from './text-classifier.ts';

/** The numbers of the tests that a value passes, each once. */
export type PassedTests = readonly number[];

const NONE: PassedTests = [];
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
  private young = new Map<RawValue, PassedTests>();
  /** What was young before the budget was last used up. */
  private old = new Map<RawValue, PassedTests>();
  private readonly budget: MemoryBudget;
  private readonly tests: readonly NumberedTest[];
  private classify: ((raw: RawValue) => PassedTests) | undefined;

  constructor(slot: number, tests: readonly NumberedTest[], budget: MemoryBudget) {
    this.slot = slot;
    this.tests = tests;
    this.budget = budget;
    budget.join(this);
  }

  passedBy(raw: RawValue): PassedTests {
    return this.young.get(raw) ?? this.recall(raw);
  }

  /** The tests that the value passes, without remembering it. */
  test(raw: RawValue): PassedTests {
    // Most rules speak of systems that send no events here: what a column needs is made when a value comes.
    this.classify ??= compileTests(this.tests);
    return this.classify(raw);
  }

  /** Forgets what was not asked since the last time. */
  age(): void {
    this.old = this.young;
    this.young = new Map();
  }

  private recall(raw: RawValue): PassedTests {
    const passed = this.old.get(raw) ?? this.test(raw);
    const length = typeof raw === 'string' ? raw.length : 0;
    if (length <= LONGEST_REMEMBERED) {
      this.young.set(raw, passed);
      this.budget.use(ENTRY_BYTES + length * 2 + passed.length * 8);
    }
    return passed;
  }
}

/** All tests of a field as one function of a value. */
function compileTests(tests: readonly NumberedTest[]): (raw: RawValue) => PassedTests {
  const texts = tests.filter(({ test }) => TextClassifier.takes(test));
  const singly = tests
    .filter(({ test }) => !TextClassifier.takes(test))
    .map(({ number, test }) => ({ number, passes: compileTest(test) }));
  const classifier = texts.length === 0 ? undefined : new TextClassifier(texts);
  return raw => {
    const passed: number[] = [];
    for (const { number, passes } of singly) if (passes(raw)) passed.push(number);
    classifier?.classify(String(raw), number => passed.push(number));
    if (passed.length < 2) return passed.length === 0 ? NONE : passed;
    return [...new Set(passed)];
  };
}
