import { expect, test } from 'vitest';
import type { ExceptionEntry } from '../../server/rule-exceptions.ts';
import { entriesInWords } from './exception-text.ts';

const said = (entries: readonly ExceptionEntry[]): readonly string[] =>
  entriesInWords(entries).map(({ field, relation, values }) => [field, relation, ...values].join(' '));

test('each kind of entry is a phrase, and its opposite too', () => {
  expect(
    said([
      { field: 'host.name', type: 'match', operator: 'included', value: 'FS02' },
      { field: 'host.name', type: 'match_any', operator: 'excluded', value: ['a', 'b'] },
      { field: 'process.args', type: 'wildcard', operator: 'included', value: '*backup*' },
      { field: 'user.name', type: 'exists', operator: 'excluded' },
      { field: 'source.ip', type: 'list', operator: 'included', list: { id: 'scanners' } },
    ]),
  ).toEqual([
    'host.name is FS02',
    'host.name is none of a b',
    'process.args matches *backup*',
    'user.name does not exist',
    'source.ip is in the list scanners',
  ]);
});

test('entries of nested ones are told with the whole path', () => {
  const nested = {
    field: 'file.pe',
    type: 'nested',
    entries: [{ field: 'imphash', type: 'match', value: 'x' }],
  };
  expect(said([nested])).toEqual(['file.pe.imphash is x']);
});

test('an entry of a kind that is not known is still told', () => {
  expect(said([{ field: 'a', type: 'near', operator: 'excluded', value: '1' }])).toEqual(['a not near 1']);
});
