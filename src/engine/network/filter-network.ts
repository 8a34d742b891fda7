/**
 * All filters of all rules as one structure, so that an event costs what its values cost and not what the rules do.
 *
 *     0: process.name : "rundll32.exe" and user.id == "S-1-5-18"
 *     1: process.name : ("rundll32.exe", "regsvr32.exe") and not process.args : "*.dll"
 *
 * 1. Every distinct test gets a number (formula.ts): name is rundll32 0, user.id 1, name is one of two 2, args 3.
 * 2. Each value of an event knows, from the first time it was seen, which tests it passes (value-column.ts,
 *    known-bytes.ts): `rundll32.exe` passes 0 and 2. For a new value one look-up and one pass a field say so
 *    (text-classifier.ts, literal-finder.ts); for a number, the place among the numbers that rules name
 *    (number-intervals.ts).
 * 3. A filter is tried only when its *witness* is true, the rarest test that it needs (witness.ts): user.id for
 *    filter 0 if the system account is rarer than rundll32, else the name.
 * 4. What is tried is run as a program over the true tests (branch-program.ts); scripts and regular expressions
 *    are computed then, once an event.
 * 5. Events of one *context* (the fields that they have, and values of few kinds) leave the same filters open; for a
 *    context that came often, what is left of the filters is worked out once (context.ts), and only the fields that
 *    they wait for are looked at. Until then an event is asked in the wide way, all fields and all filters.
 *
 * A test here is true if any value of its field passes, which is what the union of the tests passed by all values
 * says; a missing field passes none; `not` flips. So the answers are those of compile-predicate.ts, filter by
 * filter, and test/props/network.prop.ts holds the two together. It must not know rules, steps, hits or documents.
 *
 * To add an operator: a new kind of `FieldTest` works at once, value by value, since `compileTest` knows it. Make
 * `TextClassifier.takes` it if a literal can stand for it, and give it a guess in witness.ts. Memory, measurements
 * and what was tried: docs/design/filter-network.md.
 */
import type { Slots } from '../../event/field-value.ts';
import { fieldsOf } from '../../plan/fields-read.ts';
import type { FieldRef, Predicate } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { type CompiledPredicate, compilePredicate } from '../compile-predicate.ts';
import { DocumentEntries, type EventEntries, LAST_STAMP } from '../extract/event-entries.ts';
import { plainNumber } from '../extract/json-bytes.ts';
import type { JsonScanner } from '../extract/json-scanner.ts';
import { type LineSlots, recordSlots } from '../extract/line-slots.ts';
import { BranchProgram, type Entry, type Truth } from './branch-program.ts';
import { Context } from './context.ts';
import { type Condition, ConditionTable, type Formula } from './formula.ts';
import { KnownBytes, UNKNOWN } from './known-bytes.ts';
import type { NetworkWatch, Tries } from './network-watch.ts';
import { PASSES_NONE, type PassedSet, PassedSets } from './passed-sets.ts';
import { type SeenContext, SeenContexts } from './seen-contexts.ts';
import { MemoryBudget, testsBySlot, ValueColumn } from './value-column.ts';
import { cheapestWitness, guessCosts } from './witness.ts';

/** What the network did so far; it explains its speed. */
export interface NetworkCounts {
  events: number;
  /** Events asked in the wide way. */
  wideEvents: number;
  /** Filters tried. */
  candidates: number;
  accepted: number;
  /** By filter: how often it was tried. */
  readonly tried: Float64Array;
}

/** What a network may use. The answers do not depend on it. */
export interface NetworkTuning {
  /** For what is known of values, roughly, twice: of those seen lately and of those seen before. */
  readonly rememberedBytes: number;
  /** Witnesses are chosen anew after so many events, then after eight times as many, and so on. */
  readonly firstChoice: number;
  /** A context is made when so many events had it. */
  readonly contextAfter: number;
  /** When there are so many sets of tests, all that is known of values is forgotten. */
  readonly mostSets?: number;
  /** When so many contexts were made, they are forgotten. */
  readonly mostContexts?: number;
}

const USUAL_TUNING: NetworkTuning = { rememberedBytes: 12_000_000, firstChoice: 256, contextAfter: 12 };
const CHOICE_GROWTH = 8;
/** A guess counts as much as so many events. */
const GUESS_WEIGHT = 32;
/** A column of more different values than this decides no context. */
const MOST_VALUES_OF_CONTEXT = 24;
/** Nor does one that fewer filters ask than one in so many. */
const FEWEST_USES = 50;

