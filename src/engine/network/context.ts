/**
 * What is left to ask once the context of an event is known. A *context* is what many events have in common: the
 * fields that they have at all, and what their values of few different kinds (category, type, system) pass. It
 * decides most filters before any other value is looked at:
 *
 *     context: registry events of Windows without process.command_line
 *     1,478 filters: 1,390 false whatever follows, 3 true whatever follows, 85 still open
 *
 * The open filters are kept with what is left of them, and wait for witnesses (witness.ts) chosen among the few
 * fields that are not known yet. The other fields of the event are never looked at.
 */
import { BranchProgram, type Entry } from './branch-program.ts';
import { assume, type Formula } from './formula.ts';
import type { PassedSet, PassedSets } from './passed-sets.ts';
import { cheapestWitness } from './witness.ts';

/** What a context is made from. */
export interface ContextParts {
  readonly formulas: readonly Formula[];
  /** By filter: 0 where it need not be asked; undefined: all are asked. */
  readonly wanted: Uint8Array | undefined;
  /** What the context says of a test. */
  readonly known: (test: number) => -1 | 0 | 1;
  /** How often a test is true, from 0 to 1. */
  readonly costOf: (test: number) => number;
  readonly slotOf: (test: number) => number;
  readonly sets: PassedSets;
}

/** To look a field up costs about as much as to try so many filters. */
const LOOK_UP_COST = 0.7;

export class Context {
  /** The filters that are true in this context whatever else an event holds, ascending. */
  readonly sure: readonly number[];
  /** The filters to try in any case: positions in `open`. */
  readonly alwaysTried: readonly number[];
  /** The slots whose values wake filters. */
  readonly slots: readonly number[];
  /** The filters that are decided by what is not known yet, ascending, and where they begin in the program. */
  readonly open: readonly number[];
  readonly entries: readonly Entry[];
  readonly program: BranchProgram = new BranchProgram();
  private readonly waiting = new Map<number, number[]>();
  private readonly woken = new Map<PassedSet, readonly number[]>();
  private readonly sets: PassedSets;

  constructor(parts: ContextParts) {
    const { formulas, wanted, known, sets } = parts;
    this.sets = sets;
    const sure: number[] = [];
    const open: number[] = [];
    const left: Formula[] = [];
    for (let filter = 0; filter < formulas.length; filter++) {
      const formula = formulas[filter];
      if (formula === undefined || wanted?.[filter] === 0) continue;
      const assumed = assume(formula, known);
      if (assumed.kind !== 'constant') {
        open.push(filter);
        left.push(assumed);
      } else if (assumed.value) sure.push(filter);
    }
    this.sure = sure;
    this.open = open;
    this.entries = left.map(formula => this.program.add(formula));
    this.program.finish();
    ({ alwaysTried: this.alwaysTried, slots: this.slots } = this.chooseWitnesses(left, parts));
  }

  /** The filters that a value wakes which passes these tests: positions in `open`. */
  wokenBy(set: PassedSet): readonly number[] {
    const known = this.woken.get(set);
    if (known !== undefined) return known;
    const found = new Set<number>();
    for (const test of this.sets.testsOf(set)) for (const at of this.waiting.get(test) ?? []) found.add(at);
    const woken = [...found];
    this.woken.set(set, woken);
    return woken;
  }

  /** A field that one filter waits for costs each event a look-up, so filters share fields where they can. */
  private chooseWitnesses(
    left: readonly Formula[],
    { costOf, slotOf }: ContextParts,
  ): { readonly alwaysTried: readonly number[]; readonly slots: readonly number[] } {
    const users = new Map<number, number>();
    for (const formula of left) {
      const tests = cheapestWitness(formula, costOf)?.tests ?? [];
      for (const slot of new Set(tests.map(slotOf))) users.set(slot, (users.get(slot) ?? 0) + 1);
    }
    const withLookUp = (test: number): number =>
      costOf(test) + LOOK_UP_COST / (1 + (users.get(slotOf(test)) ?? 0));
    const alwaysTried: number[] = [];
    const slots = new Set<number>();
    for (const [at, formula] of left.entries()) {
      const witness = cheapestWitness(formula, withLookUp);
      if (witness === undefined) alwaysTried.push(at);
      else
        for (const test of witness.tests) {
          slots.add(slotOf(test));
          const there = this.waiting.get(test);
          if (there === undefined) this.waiting.set(test, [at]);
          else there.push(at);
        }
    }
    return { alwaysTried, slots: [...slots] };
  }
}
