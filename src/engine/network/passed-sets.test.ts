import { expect, test } from 'vitest';
import { PASSES_NONE, PassedSets } from './passed-sets.ts';

function testsIn(sets: PassedSets, set: number): number[] {
  return [...sets.testsOf(set)].sort((a, b) => a - b);
}

test('the same tests are one set, in any order and however often each is told', () => {
  const sets = new PassedSets(5);
  const set = sets.setOf([3, 1, 3]);
  expect(testsIn(sets, set)).toEqual([1, 3]);
  expect(sets.setOf([1, 3, 1, 1])).toBe(set);
  expect(sets.setOf([1])).not.toBe(set);
  expect(sets.setOf([])).toBe(PASSES_NONE);
});

test('a union has the tests of both, and is the set of them', () => {
  const sets = new PassedSets(5);
  const [a, b] = [sets.setOf([0, 1]), sets.setOf([1, 2])];
  const both = sets.union(a, b);
  expect(testsIn(sets, both)).toEqual([0, 1, 2]);
  expect(sets.union(b, a)).toBe(both);
  expect(sets.setOf([2, 1, 0])).toBe(both);
  expect([sets.union(a, a), sets.union(a, PASSES_NONE), sets.union(PASSES_NONE, a)]).toEqual([a, a, a]);
});

test('sets that share a hash are told apart, and so are unions of numbers beyond the bound', () => {
  const sets = new PassedSets(900);
  // Of four hundred thousand pairs some twenty share their hash of 32 bits.
  const pairs: [number, number, number][] = [];
  for (let a = 0; a < 900; a++) for (let b = 0; b < a; b++) pairs.push([a, b, sets.setOf([a, b])]);
  expect(sets.isFull).toBe(true);
  expect(new Set(pairs.map(([, , set]) => set)).size).toBe(pairs.length);
  for (let at = 0; at < pairs.length; at += 997) {
    const [a, b, set] = pairs[at] ?? [0, 0, 0];
    expect(testsIn(sets, set)).toEqual([b, a]);
  }
  for (const [one, other] of [
    [2, 5],
    [1, 100_005],
    [3, 7],
    [2, 100_007],
  ] as const) {
    const wanted = new Set([...sets.testsOf(one), ...sets.testsOf(other)]);
    expect(new Set(sets.testsOf(sets.union(one, other)))).toEqual(wanted);
  }
});

test('it is full at its bound, and empty when it was cleared', () => {
  const sets = new PassedSets(9, 3);
  sets.setOf([1]);
  expect(sets.isFull).toBe(false);
  sets.setOf([2]);
  expect(sets.isFull).toBe(true);
  sets.clear();
  expect(sets.isFull).toBe(false);
  expect(testsIn(sets, sets.setOf([4]))).toEqual([4]);
  expect(testsIn(sets, PASSES_NONE)).toEqual([]);
});
