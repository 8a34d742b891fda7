import { expect, test } from 'vitest';
import { entryWords } from './entry-words.ts';

test.each([
  [{ field: 'a', type: 'match', operator: 'included', value: 'x' }, 'is', ['x']],
  [{ field: 'a', type: 'match_any', operator: 'excluded', value: ['x', 'y'] }, 'is none of', ['x', 'y']],
  [{ field: 'a', type: 'exists', operator: 'excluded' }, 'does not exist', []],
  [{ field: 'a', type: 'wildcard', operator: 'included', value: '*x' }, 'matches', ['*x']],
  [
    { field: 'a', type: 'list', operator: 'included', list: { id: 'ours', type: 'ip' } },
    'is in the list',
    ['ours'],
  ],
])('%j', (entry, says, values) => {
  expect(entryWords(entry)).toMatchObject({ field: 'a', says, values, more: 0 });
});

test('of many values the first ones are said, and how many more there are', () => {
  const { more, values } = entryWords({ field: 'a', type: 'match_any', value: [1, 2, 3, 4, 5, 6, 7] });
  expect([values.length, more]).toEqual([5, 2]);
});

test('what must hold of one and the same object stands inside', () => {
  const entry = { field: 'file', type: 'nested', entries: [{ field: 'name', type: 'match', value: 'x' }] };
  expect(entryWords(entry)).toMatchObject({ says: 'has one where', inner: [{ field: 'name', says: 'is' }] });
});
