import { expect, test } from 'vitest';
import { compileWildcards } from './wildcard.ts';

interface Case {
  readonly pattern: string;
  readonly matches: readonly string[];
  readonly others: readonly string[];
}

test.each<Case>([
  { pattern: 'cmd.exe', matches: ['cmd.exe'], others: ['cmd.exe2', 'xcmd.exe', 'CMD.EXE', 'cmdxexe'] },
  { pattern: '', matches: [''], others: ['a'] },
  { pattern: '*', matches: ['', 'a', 'a\nb'], others: [] },
  { pattern: '***', matches: ['', 'a'], others: [] },
  { pattern: 'a*', matches: ['a', 'ab', 'a\n'], others: ['', 'ba'] },
  { pattern: '*a', matches: ['a', 'ba'], others: ['ab'] },
  { pattern: '*a*', matches: ['a', 'bab'], others: ['', 'b'] },
  { pattern: 'a*a', matches: ['aa', 'aba'], others: ['a'] },
  { pattern: 'ab*ba', matches: ['abba', 'ab-ba'], others: ['aba'] },
  { pattern: 'a*b*c', matches: ['abc', 'a-b-b-c', 'abcbc'], others: ['acb', 'ac', 'abcd'] },
  { pattern: 'a*b*b', matches: ['abb', 'abab'], others: ['ab'] },
  { pattern: '*a*b*', matches: ['ab', 'xaybz'], others: ['ba'] },
  { pattern: '*ab*bc*', matches: ['abbc'], others: ['abc'] },
  { pattern: '?', matches: ['a', '😀', '?'], others: ['', 'ab'] },
  { pattern: 'a?c', matches: ['abc', 'a😀c', 'a\nc'], others: ['ac', 'abbc'] },
  { pattern: '?*', matches: ['a', 'ab', '😀'], others: [''] },
  { pattern: '*?', matches: ['a', '😀'], others: [''] },
  { pattern: '*?b', matches: ['ab', 'bb', '😀b', 'aab'], others: ['b', 'ba'] },
  { pattern: '?b*', matches: ['ab', 'abc'], others: ['b'] },
  { pattern: '*a?c*', matches: ['aabc', 'xa😀cx'], others: ['ac', 'aac'.slice(1)] },
  { pattern: '*a?*?c', matches: ['a12c', 'a1-2c'], others: ['a1c', 'ac'] },
  {
    pattern: 'C:\\Windows\\*.exe',
    matches: ['C:\\Windows\\a.exe'],
    others: ['C:Windows.exe', 'C:\\Windows\\a.dll'],
  },
  { pattern: 'a\\*', matches: ['a\\b', 'a\\'], others: ['a*'] },
  { pattern: '[a].(b)+$', matches: ['[a].(b)+$'], others: ['a.b'] },
])('`$pattern`', ({ pattern, matches, others }) => {
  const test = compileWildcards([pattern], false);
  expect(matches.filter(text => !test(text))).toEqual([]);
  expect(others.filter(test)).toEqual([]);
});

test('a list matches what one of its patterns matches', () => {
  const matches = compileWildcards(['cmd.exe', 'power*', '*.ps1', 'w?cript.exe', 'cmd.exe'], false);
  const texts = ['cmd.exe', 'powershell', 'a.ps1', 'wscript.exe', 'wwscript.exe', 'cmd'];
  expect(texts.filter(matches)).toEqual(['cmd.exe', 'powershell', 'a.ps1', 'wscript.exe']);
  expect(compileWildcards([], false)('')).toBe(false);
  expect(compileWildcards(['a', '*'], true)('anything')).toBe(true);
});

test('case is ignored in patterns and texts alike, and only if asked', () => {
  const matches = compileWildcards(['C:\\WINDOWS\\*', 'Σ?ς', 'İ'], true);
  expect(['c:\\windows\\x', 'C:\\Windows\\X', 'σ1ς', 'ΣXς', 'i', 'I'].filter(text => !matches(text))).toEqual(
    [],
  );
  expect(compileWildcards(['C:\\WINDOWS\\*'], false)('c:\\windows\\x')).toBe(false);
});

test('a pattern made to blow up costs length times length at most', () => {
  const matches = compileWildcards([`${'*a?'.repeat(50)}*b`], false);
  expect(matches('a'.repeat(20_000))).toBe(false);
});
