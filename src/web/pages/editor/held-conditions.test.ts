import { expect, test } from 'vitest';
import type { Evaluation, Outcome } from '../../server/alert-answers.ts';
import { heldConditions } from './held-conditions.ts';

function evaluation(
  kind: Evaluation['kind'],
  text: string,
  outcome: Outcome,
  terms?: readonly Evaluation[],
): Evaluation {
  return { kind, text, outcome, decides: false, ...(terms === undefined ? {} : { terms }) };
}

test('what all must hold stands as its parts, what any may hold one level deeper', () => {
  const rows = heldConditions(
    evaluation('all', 'a and (b or not c)', 'false', [
      evaluation('test', 'a', 'true'),
      evaluation('any', 'b or not c', 'false', [
        evaluation('test', 'b', 'missing'),
        evaluation('not', 'not c', 'false', [evaluation('test', 'c', 'true')]),
      ]),
    ]),
  );
  expect(rows.map(({ depth, outcome, text }) => `${'  '.repeat(depth)}${text}: ${outcome}`)).toEqual([
    'a: true',
    'any of these: false',
    '  b: missing',
    '  not: false',
    '    c: true',
  ]);
});

test('a filter of one condition is one row', () => {
  expect(heldConditions(evaluation('test', 'a', 'true'))).toMatchObject([{ text: 'a', depth: 0 }]);
});
