import { expect, test } from 'vitest';
import { compileEql } from '../../lang/eql/index.ts';
import { printPredicate } from '../../plan/print-plan.ts';
import { simplify } from '../../plan/simplify.ts';
import { sourceText } from '../../source/source-text.ts';
import { ConditionTable } from './formula.ts';
import { predicateOf, selectionOf } from './selection.ts';

/** As told: tests of the kind are those of `event.*`; the share of a test is 0.1 for each letter of its field's first part. */
function told(query: string): { witness: string; telling: string; obstacles: readonly string[] } {
  const plan = compileEql(sourceText('q', query)).value;
  if (plan?.kind !== 'events') throw new Error(`no event query: ${query}`);
  const table = new ConditionTable();
  const formula = table.formulaOf(simplify(plan.filter));
  const pathOf = (number: number): string => table.tests[number]?.field.path ?? '';
  const { witness, telling, obstacles } = selectionOf(
    formula,
    number => (pathOf(number).split('.')[0]?.length ?? 0) / 10,
    number => pathOf(number).startsWith('event.'),
  );
  const list = (numbers: readonly number[] | undefined): string =>
    numbers
      ?.map(number => printPredicate(predicateOf({ kind: 'condition', condition: number }, table)))
      .join() ?? 'none';
  return {
    witness: list(witness),
    telling: list(telling),
    obstacles: obstacles.map(
      ({ formula: inner, isAlternative, kind }) =>
        `${isAlternative ? 'or: ' : ''}${kind} ${printPredicate(predicateOf(inner, table))}`,
    ),
  };
}

test.each([
  {
    query: 'process where process.name : "a.exe" and user.id == "1"',
    witness: 'user.id == "1"',
    telling: 'user.id == "1"',
    obstacles: [],
    why: 'the rarest test',
  },
  {
    query: 'process where process.name : "a.exe"',
    witness: 'event.category == "process"',
    telling: 'process.name : "a.exe"',
    obstacles: [],
    why: 'the kind of event may be rarer than what tells more',
  },
  {
    query: 'process where not process.name : "a.exe" and length(process.args) > 3',
    witness: 'event.category == "process"',
    telling: 'none',
    obstacles: [
      'kind event.category == "process"',
      'negation process.name : "a.exe"',
      'computation length(process.args) > 3',
    ],
    why: 'what is denied and what is computed wake nothing',
  },
  {
    query: 'any where not (process.name : "a.exe" and user.id == "1")',
    witness: 'none',
    telling: 'none',
    obstacles: ['negation process.name : "a.exe" and user.id == "1"'],
    why: 'what is denied as a whole is told as a whole',
  },
  {
    query: 'any where process.name : "a.exe" or not user.id == "1"',
    witness: 'none',
    telling: 'none',
    obstacles: ['or: negation user.id == "1"'],
    why: 'one side of an `or` that wakes nothing is enough',
  },
  {
    query: 'any where user.name regex "[a-z]+"',
    witness: 'none',
    telling: 'none',
    obstacles: ['computation user.name regex "[a-z]+"'],
    why: 'nothing can be looked up of a regular expression without literals',
  },
  { query: 'any where true', witness: 'none', telling: 'none', obstacles: [], why: 'nothing is asked' },
])('$query: $why', ({ query, witness, telling, obstacles }) => {
  expect(told(query)).toEqual({ witness, telling, obstacles });
});
