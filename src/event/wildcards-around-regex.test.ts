import { expect, test } from 'vitest';
import { wildcardsAroundRegexes } from './wildcards-around-regex.ts';

test.each([
  ['[a-z0-9]\\.exe', ['?.exe']],
  ['C:\\\\(Windows|Temp)\\\\.+', ['C:\\Windows\\?*', 'C:\\Temp\\?*']],
  ['[A-Z]:\\\\:.+', ['?:\\:?*']],
  ['a{3}', ['aaa']],
  ['(ab)+c?', ['ab*']],
  ['.{4}', ['????']],
  ['ab<1-12>', ['ab?*']],
  ['abc&@', ['abc']],
  ['héllo', ['h*llo']],
])('around %s stand %j', (expression, patterns) => {
  expect(wildcardsAroundRegexes([expression])).toEqual(patterns);
});

test.each(['.*', 'a.*', '~(abc)', '[ab]+', 'abc|.*x'])('nothing can be told of %s', expression => {
  expect(wildcardsAroundRegexes([expression])).toBeUndefined();
});

test('all expressions must tell something', () => {
  expect(wildcardsAroundRegexes(['abc.*', 'xyz'])).toEqual(['abc*', 'xyz']);
  expect(wildcardsAroundRegexes(['abc.*', '.*'])).toBeUndefined();
});