export class FilterNetwork implements Truth {
  readonly counts: NetworkCounts;
  private readonly conditions: ConditionTable;
  private readonly formulas: readonly Formula[];
  private readonly program = new BranchProgram();
  private readonly entries: readonly Entry[];
  private readonly sets: PassedSets;
  private readonly columns: readonly ValueColumn[];
  private readonly computations: readonly Computation[];
  /** By slot: the number of its column, or -1. */
  private readonly columnOfSlot: Int32Array;
  private readonly columnOfTest: Int32Array;
  private readonly knownBytes: KnownBytes;
  private readonly guesses: Float64Array;

  /** The number of the event; what is stamped with it holds for this event. */
  private now = 0;
  private readonly trueAt: Int32Array;
  /** By column: whether the tests that its values pass are stamped. */
  private readonly stampedAt: Int32Array;
  private readonly triedAt: Int32Array;
  private readonly computedAt: Int32Array;
  private readonly computed: Uint8Array;

  /** The event at hand: one of the two, and what it is read by. */
  private readonly documents: DocumentEntries;
  private line: JsonScanner | undefined;
  private event: EventEntries;
  private slots: Slots = [];
  /** Of a line: fills its slots when a computation asks. */
  private lineSlots: LineSlots | undefined;
  /** By entry: what it passes, or -1 where that was not asked yet. */
  private passed: Int32Array = new Int32Array(256);
  /** Something that was asked for is no value of JSON. */
  private isBroken = false;

  /** In how many events asked in the wide way each test was true. */
  private readonly trueCounts: Float64Array;
  /** The filters to try when a test is true: those from `wakesFrom[test]` to `wakesFrom[test + 1]` of `wakes`. */
  private wakesFrom: Int32Array = new Int32Array(0);
  private wakes: Int32Array = new Int32Array(0);
  /** Filters without a witness. */
  private alwaysTried: readonly number[] = [];
  private nextChoice: number;
  /** Before the first choice nothing is known that a context could be made of. */
  private hasChosen = false;

  /** The columns whose values decide the context, ascending. */
  private contextColumns: readonly number[] = [];
  /** By column: how many different values came, as far as they are remembered. */
  private readonly valueCounts: Float64Array;
  private readonly contexts: SeenContexts;
  private readonly contextAfter: number;
  private contextKey: Int32Array;
  private readonly wantedNumbers = new Map<Uint8Array | undefined, number>();
  private lastWanted: Uint8Array | undefined;
  private lastWantedNumber = -1;

  private dormant: Uint8Array | undefined;
  private readonly candidates: Int32Array;
  private candidateCount = 0;
  private readonly acceptedFilters: number[] = [];
  private readonly watch: NetworkWatch | undefined;

  /** @param slotOf where the values of a field stand in the slots that `match` is given. */
  constructor(
    filters: readonly Predicate[],
    slotOf: (field: FieldRef) => number,
    tuning: NetworkTuning = USUAL_TUNING,
    watch?: NetworkWatch,
  ) {
    this.watch = watch;
    this.conditions = new ConditionTable(pathsOf(filters));
    this.formulas = filters.map(filter => this.conditions.formulaOf(simplify(filter)));
    this.entries = this.formulas.map(formula => this.program.add(formula));
    this.program.finish();
    const tried = new Float64Array(filters.length);
    this.counts = { events: 0, wideEvents: 0, candidates: 0, accepted: 0, tried };
    const { tests, computations } = this.conditions;
    watch?.knows(this.formulas, this.conditions);
    const uses = usesOf(this.formulas, tests.length);
    this.sets = new PassedSets(tests.length, tuning.mostSets);
    this.contexts = new SeenContexts(tuning.mostContexts);
    this.columns = columnsOf(
      this.conditions,
      slotOf,
      uses,
      this.sets,
      new MemoryBudget(tuning.rememberedBytes),
      watch,
    );
    this.knownBytes = new KnownBytes(tuning.rememberedBytes);
    this.nextChoice = tuning.firstChoice;
    this.contextAfter = tuning.contextAfter;
    const slots = this.columns.map(({ slot }) => slot);
    this.columnOfSlot = new Int32Array(slots.reduce((most, slot) => Math.max(most, slot + 1), 0)).fill(-1);
    for (const [column, slot] of slots.entries()) this.columnOfSlot[slot] = column;
    this.columnOfTest = Int32Array.from(tests, ({ field }) => this.columnOfSlot[slotOf(field)] ?? -1);
    this.documents = new DocumentEntries(slots);
    this.event = this.documents;
    this.computations = computations.map((computation, at) => {
      const { holds, reads } = compileComputation(computation, slotOf);
      return { holds: watch?.computation(at, holds) ?? holds, reads };
    });
    this.guesses = guessCosts(tests, uses);
    this.trueAt = new Int32Array(tests.length);
    this.trueCounts = new Float64Array(tests.length);
    this.stampedAt = new Int32Array(slots.length);
    this.triedAt = new Int32Array(filters.length);
    this.computedAt = new Int32Array(computations.length);
    this.computed = new Uint8Array(computations.length);
    this.candidates = new Int32Array(filters.length);
    this.valueCounts = new Float64Array(slots.length);
    this.contextKey = new Int32Array(0);
    this.choose();
  }

