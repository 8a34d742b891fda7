import { describe, expect, test } from 'vitest';
import { evaluatePredicate } from '../../../test/reference/evaluate-predicate.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql, type EqlOptions } from './index.ts';

type Truth = true | false | null;
const TRUTHS: readonly Truth[] = [true, false, null];

/** Whether the query matches where `a == 1` and `b == 1` are as given: null is a missing field. */
function matches(condition: string, a: Truth, b: Truth, nulls: EqlOptions['nulls']): boolean {
  const schema = { typeOf: () => 'long' as const, names: () => [] };
  const plan = compileEql(sourceText('<query>', `any where ${condition}`), {
    schema,
    nulls: nulls ?? 'elasticsearch',
  });
  if (plan.value?.kind !== 'events') throw new Error(`no plan for ${condition}`);
  const document = Object.fromEntries(
    [['a', a] as const, ['b', b] as const].flatMap(([name, truth]) =>
      truth === null ? [] : [[name, truth ? 1 : 2]],
    ),
  );
  return evaluatePredicate(plan.value.filter, document);
}

describe('the truth tables of three-valued logic, on fields that may be missing', () => {
  const not = (a: Truth): Truth => (a === null ? null : !a);
  const and = (a: Truth, b: Truth): Truth =>
    a === false || b === false ? false : a === null || b === null ? null : true;
  const or = (a: Truth, b: Truth): Truth => not(and(not(a), not(b)));
  const tables: readonly (readonly [string, (a: Truth, b: Truth) => Truth])[] = [
    ['a == 1', a => a],
    ['not a == 1', a => not(a)],
    ['a != 1', a => not(a)],
    ['not a != 1', a => a],
    ['a not in (1)', a => not(a)],
    ['(a == 1) == false', a => not(a)],
    ['a == null', a => a === null],
    ['not a == null', a => a !== null],
    ['(a == 1) == null', a => a === null],
    ['(a == 1 or b == 1) != null', (a, b) => or(a, b) !== null],
    ['a + 0 == 1', a => a],
    ['not a + 0 == 1', a => not(a)],
    ['a == 1 and b == 1', and],
    ['a == 1 or b == 1', or],
    ['not (a == 1 and b == 1)', (a, b) => not(and(a, b))],
    ['not (a == 1 or b == 1)', (a, b) => not(or(a, b))],
    ['not (a == 1 or b + 0 == 1)', (a, b) => not(or(a, b))],
    ['not (a == 1 and not b == 1)', (a, b) => not(and(a, not(b)))],
    ['not (a == 1 and null)', a => not(and(a, null))],
    ['not (a == 1 or null)', a => not(or(a, null))],
    ['a == 1 or null', a => or(a, null)],
  ];

  test.each(tables)('%s', (condition, table) => {
    for (const a of TRUTHS) {
      for (const b of TRUTHS) {
        const place = `a: ${a}, b: ${b}`;
        expect(matches(condition, a, b, 'three-valued'), place).toBe(table(a, b) === true);
        expect(matches(`not (${condition})`, a, b, 'three-valued'), `not, ${place}`).toBe(
          table(a, b) === false,
        );
      }
    }
  });
});

test('without the switch, the negation of a test on a missing field holds, that of a computation does not', () => {
  expect(matches('a != 1', null, null, undefined)).toBe(true);
  expect(matches('a != 1', null, null, 'three-valued')).toBe(false);
  expect(matches('not a + 0 == 1', null, null, undefined)).toBe(false);
  expect(matches('not (a == 1 or b + 0 == 1)', null, null, undefined)).toBe(true);
  expect(matches('not (a == 1 or b + 0 == 1)', null, null, 'three-valued')).toBe(false);
});
