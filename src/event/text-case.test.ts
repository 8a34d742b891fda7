import { expect, test } from 'vitest';
import { foldCase } from './text-case.ts';
import { compareTexts } from './text-order.ts';

test.each([
  ['CMD.EXE', 'cmd.exe'],
  ['ÄÖÜ', 'äöü'],
  ['İSTANBUL', 'istanbul'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['\u{10400}', '\u{10428}'],
  ['straße', 'straße'],
  ['ς', 'ς'],
])('%s folds to %s', (text, want) => {
  expect(foldCase(text)).toBe(want);
});

test('a folded text has as many code points as before, each the simple lower case of the old one', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const folded = foldCase(`a${String.fromCodePoint(code)}`);
    const expected = code === 0x130 ? 'ai' : `a${String.fromCodePoint(code).toLowerCase()}`;
    if (code === 0x3a3) expect(folded).toBe('aσ');
    else if (folded !== expected || [...folded].length !== 2) expect.fail(code.toString(16));
  }
});

test('texts are in the order of their code points', () => {
  const inOrder = [
    '',
    'S',
    'Sa',
    's',
    'é',
    '\ud7ff',
    '\ue000',
    '\uff5e',
    '\u{1f600}',
    '\u{1f600}a',
    '\u{10ffff}',
  ];
  expect(inOrder.toReversed().sort(compareTexts)).toEqual(inOrder);
});
