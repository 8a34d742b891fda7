import { expect, test } from 'vitest';
import { displayCells, displayWidth, visible } from './display-text.ts';

test.each([
  ['plain words', 'a b', 'a b', 3],
  ['Greek and Cyrillic take one column a letter', 'αж', 'αж', 2],
  ['Han, kana and Hangul take two', '漢かカ한', '漢かカ한', 8],
  ['halfwidth kana takes one', 'ｶ', 'ｶ', 1],
  ['fullwidth Latin takes two', 'Ａ', 'Ａ', 2],
  ['an accent of its own takes none', 'e\u0301', 'e\u0301', 1],
  ['an emoji takes two', '🦊', '🦊', 2],
  ['a family of emoji takes two', '👩‍👩‍👧', '👩‍👩‍👧', 2],
  ['a flag takes two', '🇪🇺', '🇪🇺', 2],
  ['an escape is a picture of one', '\u001b[1m', '␛[1m', 4],
  ['a line end is a picture of one', 'a\nb', 'a␊b', 3],
  ['delete is a picture of one', '\u007f', '␡', 1],
  ['a C1 control is spelt out', '\u009b', '\\u{9b}', 6],
  ['a zero-width space is spelt out', 'a\u200bb', 'a\\u{200b}b', 10],
  ['an override of direction is spelt out', '\u202e', '\\u{202e}', 8],
  ['half a pair is spelt out', '\ud800', '\\u{d800}', 8],
  ['an invisible tag is spelt out', '\u{e0041}', '\\u{e0041}', 9],
])('%s', (_name, text, shown, width) => {
  expect([visible(text), displayWidth(text)]).toEqual([shown, width]);
});

test('tabs end at the next tab stop', () => {
  expect(displayCells('\tab\tc').map(cell => cell.shown)).toEqual(['    ', 'a', 'b', '  ', 'c']);
});