  /**
   * The filters that accept the event, ascending; the list is used again for the next event.
   * @param wanted by filter: 0 where it need not be tried; undefined: all are wanted. The network knows it again
   * by its identity.
   * @param dormant by filter: 1 where it need not be asked of this event.
   */
  match(slots: Slots, wanted?: Uint8Array, dormant?: Uint8Array): readonly number[] {
    this.dormant = dormant;
    this.documents.read(slots);
    this.line = undefined;
    this.lineSlots = undefined;
    this.slots = slots;
    this.ask(this.documents, wanted);
    return this.acceptedFilters;
  }

  /**
   * The same for a line that the scanner has taken, whose values are known by their bytes. Undefined: something that
   * was asked for is no JSON.
   */
  matchLine(
    line: JsonScanner,
    lineSlots: LineSlots,
    wanted?: Uint8Array,
    dormant?: Uint8Array,
  ): readonly number[] | undefined {
    this.dormant = dormant;
    this.line = line;
    this.lineSlots = lineSlots;
    this.slots = lineSlots.slots;
    this.ask(line, wanted);
    return this.isBroken || lineSlots.isBroken ? undefined : this.acceptedFilters;
  }

  private ask(event: EventEntries, wanted: Uint8Array | undefined): void {
    this.begin(event);
    const seen = this.contextOf(event, wanted);
    if (seen.madeAt !== this.nextChoice && this.hasChosen && seen.events++ >= this.contextAfter) {
      // One that was made before knew less of what is rare, and is made anew.
      if (seen.context === undefined) this.contexts.countMade();
      seen.context = this.makeContext(event, wanted);
      seen.madeAt = this.nextChoice;
    }
    if (seen.context === undefined) this.askAll(event, wanted);
    else this.askIn(seen.context, event);
    const { acceptedFilters, counts } = this;
    if (acceptedFilters.length > 1) sortFew(acceptedFilters);
    counts.accepted += acceptedFilters.length;
    if (this.watch !== undefined) this.tell(this.watch, seen.context, wanted);
  }

  /** Apart, as a function that makes a closure costs even whoever has no watch. */
  private tell(watch: NetworkWatch, context: Context | undefined, wanted: Uint8Array | undefined): void {
    watch.asked(() => this.triesOf(context, wanted), this.acceptedFilters);
  }

  /** What the event at hand made the network try. */
  private triesOf(context: Context | undefined, wanted: Uint8Array | undefined): Tries {
    const program = context?.program ?? this.program;
    const entries = context?.entries ?? this.entries;
    const tried = [...this.candidates.subarray(0, this.candidateCount)].filter(
      candidate => context !== undefined || wanted?.[candidate] !== 0,
    );
    return {
      count: tried.length,
      truth: this,
      filterAt: at => context?.open[tried[at] ?? 0] ?? tried[at] ?? 0,
      again: (at, truth) => program.accepts(entries[tried[at] ?? 0] ?? -1, truth),
    };
  }

  private begin(event: EventEntries): void {
    if (this.now === LAST_STAMP) this.forgetStamps();
    if (this.sets.isFull) this.forgetSets();
    if (this.counts.events === this.nextChoice) {
      this.choose();
      this.hasChosen = true;
      this.nextChoice *= CHOICE_GROWTH;
    }
    this.now++;
    this.counts.events++;
    this.event = event;
    this.isBroken = false;
    if (event.count > this.passed.length) this.passed = new Int32Array(event.count * 2);
    this.passed.fill(-1, 0, event.count);
    this.candidateCount = 0;
    this.acceptedFilters.length = 0;
  }

