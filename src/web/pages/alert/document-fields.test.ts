import { describe, expect, test } from 'vitest';
import { fieldRows, fieldsWith } from './document-fields.ts';

describe('the fields of a document', () => {
  const rows = fieldRows({
    'kibana.alert.uuid': 'u',
    process: { name: 'cmd.exe', args: ['cmd.exe', '/c'] },
    rows: [{ a: 1 }, { a: 2, b: null }],
  });

  test('are paths with all their values, those of the event first', () => {
    expect(rows).toEqual([
      { path: 'process.args', values: ['cmd.exe', '/c'] },
      { path: 'process.name', values: ['cmd.exe'] },
      { path: 'rows.a', values: [1, 2] },
      { path: 'kibana.alert.uuid', values: ['u'] },
    ]);
  });

  test('are found by words of names and values, whatever their case', () => {
    expect(fieldsWith(rows, 'CMD name').map(({ path }) => path)).toEqual(['process.name']);
    expect(fieldsWith(rows, ' ')).toHaveLength(4);
  });

  test('of a document as deep as one likes are told, its depths as text', () => {
    let deep: object = { end: 1 };
    for (let at = 0; at < 100; at++) deep = { a: deep };
    expect(fieldRows(deep as never)).toHaveLength(1);
  });
});
