import { expect, test } from 'vitest';
import { Context } from './context.ts';
import type { Formula } from './formula.ts';
import { PassedSets } from './passed-sets.ts';

const condition = (number: number): Formula => ({ kind: 'condition', condition: number });
const all = (...terms: Formula[]): Formula => ({ kind: 'all', terms });
const any = (...terms: Formula[]): Formula => ({ kind: 'any', terms });
const not = (term: Formula): Formula => ({ kind: 'not', term });

/** Test 0 is true, test 1 false, all others are not known; each test has a slot of its own. */
function contextOf(
  formulas: readonly Formula[],
  wanted?: Uint8Array,
): { context: Context; sets: PassedSets } {
  const sets = new PassedSets(10);
  const context = new Context({
    formulas,
    wanted,
    known: number => (number === 0 ? 1 : number === 1 ? 0 : -1),
    costOf: number => (number === 5 ? 0.9 : 0.01),
    slotOf: number => number * 10,
    sets,
  });
  return { context, sets };
}

test('what is known decides filters, and the others stay open', () => {
  const { context } = contextOf([
    condition(0),
    condition(1),
    any(condition(0), condition(2)),
    all(condition(0), condition(2)),
    not(condition(1)),
  ]);
  expect(context.sure).toEqual([0, 2, 4]);
  expect(context.open).toEqual([3]);
});

test('a filter that nobody wants is neither sure nor open', () => {
  const { context } = contextOf([condition(0), condition(2), condition(3)], Uint8Array.of(0, 0, 1));
  expect(context.sure).toEqual([]);
  expect(context.open).toEqual([2]);
});

test('open filters wait for their rarest test, and are woken by values that pass it', () => {
  const { context, sets } = contextOf([all(condition(5), condition(2)), condition(3), not(condition(4))]);
  expect([...context.slots].sort((a, b) => a - b)).toEqual([20, 30]);
  // A filter that denies is tried always.
  expect(context.alwaysTried).toEqual([2]);
  expect(context.wokenBy(sets.setOf([5]))).toEqual([]);
  expect(context.wokenBy(sets.setOf([2, 3]))).toEqual([0, 1]);
  expect(context.wokenBy(sets.setOf([2, 3]))).toEqual([0, 1]);
});

test('what is left of a filter is what its program asks', () => {
  const { context } = contextOf([all(condition(0), any(condition(2), condition(1)))]);
  const [entry = -1] = context.entries;
  const asked: number[] = [];
  const holds = (number: number): boolean => asked.push(number) > 0;
  expect(context.program.accepts(entry, { holds })).toBe(true);
  expect(asked).toEqual([2]);
});
