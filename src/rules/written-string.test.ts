import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { readJsonString, readTomlString, type WrittenString } from './written-string.ts';

/** Where the character at `inner` stands, by the last anchor at or before it. */
function outerOf({ anchors }: WrittenString, inner: number): number | undefined {
  const anchor = anchors.filter(each => each.inner <= inner).at(-1);
  return anchor && anchor.outer + inner - anchor.inner;
}

describe('a string as TOML writes it', () => {
  test.each([
    ['basic', String.raw`"a\"b\\c X"`],
    ['escapes of code points', String.raw`"\u0041\U0001F600 X"`],
    ['literal', String.raw`'C:\Windows\X'`],
    ['multi-line, its first line end dropped', '"""\nline\n  X"""'],
    ['multi-line with Windows line ends', '"""\r\nline\r\n  X"""'],
    ['multi-line literal', "'''\nline\n  X'''"],
    ['quotes before the closing ones', '"""X"""""'],
    ['a backslash at the line end', '"""one \\\n   \n  X"""'],
    ['a backslash at a Windows line end', '"""one \\  \r\n  X"""'],
    ['empty', '""'],
  ])('%s', (_name, raw) => {
    const string = readTomlString(raw, 100);
    expect(string.text).toBe(parse(`x = ${raw}`)['x']);
    if (raw.includes('X')) expect(outerOf(string, string.text.indexOf('X'))).toBe(100 + raw.indexOf('X'));
  });
});

test('a string as JSON writes it', () => {
  const raw = String.raw`"\u0041 \/ \n\t\"X"`;
  const string = readJsonString(raw, 7);
  expect(string.text).toBe(JSON.parse(raw));
  expect(outerOf(string, string.text.indexOf('X'))).toBe(7 + raw.indexOf('X'));
});
