import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';

const MARKS = { same: ' ', gone: '-', new: '+', skipped: '…' } as const;
const drawn = (before: string, after: string): readonly string[] =>
  changedLines(before, after).map(({ kind, text }) => `${MARKS[kind]}${text}`);

test('a line that changed is gone and new, with two lines around it, and the rest is counted', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni';
  const after = 'a\nb\nc\nd\nE\nf\ng\nh\ni';
  expect(drawn(before, after)).toEqual(['…2', ' c', ' d', '-e', '+E', ' f', ' g', '…2']);
});

test('a single line between is shown and not counted', () => {
  expect(drawn('a\nb\nc\nd', 'a\nb\nc\nX')).toEqual([' a', ' b', ' c', '-d', '+X']);
});

test('what was not there before is all new, and what is gone all gone', () => {
  expect(drawn('', 'a\nb\n')).toEqual(['+a', '+b']);
  expect(drawn('a', '')).toEqual(['-a']);
});

test('texts that are alike have no changes', () => {
  expect(drawn('a\nb\n', 'a\r\nb')).toEqual(['…2']);
});

test('texts too long to be compared are told as gone and new', () => {
  const long = Array.from({ length: 2_000 }, (_, at) => `${at}`).join('\n');
  expect(changedLines(long, `${long}\nx`)).toHaveLength(4_001);
});
