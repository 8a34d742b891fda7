import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { sourceText } from '../source/source-text.ts';
import { readExceptions } from './read-exceptions.ts';

const entry = { field: 'process.name', operator: 'included', type: 'match', value: 'a.exe' };
const item = { list_id: 'fp', item_id: 'i', name: 'agent', entries: [entry] };

function said(text: string): string {
  return renderDiagnostics(readExceptions(sourceText('fp.ndjson', text)).diagnostics, { color: false });
}

function linesOf(...values: readonly unknown[]): string {
  return values.map(value => JSON.stringify(value)).join('\n');
}

test('an export of rules with their exceptions is read for its items alone', () => {
  const rule = { rule_id: 'r', name: 'r', exceptions_list: [{ list_id: 'fp' }] };
  const list = { list_id: 'empty', type: 'detection', namespace_type: 'agnostic', name: 'e' };
  const summary = { exported_count: 3 };
  const { items, lists, diagnostics } = readExceptions(
    sourceText('export.ndjson', linesOf(rule, list, { ...item, os_types: ['linux'] }, summary)),
  );
  expect(diagnostics).toEqual([]);
  expect([...lists]).toEqual(['agnostic empty', 'single fp']);
  expect(items).toMatchObject([
    {
      itemId: 'i',
      listId: 'fp',
      namespace: 'single',
      name: 'agent',
      osTypes: ['linux'],
      entries: [{ kind: 'match', field: 'process.name', isExcluded: false, values: ['a.exe'] }],
    },
  ]);
});

test.each([
  ['one object', JSON.stringify(item, null, 2)],
  ['a list', JSON.stringify([item])],
  ['an answer of the API', JSON.stringify({ data: [item], page: 1, total: 1 })],
  ['NDJSON with a byte order mark and Windows line ends', `\uFEFF${JSON.stringify(item)}\r\n\r\n`],
])('%s is read too', (_, text) => {
  expect(readExceptions(sourceText('f', text))).toMatchObject({ items: [{ itemId: 'i' }], diagnostics: [] });
});

test('tags say what an item drops of a sequence', () => {
  const drops = (tag: string) =>
    readExceptions(sourceText('f', JSON.stringify({ ...item, tags: ['x', tag] }))).items[0]?.drops;
  expect(['tripline:drop-sequence', 'tripline:drop-event', 'other'].map(drops)).toEqual([
    'sequence',
    'event',
    undefined,
  ]);
});

describe('what is wrong with an item is told at its place, and the item left out', () => {
  const wrong: readonly (readonly [what: string, fields: object, message: string])[] = [
    ['no entries', { entries: [] }, '`entries` must be a list with at least one entry, found a list'],
    ['no list', { list_id: undefined }, '`list_id` must be a text that is not empty, found nothing'],
    ['no value', { entries: [{ ...entry, value: null }] }, '`entries[0].value` must be a text, found `null`'],
    [
      'one value of many',
      { entries: [{ ...entry, type: 'match_any' }] },
      '`entries[0].value` must be a list of values, found `"a.exe"`',
    ],
    [
      'an unknown type',
      { entries: [{ ...entry, type: 'matches' }] },
      '`entries[0].type` must be a type of entry, found `"matches"`',
    ],
    [
      'an unknown operator',
      { entries: [{ ...entry, operator: 'include' }] },
      '`entries[0].operator` must be an operator, found `"include"`',
    ],
    [
      'a value list without an id',
      { entries: [{ ...entry, type: 'list', list: { type: 'ip' } }] },
      '`entries[0].list.id` must be a text that is not empty, found nothing',
    ],
    [
      'nested twice',
      { entries: [{ field: 'a', type: 'nested', entries: [{ field: 'b', type: 'nested', entries: [] }] }] },
      '`entries[0].entries[0].type` must be a type that may be nested, found `"nested"`',
    ],
    [
      'a time that is none',
      { expire_time: 'soon' },
      '`expire_time` must be a time such as `2026-03-02T09:40:00Z`, found `"soon"`',
    ],
    [
      'an unknown system',
      { os_types: ['amiga'] },
      '`os_types[0]` must be an operating system, found `"amiga"`',
    ],
  ];
  test.each(wrong)('%s', (_, fields, message) => {
    const text = linesOf(item, { ...item, item_id: 'j', ...fields });
    const { items, diagnostics } = readExceptions(sourceText('fp.ndjson', text));
    expect(items.map(({ itemId }) => itemId)).toEqual(['i']);
    expect(diagnostics.map(diagnostic => `${diagnostic.code} ${diagnostic.message}`)).toEqual([
      `EXC010 ${message}`,
    ]);
  });

  test('with the line of the file', () => {
    const other = '{"list_id":"fp","entries":[{"field":"a","operator":"is","type":"exists"}]}';
    expect(
      said(`${JSON.stringify(item)}\n${other}`),
    ).toBe(`error[EXC010]: \`entries[0].operator\` must be an operator, found \`"is"\`
 --> fp.ndjson:2:52
   |
 2 | {"list_id":"fp","entries":[{"field":"a","operator":"is","type":"exists"}]}
   |                                                    ^^^^ expected an operator
   = note: it can be \`included\`, \`excluded\`
   = note: the item is left out: what it was to except is alerted on
`);
  });
});

test('a line that is cut off is told, and the others are read', () => {
  const text = `${JSON.stringify(item)}\n{"list_id": "fp", "ent`;
  expect(readExceptions(sourceText('f', text)).items).toHaveLength(1);
  expect(said(text)).toContain(
    'error[EXC002]: this is not JSON: an export has an object on each line\n --> fp.ndjson:2:1',
  );
});

test('a file without exceptions is none', () => {
  expect(said('{"rule_id": "r"}')).toContain('error[EXC003]: this file holds no exception item');
  expect(said('')).toContain('EXC003');
});
