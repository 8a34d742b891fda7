import { expect, test } from 'vitest';
import { queryWith } from './query-with.ts';

test('a piece that stands once is exchanged', () => {
  expect(queryWith('sequence with maxspan=1m [a]', { from: 'maxspan=1m', to: 'maxspan=2m' })).toBe(
    'sequence with maxspan=2m [a]',
  );
});

test.each([
  ['a == 1 and a == 1', 'a == 1', 'a == 2'],
  ['a == 1', 'b == 1', 'b == 2'],
  ['a == 1', 'a == 1', '… or a == 2'],
])('in `%s`, nothing is guessed about `%s`', (query, from, to) => {
  expect(queryWith(query, { from, to })).toBeUndefined();
});
