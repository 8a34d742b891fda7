/**
 * All filters of all rules as one structure, so that an event costs what its values cost and not what the rules do.
 *
 *     0: process.name : "rundll32.exe" and user.id == "S-1-5-18"
 *     1: process.name : ("rundll32.exe", "regsvr32.exe") and not process.args : "*.dll"
 *
 * 1. Every distinct test gets a number (formula.ts): name is rundll32 0, user.id 1, name is one of two 2, args 3.
 * 2. Each value of an event knows, from the first time it was seen, which tests it passes (value-column.ts):
 *    `rundll32.exe` passes 0 and 2. For a new value one look-up and one automaton a field say so
 *    (text-classifier.ts, literal-automaton.ts).
 * 3. A filter is tried only when its *witness* is true, the rarest test that it needs (witness.ts): user.id for
 *    filter 0 if the system account is rarer than rundll32, else the name.
 * 4. What is tried is run as a program over the true tests (branch-program.ts); scripts and regular expressions
 *    are computed then, once an event.
 *
 * A test here is true if any value of its field passes, which is what the union of the tests passed by all values
 * says; a missing field passes none; `not` flips. So the answers are those of compile-predicate.ts, filter by
 * filter, and test/props/network.prop.ts holds the two together. It must not know rules, steps, hits or documents.
 *
 * To add an operator: a new kind of `FieldTest` works at once, value by value, since `compileTest` knows it. Make
 * `TextClassifier.takes` it if a literal can stand for it, and give it a guess in witness.ts. Memory, measurements
 * and what was tried: docs/design/filter-network.md.
 */
import type { RawValue, Slots } from '../../event/field-value.ts';
import type { FieldRef, Predicate } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { type CompiledPredicate, compilePredicate } from '../compile-predicate.ts';
import type { JsonScanner } from '../extract/json-scanner.ts';
import { type LineSlots, recordSlots } from '../extract/line-slots.ts';
import { BranchProgram, type Entry } from './branch-program.ts';
import { type Condition, ConditionTable, type Formula } from './formula.ts';
import { KnownBytes } from './known-bytes.ts';
import type { NumberedTest } from './text-classifier.ts';
import { MemoryBudget, type PassedTests, ValueColumn } from './value-column.ts';
import { cheapestWitness, guessCosts } from './witness.ts';

/** What the network did so far; it explains its speed. */
export interface NetworkCounts {
  events: number;
  /** Filters tried. */
  candidates: number;
  accepted: number;
}

/** What a network may use. The answers do not depend on it. */
export interface NetworkTuning {
  /** For what is known of values, roughly, twice: of those seen lately and of those seen before. */
  readonly rememberedBytes: number;
  /** Witnesses are chosen anew after so many events, then after eight times as many, and so on. */
  readonly firstChoice: number;
}

const USUAL_TUNING: NetworkTuning = { rememberedBytes: 12_000_000, firstChoice: 256 };
const CHOICE_GROWTH = 8;
/** A guess counts as much as so many events. */
const GUESS_WEIGHT = 32;
const LAST_STAMP = 0x7fff_fffe;

export class FilterNetwork {
  readonly counts: NetworkCounts = { events: 0, candidates: 0, accepted: 0 };
  private readonly conditions = new ConditionTable();
  private readonly formulas: readonly Formula[];
  private readonly program = new BranchProgram();
  private readonly entries: readonly Entry[];
  private readonly columns: readonly ValueColumn[];
  private readonly computations: readonly Computation[];
  private readonly columnOfSlot: readonly (ValueColumn | undefined)[];
  private readonly knownBytes: KnownBytes;
  private readonly guesses: Float64Array;

  /** The number of the event; what is stamped with it holds for this event. */
  private now = 0;
  private readonly trueAt: Int32Array;
  /** In how many events each test was true. */
  private readonly trueCounts: Float64Array;
  private readonly triedAt: Int32Array;
  private readonly computedAt: Int32Array;
  private readonly computed: Uint8Array;
  private slots: Slots = [];
  /** Of a line: fills its slots when a computation asks. */
  private lineSlots: LineSlots | undefined;

  /** The filters to try when a test is true: those from `wakesFrom[test]` to `wakesFrom[test + 1]` of `wakes`. */
  private wakesFrom: Int32Array = new Int32Array(0);
  private wakes: Int32Array = new Int32Array(0);
  /** Filters without a witness. */
  private alwaysTried: readonly number[] = [];
  private nextChoice: number;

