import type { RawValue } from '../../event/field-value.ts';
import type { CompiledPredicate } from '../compile-predicate.ts';
import type { Truth } from './branch-program.ts';
import type { ConditionTable, Formula } from './formula.ts';

/**
 * Someone who watches a network at work, to say what costs time. What costs it passes through the watch when it is
 * compiled and comes back with whatever the watch puts around it; a network without a watch runs the same code.
 */
export interface NetworkWatch {
  /** Before all else: what the numbers of filters, tests and computations mean from now on. */
  knows(formulas: readonly Formula[], conditions: ConditionTable): void;
  /** @param at position in `ConditionTable.computations`. */
  computation(at: number, holds: CompiledPredicate): CompiledPredicate;
  /** A test that has to be run, value by value, as no look-up answers it. */
  test(number: number, passes: (raw: RawValue) => boolean): (raw: RawValue) => boolean;
  /** All that is asked of a value of the field that was not known, the tests among it. */
  newValues(
    slot: number,
    classify: (raw: RawValue) => readonly number[],
  ): (raw: RawValue) => readonly number[];
  /**
   * An event was asked.
   * @param tries gives the filters that were tried; each can be tried again, and all that it asks is known by now.
   * @param accepted the filters that accept the event. Some are no tries: what the event has in common with many
   * before it decides them.
   */
  asked(tries: () => Tries, accepted: readonly number[]): void;
}

/** The filters that one event made the network try, in the order of its tries. */
export interface Tries {
  readonly count: number;
  /** What is true of the event. */
  readonly truth: Truth;
  /** The filter that was tried in place `at`. */
  filterAt(at: number): number;
  again(at: number, truth: Truth): boolean;
}
