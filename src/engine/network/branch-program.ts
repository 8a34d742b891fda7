/**
 * Filters as instructions of one kind, "is this condition true? go there, else there":
 *
 *     all(0, any(1, 2))       0: condition 0   true: 1        false: reject
 *                             1: condition 1   true: accept   false: 2
 *                             2: condition 2   true: accept   false: reject
 *
 * All filters of a network stand in one array and are run by one loop, which stays hot whichever of a thousand
 * filters is asked. It needs no code generation, so that it runs under any security policy.
 */
import type { Condition, Formula } from './formula.ts';

const ACCEPT = -1;
const REJECT = -2;
/** An instruction is a condition, where to go if it is true, and where if it is false. */
const WIDTH = 3;

/** Where a filter begins; two of them begin nowhere, as they are always or never true. */
export type Entry = number;

/** What is true of the event at hand. */
export interface Truth {
  holds(condition: Condition): boolean;
}

export class BranchProgram {
  private readonly writing: number[] = [];
  private instructions: Int32Array = new Int32Array(0);

  /** Adds a filter. */
  add(formula: Formula): Entry {
    return this.compile(formula, ACCEPT, REJECT);
  }

  /** To be called once, when all filters are added. */
  finish(): void {
    this.instructions = Int32Array.from(this.writing);
    this.writing.length = 0;
  }

  accepts(entry: Entry, truth: Truth): boolean {
    const { instructions } = this;
    let at = entry;
    while (at >= 0) at = instructions[truth.holds(instructions[at] ?? 0) ? at + 1 : at + 2] ?? REJECT;
    return at === ACCEPT;
  }

  /** From the last term to the first, so that where to go is known when an instruction is written. */
  private compile(formula: Formula, whenTrue: number, whenFalse: number): Entry {
    switch (formula.kind) {
      case 'constant':
        return formula.value ? whenTrue : whenFalse;
      case 'not':
        return this.compile(formula.term, whenFalse, whenTrue);
      case 'all':
        return formula.terms.reduceRight((next, term) => this.compile(term, next, whenFalse), whenTrue);
      case 'any':
        return formula.terms.reduceRight((next, term) => this.compile(term, whenTrue, next), whenFalse);
      default:
        return this.writing.push(formula.condition, whenTrue, whenFalse) - WIDTH;
    }
  }
}
