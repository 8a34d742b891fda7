import { expect, test } from 'vitest';
import { lineText, placeOf, sourceText } from './source-text.ts';

test.each([
  [0, 1, 1],
  [1, 1, 2],
  [3, 2, 1],
  [4, 2, 2],
  [5, 3, 1],
])('offset %i is line %i, column %i', (offset, line, column) => {
  expect(placeOf(sourceText('f', 'a\r\nb\n'), offset)).toMatchObject({ offset, line, column });
});

test('a text inside a text inside a file stands in the file', () => {
  const file = sourceText('rule.json', '{\n"query": "a\\nb c"}');
  const query = sourceText('<query>', 'a\nb c', { source: file, toHost: at => (at < 2 ? 12 + at : 13 + at) });
  const part = sourceText('<part>', 'c', { source: query, toHost: at => at + 4 });
  expect(placeOf(part, 0)).toEqual({ source: file, offset: 17, line: 2, column: 16 });
});

test('a line comes without its line end, and a line that is not there is empty', () => {
  const source = sourceText('f', 'a\r\n\nb');
  expect([0, 1, 2, 3, 4].map(line => lineText(source, line))).toEqual(['', 'a', '', 'b', '']);
});