  private readonly candidates: Int32Array;
  private candidateCount = 0;
  private readonly acceptedFilters: number[] = [];

  /** @param slotOf where the values of a field stand in the slots that `match` is given. */
  constructor(
    filters: readonly Predicate[],
    slotOf: (field: FieldRef) => number,
    tuning: NetworkTuning = USUAL_TUNING,
  ) {
    this.formulas = filters.map(filter => this.conditions.formulaOf(simplify(filter)));
    this.entries = this.formulas.map(formula => this.program.add(formula));
    this.program.finish();
    const { tests, computations } = this.conditions;
    this.columns = columnsOf(this.conditions, slotOf, new MemoryBudget(tuning.rememberedBytes));
    this.knownBytes = new KnownBytes(tuning.rememberedBytes);
    this.nextChoice = tuning.firstChoice;
    const columnOfSlot: (ValueColumn | undefined)[] = [];
    for (const column of this.columns) columnOfSlot[column.slot] = column;
    this.columnOfSlot = columnOfSlot;
    this.computations = computations.map(computation => compileComputation(computation, slotOf));
    this.guesses = guessCosts(tests, usesOf(this.formulas, tests.length));
    this.trueAt = new Int32Array(tests.length);
    this.trueCounts = new Float64Array(tests.length);
    this.triedAt = new Int32Array(filters.length);
    this.computedAt = new Int32Array(computations.length);
    this.computed = new Uint8Array(computations.length);
    this.candidates = new Int32Array(filters.length);
    this.chooseWitnesses();
  }

  /**
   * The filters that accept the event, ascending; the list is used again for the next event.
   * @param wanted by filter: 0 where it need not be tried; undefined: all are wanted.
   */
  match(slots: Slots, wanted?: Uint8Array): readonly number[] {
    this.begin(slots);
    for (const column of this.columns) {
      const values = slots[column.slot];
      if (values === undefined) continue;
      if (typeof values !== 'object') this.see(column.passedBy(values));
      // Array.isArray does not narrow readonly arrays.
      else for (const value of values as readonly RawValue[]) this.see(column.passedBy(value));
    }
    return this.verify(wanted);
  }

  /**
   * The same for a line that the scanner has taken, whose values are known by their bytes. Undefined: something in
   * it is no JSON.
   */
  matchLine(line: JsonScanner, lineSlots: LineSlots, wanted?: Uint8Array): readonly number[] | undefined {
    const { columnOfSlot, knownBytes } = this;
    const { count, ends, slots, starts, view } = line;
    this.begin(lineSlots.slots);
    this.lineSlots = lineSlots;
    for (let at = 0; at < count; at++) {
      const slot = slots[at] ?? 0;
      const column = columnOfSlot[slot];
      if (column === undefined) continue;
      const start = starts[at] ?? 0;
      const end = ends[at] ?? 0;
      let passed = knownBytes.find(view, start, end, slot);
      if (passed === undefined) {
        const value = line.valueAt(at);
        if (value === undefined) return undefined;
        passed = column.test(value);
        knownBytes.add(view, start, end, slot, passed);
      }
      this.see(passed);
    }
    const accepted = this.verify(wanted);
    return lineSlots.isBroken ? undefined : accepted;
  }

  private begin(slots: Slots): void {
    if (this.now === LAST_STAMP) this.forgetStamps();
    if (this.counts.events === this.nextChoice) {
      this.chooseWitnesses();
      this.nextChoice *= CHOICE_GROWTH;
    }
    this.now++;
    this.counts.events++;
    this.slots = slots;
    this.lineSlots = undefined;
    this.candidateCount = 0;
    for (const filter of this.alwaysTried) this.candidates[this.candidateCount++] = filter;
  }

  /** Marks the tests as true, and the filters that wait for one of them as candidates. */
  private see(passed: PassedTests): void {
    const { now, trueAt, trueCounts, triedAt, wakes, wakesFrom, candidates } = this;
    for (let at = 0; at < passed.length; at++) {
      const test = passed[at] ?? 0;
      if (trueAt[test] === now) continue;
      trueAt[test] = now;
      trueCounts[test] = (trueCounts[test] ?? 0) + 1;
      const end = wakesFrom[test + 1] ?? 0;
      for (let wake = wakesFrom[test] ?? 0; wake < end; wake++) {
        const filter = wakes[wake] ?? 0;
        if (triedAt[filter] === now) continue;
        triedAt[filter] = now;
        candidates[this.candidateCount++] = filter;
      }
    }
  }