  /** What an entry passes: known, or worked out now. */
  private passedAt(at: number): PassedSet {
    const before = this.passed[at] ?? -1;
    if (before >= 0) return before;
    const { event, line } = this;
    const column = this.columnOfSlot[event.slots[at] ?? 0] ?? -1;
    const set = line === undefined ? this.passedByValue(column, at) : this.passedByBytes(column, line, at);
    this.passed[at] = set;
    return set;
  }

  private passedByValue(number: number, at: number): PassedSet {
    const column = this.columnAt(number);
    const value = this.documents.values[at] ?? '';
    const { intervals } = column;
    if (intervals !== undefined && typeof value === 'number' && intervals.takes(value))
      return this.passedByNumber(number, value);
    const known = column.recall(value);
    if (known !== undefined) return known;
    this.countValue(number);
    return column.learn(value);
  }

  private passedByBytes(number: number, line: JsonScanner, at: number): PassedSet {
    const { knownBytes } = this;
    const { view } = line;
    const start = line.starts[at] ?? 0;
    const end = line.ends[at] ?? 0;
    const { intervals } = this.columnAt(number);
    if (intervals !== undefined) {
      const value = plainNumber(line.bytes, start, end);
      if (intervals.takes(value)) return this.passedByNumber(number, value);
    }
    const known = knownBytes.find(view, start, end, number);
    if (known !== UNKNOWN) return known;
    const value = line.valueAt(at);
    if (value === undefined) {
      this.isBroken = true;
      return PASSES_NONE;
    }
    this.countValue(number);
    const set = this.columnAt(number).test(value);
    knownBytes.add(view, start, end, number, set);
    return set;
  }

  /** Of numbers there are too many to know each: what they pass follows from where they stand among those of the rules. */
  private passedByNumber(number: number, value: number): PassedSet {
    const column = this.columnAt(number);
    if (column.intervals?.isNew(value)) this.countValue(number);
    return column.passedByNumber(value);
  }

  private countValue(column: number): void {
    this.valueCounts[column] = (this.valueCounts[column] ?? 0) + 1;
  }

  private columnAt(number: number): ValueColumn {
    const column = this.columns[number];
    if (column === undefined) throw new Error(`no column ${number}`);
    return column;
  }

  /** All fields, all filters. What is true is counted, for the choice of witnesses. */
  private askAll(event: EventEntries, wanted: Uint8Array | undefined): void {
    const { candidates, columnOfSlot, dormant, now, stampedAt, triedAt } = this;
    const { tried } = this.counts;
    this.counts.wideEvents++;
    for (const filter of this.alwaysTried) candidates[this.candidateCount++] = filter;
    for (let at = 0; at < event.count; at++) {
      const column = columnOfSlot[event.slots[at] ?? 0] ?? -1;
      if (column < 0) continue;
      const set = this.passedAt(at);
      stampedAt[column] = now;
      this.see(this.sets.testsOf(set), triedAt);
    }
    this.counts.candidates += this.candidateCount;
    for (let at = 0; at < this.candidateCount; at++) {
      const filter = candidates[at] ?? 0;
      if ((wanted !== undefined && wanted[filter] === 0) || dormant?.[filter] === 1) continue;
      tried[filter] = (tried[filter] ?? 0) + 1;
      if (this.program.accepts(this.entries[filter] ?? -1, this)) this.acceptedFilters.push(filter);
    }
  }

