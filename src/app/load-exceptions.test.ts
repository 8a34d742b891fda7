import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exceptionsOf } from '../../test/support/exceptions.ts';
import { compileValueList } from '../event/value-list.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { type LoadedValueLists, loadExceptionFiles, loadValueLists } from './load-exceptions.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-lists-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const lookingInto = (id: string, type: string) =>
  exceptionsOf([
    { list_id: 'fp', item_id: id, name: 'item', entries: [{ field: 'a', type: 'list', list: { id, type } }] },
  ]).items;

async function loaded(type: string, content: string | Uint8Array): Promise<LoadedValueLists> {
  return loadValueLists([{ id: 'list', path: file('list.txt', content) }], lookingInto('list', type));
}

const said = ({ diagnostics }: LoadedValueLists): string =>
  renderDiagnostics(diagnostics, { color: false }).replaceAll(folder, '');

describe('a value list', () => {
  test('has a value on each line, of Windows or other ends, the last with or without', async () => {
    const { lists, badLines } = await loaded('keyword', 'a\r\nb c\n\n  \nd');
    const list = lists.get('list');
    if (list === undefined) throw new Error('no list');
    expect([list.size, badLines]).toEqual([3, 0]);
    expect(['a', 'b c', 'd', 'A', ''].map(compileValueList(list))).toEqual([true, true, true, false, false]);
  });

  test('of texts does not mind their case', async () => {
    const list = (await loaded('text', 'Alpha\nalpha\n')).lists.get('list');
    if (list === undefined) throw new Error('no list');
    expect([list.size, compileValueList(list)('ALPHA')]).toEqual([1, true]);
  });

  test('of ranges takes addresses, blocks and ranges, and comments', async () => {
    const text = '# ours\n10.0.0.0/8\n 192.0.2.5 - 192.0.2.9 \n2001:db8::/32\n198.51.100.7\n';
    const { lists, diagnostics } = await loaded('ip_range', text);
    const list = lists.get('list');
    if (list === undefined) throw new Error('no list');
    expect(diagnostics).toEqual([]);
    const asked = ['10.9.9.9', '192.0.2.4', '192.0.2.9', '2001:db8::1', '198.51.100.7', '198.51.100.8'];
    expect(asked.map(compileValueList(list))).toEqual([true, false, true, true, true, false]);
  });

  test('tells a line that is no value, with its place, and passes over it', async () => {
    const read = await loaded('ip', '192.0.2.1\nlocalhost\n192.0.2.3');
    expect([read.badLines, read.lists.get('list')?.size]).toEqual([1, 2]);
    expect(
      said(read),
    ).toBe(`warning[EXC102]: line 2 is no value of the list: expected an IP address such as \`192.0.2.7\` or \`2001:db8::7\`, found \`"localhost"\`
 --> /list.txt:2:1
   |
 2 | localhost
   | ^^^^^^^^^ expected an IP address such as \`192.0.2.7\` or \`2001:db8::7\`
   = note: the line is passed over
`);
  });

  test('of nonsense is told by its first lines, and counted', async () => {
    const read = await loaded('ip', 'x\n'.repeat(25));
    expect([read.badLines, read.diagnostics.length]).toEqual([25, 10]);
  });

  test('holds no line that is too long or no text', async () => {
    const bytes = Buffer.concat([Buffer.from('good\n'), Buffer.from([0xff, 10]), Buffer.alloc(3 << 20, 97)]);
    const read = await loaded('keyword', bytes);
    expect([read.badLines, read.lists.get('list')?.size]).toEqual([2, 1]);
    expect(said(read)).toContain('expected text in UTF-8');
    expect(said(read)).toContain('expected a value of at most 32766 characters');
  });
});

describe('what is amiss between items and value lists is told', () => {
  test('a list that is not there, of a type that is not looked into, or that nobody asks for', async () => {
    const path = file('other.txt', 'a');
    const items = [...lookingInto('absent', 'ip'), ...lookingInto('dates', 'date_range')];
    const read = await loadValueLists([{ id: 'other', path }], items);
    expect(read.lists.size).toBe(0);
    expect(read.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'EXC013 the value list `absent` is not there: the exception `item` is not applied',
      'EXC014 value lists of type `date_range` are not looked into: the exception `item` is not applied',
      'EXC103 no exception looks into the value list `other`; it was not read',
    ]);
  });

  test('a file that cannot be read', async () => {
    const read = await loadValueLists(
      [{ id: 'list', path: join(folder, 'none') }],
      lookingInto('list', 'ip'),
    );
    expect(said(read)).toContain(
      'error[EXC101]: the value list `/none` cannot be read: there is no such file or folder',
    );
  });
});

test('exception files that cannot be read, and items that are there twice, are told', () => {
  const item = { list_id: 'fp', item_id: 'i', name: 'n', entries: [{ field: 'a', type: 'exists' }] };
  const first = file('first.ndjson', JSON.stringify(item));
  const second = file('second.ndjson', JSON.stringify({ ...item, name: 'other' }));
  const loadedFiles = loadExceptionFiles([
    first,
    join(folder, 'none'),
    second,
    file('latin', Buffer.from([0xe4])),
  ]);
  expect(loadedFiles.items.map(({ name }) => name)).toEqual(['n']);
  expect(loadedFiles.diagnostics.map(({ code }) => code)).toEqual(['EXC001', 'EXC011', 'EXC001']);
});
