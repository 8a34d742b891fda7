/**
 * In how many events each test of the filters is true. The network itself does not know: in most events it looks at
 * few fields. Here every field of every event is looked at, apart from the network, so that its own work and what it
 * remembers stay as they are.
 */
import { type Slots, valuesOf } from '../../event/field-value.ts';
import type { FieldRef, FieldTest } from '../../plan/predicate.ts';
import { PassedSets } from './passed-sets.ts';
import { MemoryBudget, testsBySlot, ValueColumn } from './value-column.ts';

const REMEMBERED_BYTES = 12_000_000;

export class TestFrequencies {
  private events = 0;
  private readonly sets: PassedSets;
  private readonly columns: readonly ValueColumn[];
  /** By test. */
  private readonly trueCounts: Float64Array;
  /** The last event in which it was true. */
  private readonly trueIn: Float64Array;

  constructor(tests: readonly FieldTest[], slotOf: (field: FieldRef) => number) {
    this.sets = new PassedSets(tests.length);
    this.trueCounts = new Float64Array(tests.length);
    this.trueIn = new Float64Array(tests.length);
    const budget = new MemoryBudget(REMEMBERED_BYTES);
    this.columns = [...testsBySlot(tests, slotOf)].map(
      ([slot, numbered]) => new ValueColumn(slot, numbered, numbered.length, this.sets, budget),
    );
  }

  count(slots: Slots): void {
    if (this.sets.isFull) this.forget();
    const event = ++this.events;
    const { trueCounts, trueIn } = this;
    for (const column of this.columns) {
      const values = slots[column.slot];
      if (values === undefined) continue;
      for (const value of valuesOf(values)) {
        for (const test of this.sets.testsOf(column.recall(value) ?? column.learn(value))) {
          if (trueIn[test] === event) continue;
          trueIn[test] = event;
          trueCounts[test] = (trueCounts[test] ?? 0) + 1;
        }
      }
    }
  }

  /** The share of the events in which the test was true, from 0 to 1. */
  shareOf(test: number): number {
    return this.events === 0 ? 0 : (this.trueCounts[test] ?? 0) / this.events;
  }

  private forget(): void {
    this.sets.clear();
    for (const column of this.columns) column.clear();
  }
}
