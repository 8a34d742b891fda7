import { describe, expect, test } from 'vitest';
import type { AlertGroupRow } from '../../../api/alert-list.ts';
import { alertLines, type GridLine, groupLines } from './grid-lines.ts';

const group = (value: string, count: number): AlertGroupRow => ({
  ...{ value, label: value, count, open: count, hosts: 1, first: '', last: '' },
  severities: { low: count, medium: 0, high: 0, critical: 0 },
});
const said = (line: GridLine | undefined): string => {
  if (line === undefined) return 'none';
  return line.kind === 'group' ? line.group.value : `${line.group?.value ?? 'list'} ${line.offset}`;
};

test('without groups a line is an alert', () => {
  const lines = alertLines(2);
  expect([-1, 0, 1, 2].map(at => said(lines.at(at)))).toEqual(['none', 'list 0', 'list 1', 'none']);
  expect(lines.indexOf(undefined, 1)).toBe(1);
});

describe('with groups', () => {
  const groups = [group('a', 2), group('b', 3), group('c', 1)];

  test('a line is a group while all are folded', () => {
    const lines = groupLines(groups, new Set());
    expect([0, 1, 2, 3].map(at => said(lines.at(at)))).toEqual(['a', 'b', 'c', 'none']);
  });

  test('the alerts of an unfolded one stand below it', () => {
    const lines = groupLines(groups, new Set(['b', 'c']));
    const all = Array.from({ length: lines.count }, (_, at) => said(lines.at(at)));
    expect(all).toEqual(['a', 'b', 'b 0', 'b 1', 'b 2', 'c', 'c 0']);
  });

  test('each alert is found where it stands', () => {
    const lines = groupLines(groups, new Set(['a', 'c']));
    for (let at = 0; at < lines.count; at++) {
      const line = lines.at(at);
      if (line?.kind === 'alert') expect(lines.indexOf(line.group?.value, line.offset)).toBe(at);
    }
    expect(lines.indexOf('b', 0)).toBeUndefined();
  });

  test('there are no lines without groups', () => {
    expect(groupLines([], new Set()).at(0)).toBeUndefined();
  });
});
