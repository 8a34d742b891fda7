import { expect, test } from 'vitest';
import { piecesOfLine } from './query-lines.ts';

const drawn = (line: string): string =>
  piecesOfLine(line)
    .map(({ kind, text }) => (kind === 'text' ? `[${text}]` : text.replaceAll('\t', '→')))
    .join('');

test('indentation and aligned comments are blanks, single ones stay with the words', () => {
  expect(drawn('  not cidrmatch(a, b)')).toBe('  [not cidrmatch(a, b)]');
  expect(drawn('"10.0.0.0/8",      // private')).toBe('["10.0.0.0/8",]      [// private]');
  expect(drawn('\t\tx\ty')).toBe('→→[x]→[y]');
});

test('so many blanks that something may hide behind them stay with the text, which names them', () => {
  const many = ' '.repeat(300);
  expect(drawn(`a${many}b`)).toBe(`[a${many}b]`);
});

test('blanks at the end stay with the text, and nothing is lost', () => {
  expect(drawn('a  ')).toBe('[a  ]');
  expect(drawn('   ')).toBe('[   ]');
  expect(drawn('')).toBe('');
  const line = '  a   b  c ';
  expect(
    piecesOfLine(line)
      .map(({ text }) => text)
      .join(''),
  ).toBe(line);
});
