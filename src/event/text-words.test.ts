import { expect, test } from 'vitest';
import { wordsOf } from './text-words.ts';

test.each([
  ['', []],
  ['Access DENIED!', ['access', 'denied']],
  ['[Ref]::LoadFile("a.dll", 3.5)', ['ref', 'loadfile', 'a.dll', '3.5']],
  ['Invoke-Mimikatz -DumpCreds', ['invoke', 'mimikatz', 'dumpcreds']],
  ["don't a:b x_1 __ a..b 1.a", ["don't", 'a:b', 'x_1', 'a', 'b', '1', 'a']],
  ['C:\\Windows\\System32', ['c', 'windows', 'system32']],
  ['$env:TEMP; 1,234;5', ['env:temp', '1,234;5']],
  ['user@host.example', ['user', 'host.example']],
  ['Straße café 漢字 カタカナ', ['straße', 'café', '漢', '字', 'カタカナ']],
  ['x'.repeat(300), ['x'.repeat(255), 'x'.repeat(45)]],
])('the words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});