  private verify(wanted: Uint8Array | undefined): readonly number[] {
    const { acceptedFilters, candidateCount, candidates, counts, entries, now, program, trueAt } = this;
    acceptedFilters.length = 0;
    counts.candidates += candidateCount;
    for (let at = 0; at < candidateCount; at++) {
      const filter = candidates[at] ?? 0;
      if (wanted !== undefined && wanted[filter] === 0) continue;
      if (program.accepts(entries[filter] ?? -1, trueAt, now, this.compute)) acceptedFilters.push(filter);
    }
    if (acceptedFilters.length > 1) acceptedFilters.sort(ascending);
    counts.accepted += acceptedFilters.length;
    return acceptedFilters;
  }

  /** Rules that compute the same share the answer. */
  private readonly compute = (condition: Condition): boolean => {
    const at = -1 - condition;
    if (this.computedAt[at] !== this.now) {
      this.computedAt[at] = this.now;
      const computation = this.computations[at];
      if (computation === undefined) throw new Error(`no computation ${at}`);
      this.lineSlots?.fill(computation.reads);
      this.computed[at] = Number(computation.holds(this.slots));
    }
    return this.computed[at] === 1;
  };

  /** Gives each filter the witness that was true least often so far. */
  private chooseWitnesses(): void {
    const { events } = this.counts;
    const costs = this.guesses.map(
      (guess, test) => ((this.trueCounts[test] ?? 0) + guess * GUESS_WEIGHT) / (events + GUESS_WEIGHT),
    );
    const waiting: number[][] = Array.from(costs, () => []);
    const alwaysTried: number[] = [];
    for (const [filter, formula] of this.formulas.entries()) {
      const witness = cheapestWitness(formula, test => costs[test] ?? 1);
      if (witness === undefined) alwaysTried.push(filter);
      else for (const test of witness.tests) waiting[test]?.push(filter);
    }
    this.alwaysTried = alwaysTried;
    this.wakes = Int32Array.from(waiting.flat());
    this.wakesFrom = new Int32Array(waiting.length + 1);
    for (const [test, filters] of waiting.entries())
      this.wakesFrom[test + 1] = (this.wakesFrom[test] ?? 0) + filters.length;
  }

  /** Before the numbers of events run out. */
  private forgetStamps(): void {
    this.now = 0;
    this.trueAt.fill(0);
    this.triedAt.fill(0);
    this.computedAt.fill(0);
  }
}

interface Computation {
  readonly holds: CompiledPredicate;
  /** The slots that it reads. */
  readonly reads: readonly number[];
}

function compileComputation(computation: Predicate, slotOf: (field: FieldRef) => number): Computation {
  const { slots, recording } = recordSlots(slotOf);
  if (computation.kind !== 'regex') return { holds: compilePredicate(computation, recording), reads: slots };
  // Regular expressions take long to compile, and most are never asked.
  const slot = recording(computation.field);
  let compiled: CompiledPredicate | undefined;
  const holds = (values: Slots): boolean => {
    compiled ??= compilePredicate(computation, () => slot);
    return compiled(values);
  };
  return { holds, reads: slots };
}

function ascending(a: number, b: number): number {
  return a - b;
}

function columnsOf(
  { tests }: ConditionTable,
  slotOf: (field: FieldRef) => number,
  budget: MemoryBudget,
): readonly ValueColumn[] {
  const bySlot = new Map<number, NumberedTest[]>();
  for (const [number, test] of tests.entries()) {
    const slot = slotOf(test.field);
    const there = bySlot.get(slot);
    if (there === undefined) bySlot.set(slot, [{ number, test }]);
    else there.push({ number, test });
  }
  return [...bySlot].map(([slot, numbered]) => new ValueColumn(slot, numbered, budget));
}

/** In how many places the filters use each test. */
function usesOf(formulas: readonly Formula[], tests: number): number[] {
  const uses: number[] = new Array(tests).fill(0);
  const count = (formula: Formula): void => {
    if (formula.kind === 'all' || formula.kind === 'any') formula.terms.forEach(count);
    else if (formula.kind === 'not') count(formula.term);
    else if (formula.kind === 'condition' && formula.condition >= 0)
      uses[formula.condition] = (uses[formula.condition] ?? 0) + 1;
  };
  formulas.forEach(count);
  return uses;
}