  /** Marks the tests as true, and the filters that wait for one of them as candidates. */
  private see(passed: Int32Array, triedAt: Int32Array): void {
    const { candidates, now, trueAt, trueCounts, wakes, wakesFrom } = this;
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

  /** Only the filters that the context leaves open, and the fields that they wait for. */
  private askIn(context: Context, event: EventEntries): void {
    const { acceptedFilters, candidates, dormant, now, triedAt } = this;
    const { firstOf, metAt, nextOf, stamp } = event;
    const { entries, open, program, slots } = context;
    for (const filter of context.sure) if (dormant?.[filter] !== 1) acceptedFilters.push(filter);
    for (const at of context.alwaysTried) candidates[this.candidateCount++] = at;
    for (const slot of slots) {
      if (metAt[slot] !== stamp) continue;
      for (let at = firstOf[slot] ?? -1; at >= 0; at = nextOf[at] ?? -1) {
        for (const filter of context.wokenBy(this.passedAt(at))) {
          if (triedAt[filter] === now) continue;
          triedAt[filter] = now;
          candidates[this.candidateCount++] = filter;
        }
      }
    }
    const { tried } = this.counts;
    this.counts.candidates += this.candidateCount;
    for (let at = 0; at < this.candidateCount; at++) {
      const candidate = candidates[at] ?? 0;
      const filter = open[candidate] ?? 0;
      if (dormant?.[filter] === 1) continue;
      tried[filter] = (tried[filter] ?? 0) + 1;
      if (program.accepts(entries[candidate] ?? -1, this)) acceptedFilters.push(filter);
    }
  }

  /** Whether a condition is true of the event at hand. */
  holds(condition: Condition): boolean {
    if (condition < 0) return this.compute(condition);
    const column = this.columnOfTest[condition] ?? 0;
    if (this.stampedAt[column] !== this.now) this.stamp(column);
    return this.trueAt[condition] === this.now;
  }

  private stamp(column: number): void {
    const { event, now, sets, trueAt } = this;
    this.stampedAt[column] = now;
    const slot = this.columns[column]?.slot ?? 0;
    if (event.metAt[slot] !== event.stamp) return;
    for (let at = event.firstOf[slot] ?? -1; at >= 0; at = event.nextOf[at] ?? -1) {
      const tests = sets.testsOf(this.passedAt(at));
      for (let test = 0; test < tests.length; test++) trueAt[tests[test] ?? 0] = now;
    }
  }

  /** Rules that compute the same share the answer. */
  private compute(condition: Condition): boolean {
    const at = -1 - condition;
    if (this.computedAt[at] !== this.now) {
      this.computedAt[at] = this.now;
      const computation = this.computations[at];
      if (computation === undefined) throw new Error(`no computation ${at}`);
      this.lineSlots?.fill(computation.reads);
      this.computed[at] = Number(computation.holds(this.slots));
    }
    return this.computed[at] === 1;
  }

  /** The context as numbers: who is wanted, which fields are there, and what the deciding ones pass. */
  private contextOf(event: EventEntries, wanted: Uint8Array | undefined): SeenContext {
    const { columnOfSlot, columns, contextColumns, contextKey, sets } = this;
    const { count, firstOf, metAt, nextOf, slots, stamp } = event;
    contextKey.fill(0);
    contextKey[0] = this.numberOf(wanted);
    for (let at = 0; at < count; at++) {
      const column = columnOfSlot[slots[at] ?? 0] ?? -1;
      if (column < 0) continue;
      const word = 1 + (column >> 5);
      contextKey[word] = (contextKey[word] ?? 0) | (1 << (column & 31));
    }
    let place = contextKey.length - contextColumns.length;
    for (const column of contextColumns) {
      const slot = columns[column]?.slot ?? 0;
      if (metAt[slot] === stamp) {
        let at = firstOf[slot] ?? -1;
        let set = this.passedAt(at);
        for (at = nextOf[at] ?? -1; at >= 0; at = nextOf[at] ?? -1) set = sets.union(set, this.passedAt(at));
        contextKey[place] = set;
      }
      place++;
    }
    return this.contexts.find(contextKey);
  }

  private numberOf(wanted: Uint8Array | undefined): number {
    if (wanted === this.lastWanted && this.lastWantedNumber >= 0) return this.lastWantedNumber;
    let number = this.wantedNumbers.get(wanted);
    if (number === undefined) {
      // Whoever makes ever new ones must not fill the memory.
      if (this.wantedNumbers.size > MOST_WANTED) {
        this.wantedNumbers.clear();
        this.contexts.clear();
      }
      number = this.wantedNumbers.size;
      this.wantedNumbers.set(wanted, number);
    }
    this.lastWanted = wanted;
    this.lastWantedNumber = number;
    return number;
  }

  /** The context of the event at hand, whose key was just made. */
  private makeContext(event: EventEntries, wanted: Uint8Array | undefined): Context {
    const { columns, columnOfTest, contextColumns, contextKey, sets } = this;
    const isDeciding = new Uint8Array(columns.length);
    const passed = new Set<number>();
    for (const [at, column] of contextColumns.entries()) {
      isDeciding[column] = 1;
      const set = contextKey[contextKey.length - contextColumns.length + at] ?? 0;
      for (const test of sets.testsOf(set)) passed.add(test);
    }
    const isThere = Uint8Array.from(columns, ({ slot }) => Number(event.metAt[slot] === event.stamp));
    return new Context({
      formulas: this.formulas,
      wanted,
      known: test => {
        const column = columnOfTest[test] ?? 0;
        if (isThere[column] === 0) return 0;
        return isDeciding[column] === 0 ? -1 : passed.has(test) ? 1 : 0;
      },
      costOf: test => this.costOf(test),
      slotOf: test => columns[columnOfTest[test] ?? 0]?.slot ?? 0,
      sets,
    });
  }

  /** How often a test is true, from 0 to 1, as far as that is known. */
  private costOf(test: number): number {
    const { wideEvents } = this.counts;
    const guessed = (this.guesses[test] ?? 0) * GUESS_WEIGHT;
    return ((this.trueCounts[test] ?? 0) + guessed) / (wideEvents + GUESS_WEIGHT);
  }

  /** Gives each filter the witness that was true least often so far, and finds the columns that decide contexts. */
  private choose(): void {
    const waiting: number[][] = Array.from(this.guesses, () => []);
    const alwaysTried: number[] = [];
    for (const [filter, formula] of this.formulas.entries()) {
      const witness = cheapestWitness(formula, test => this.costOf(test));
      if (witness === undefined) alwaysTried.push(filter);
      else for (const test of witness.tests) waiting[test]?.push(filter);
    }
    this.alwaysTried = alwaysTried;
    this.wakes = Int32Array.from(waiting.flat());
    this.wakesFrom = new Int32Array(waiting.length + 1);
    for (const [test, filters] of waiting.entries())
      this.wakesFrom[test + 1] = (this.wakesFrom[test] ?? 0) + filters.length;
    this.chooseContextColumns();
  }

  private chooseContextColumns(): void {
    const { columns, formulas, valueCounts } = this;
    const deciding = [...columns.keys()].filter(column => {
      const values = valueCounts[column] ?? 0;
      const { uses = 0 } = columns[column] ?? {};
      return values > 0 && values <= MOST_VALUES_OF_CONTEXT && uses * FEWEST_USES >= formulas.length;
    });
    if (deciding.join() === this.contextColumns.join() && this.contextKey.length > 0) return;
    this.contextColumns = deciding;
    this.contextKey = new Int32Array(1 + Math.ceil(columns.length / 32) + deciding.length);
    this.contexts.clear();
  }

  /** Before the numbers of events run out. */
  private forgetStamps(): void {
    this.now = 0;
    this.trueAt.fill(0);
    this.stampedAt.fill(0);
    this.triedAt.fill(0);
    this.computedAt.fill(0);
  }

  /** All that is known by the numbers of sets. */
  private forgetSets(): void {
    this.sets.clear();
    this.knownBytes.clear();
    this.contexts.clear();
    for (const column of this.columns) column.clear();
  }
}

const MOST_WANTED = 1000;
const FEW = 24;

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

/** Few filters accept one event, and those of its context come first, in order. */
function sortFew(numbers: number[]): void {
  if (numbers.length > FEW) {
    numbers.sort((a, b) => a - b);
    return;
  }
  for (let end = 1; end < numbers.length; end++) {
    const number = numbers[end] ?? 0;
    let at = end;
    for (; at > 0 && (numbers[at - 1] ?? 0) > number; at--) numbers[at] = numbers[at - 1] ?? 0;
    numbers[at] = number;
  }
}

function columnsOf(
  { tests }: ConditionTable,
  slotOf: (field: FieldRef) => number,
  uses: readonly number[],
  sets: PassedSets,
  budget: MemoryBudget,
  watch: NetworkWatch | undefined,
): readonly ValueColumn[] {
  return [...testsBySlot(tests, slotOf)].map(([slot, numbered]) => {
    const ofColumn = numbered.reduce((sum, { number }) => sum + (uses[number] ?? 0), 0);
    return new ValueColumn(slot, numbered, ofColumn, sets, budget, watch);
  });
}

/** The fields that the filters read by their own names. */
function pathsOf(filters: readonly Predicate[]): readonly string[] {
  const paths = new Set<string>();
  for (const filter of filters)
    for (const { gathers, path } of fieldsOf(filter)) if (gathers === undefined) paths.add(path);
  return [...paths];
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
