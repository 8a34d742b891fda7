import { expect, test } from 'vitest';
import { splitCommandLine } from './command-line.ts';

const cases: readonly (readonly [commandLine: string, args: readonly string[], why: string])[] = [
  ['', [], 'nothing holds no arguments'],
  [' \t ', [], 'blanks hold no arguments'],
  ['a.exe', ['a.exe'], 'a name alone is one argument'],
  ['a.exe  b\tc', ['a.exe', 'b', 'c'], 'blanks and tabs part arguments, however many'],
  [' a.exe b ', ['a.exe', 'b'], 'blanks at the ends add nothing'],
  ['"C:\\Program Files\\a.exe"', ['C:\\Program Files\\a.exe'], 'a quoted path is one argument'],
  ['"C:\\x\\a.exe" ', ['C:\\x\\a.exe'], 'a blank behind a quoted path adds nothing'],
  ['a "" b', ['a', '', 'b'], 'two quotes are an empty argument'],
  ['a b"c d"e', ['a', 'bc de'], 'quotes may open and close inside an argument'],
  ['a "b c', ['a', 'b c'], 'an open quote goes on to the end'],
  [
    'C:\\a\\b \\\\host\\c',
    ['C:\\a\\b', '\\\\host\\c'],
    'backslashes before anything but a quote are themselves',
  ],
  ['a \\"b\\"', ['a', '"b"'], 'one backslash makes the quote literal'],
  ['a \\\\"b c"', ['a', '\\b c'], 'two are one, and the quote opens'],
  ['a \\\\\\"b c', ['a', '\\"b', 'c'], 'three are one and a literal quote'],
  ['"C:\\dir\\\\" x', ['C:\\dir\\', 'x'], 'two before the closing quote are one'],
  ['"C:\\dir\\" x', ['C:\\dir" x'], 'one before it does not let the quote close'],
  ['a "b""c d', ['a', 'b"c', 'd'], 'a doubled quote inside quotes is one and closes them'],
  ['a "b"""c d"', ['a', 'b"c d'], 'a third quote opens them again'],
  ['"a"b c', ['ab', 'c'], 'the name of the program follows the same rules'],
  ['a b\\', ['a', 'b\\'], 'a backslash at the end is itself'],
  ['a\nb c', ['a\nb', 'c'], 'a line feed is no blank'],
];

test.each(cases)('%j: %j (%s)', (commandLine, args) => {
  expect(splitCommandLine(commandLine)).toEqual(args);
});
