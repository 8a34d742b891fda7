import { describe, expect, test } from 'vitest';
import type { Diagnostic, Label } from './diagnostic.ts';
import { displayWidth } from './display-text.ts';
import { renderDiagnostics } from './render-terminal.ts';
import { type SourceText, sourceText } from './source-text.ts';

const base: Diagnostic = { code: 'EQL001', severity: 'error', message: 'no `x` here', labels: [], notes: [] };

/** A label on the n-th (from 0) occurrence of `words`. */
function on(source: SourceText, words: string, text = '', nth = 0): Label {
  let start = source.text.indexOf(words);
  for (let i = 0; i < nth; i++) start = source.text.indexOf(words, start + 1);
  return { source, span: { start, end: start + words.length }, text };
}

function at(source: SourceText, start: number, end: number, text = ''): Label {
  return { source, span: { start, end }, text };
}

function plain(...diagnostics: readonly Diagnostic[]): string {
  return `\n${renderDiagnostics(diagnostics, { color: false })}`;
}

test('the smallest wrong text is underlined, and notes and help follow', () => {
  const query = `${'\n'.repeat(40)}[process where process.nmae : "dllhost.exe"]\n`;
  const source = sourceText('rules/dllhost.toml', query);
  const diagnostic: Diagnostic = {
    ...base,
    message: 'unknown field `process.nmae`',
    labels: [on(source, 'process.nmae', 'not in ECS')],
    notes: ['fields are told apart by case'],
    help: 'did you mean `process.name`?',
  };
  expect(plain(diagnostic)).toBe(`
error[EQL001]: unknown field \`process.nmae\`
 --> rules/dllhost.toml:41:16
   |
41 | [process where process.nmae : "dllhost.exe"]
   |                ^^^^^^^^^^^^ not in ECS
   = note: fields are told apart by case
   = help: did you mean \`process.name\`?
`);
});

test('a query inside a rule file is shown as a line of the rule file', () => {
  const file = sourceText('a.toml', 'type = "eql"\nquery = "any where x"\n');
  const query = sourceText('<query>', 'any where x', { source: file, toHost: offset => offset + 22 });
  expect(plain({ ...base, labels: [on(query, 'x', 'here')] })).toBe(`
error[EQL001]: no \`x\` here
 --> a.toml:2:20
   |
 2 | query = "any where x"
   |                    ^ here
`);
});

test('labels on one line, on other lines and in other files are all shown, the primary one first', () => {
  const one = sourceText('one.eql', 'a == b\nsecond\nc\nd == a');
  const two = sourceText('two.eql', 'a');
  const labels = [
    on(one, 'a', 'again', 1),
    on(one, 'd =', 'this'),
    on(one, 'a', 'first'),
    on(two, 'a', 'also'),
  ];
  expect(plain({ ...base, severity: 'warning', labels })).toBe(`
warning[EQL001]: no \`x\` here
 --> one.eql:4:6
   |
 1 | a == b
   | - first
...
 4 | d == a
   | --- this
   |      ^ again
 ::: two.eql:1:1
   |
 1 | a
   | - also
`);
});

test('a text of several lines is underlined where it begins and where it ends', () => {
  const source = sourceText('q', 'x (a and\n  b or\n  c) y\n');
  expect(plain({ ...base, labels: [at(source, 2, 20, 'all of this')] })).toBe(`
error[EQL001]: no \`x\` here
 --> q:1:3
   |
 1 | x (a and
   |   ^^^^^^
...
 3 |   c) y
   |   ^^ all of this
`);
});

test.each([
  ['an empty place is one caret', 'any where', 4, 4, 'any where', '    ^'],
  ['the end of the text is one caret after it', 'any where', 9, 9, 'any where', '         ^'],
  ['a place past the end of the text is the end', 'any', 30, 40, 'any', '   ^'],
  ['an empty text still gets its caret', '', 0, 0, '', '^'],
  ['a text that takes in its line end stays on its line', 'ab\ncd', 0, 3, 'ab', '^^'],
  ['the line end of Windows belongs to no line', 'ab\r\ncd', 1, 4, 'ab', ' ^'],
  ['a tab reaches to the next tab stop', '\ta\tb', 3, 4, '    a   b', '        ^'],
  ['an underlined tab is underlined in full', 'a\tb', 1, 2, 'a   b', ' ^^^'],
  ['wide characters take two columns', '"電話" x', 1, 3, '"電話" x', ' ^^^^'],
  ['the caret comes after wide characters', '"電話" x', 5, 6, '"電話" x', '       ^'],
  ['combining marks take none', 'e\u0301e\u0301 x', 5, 6, 'e\u0301e\u0301 x', '   ^'],
  ['joined emoji take two', '👩‍💻 x', 6, 7, '👩‍💻 x', '   ^'],
  ['a terminal escape is seen, not obeyed', '\u001b[31m x', 6, 7, '␛[31m x', '      ^'],
  ['a change of direction is seen, not obeyed', '\u202ex', 1, 2, '\\u{202e}x', '        ^'],
])('%s', (_name, text, start, end, line, underline) => {
  const out = plain({ ...base, labels: [at(sourceText('q', text), start, end)] }).split('\n');
  expect(out.slice(4, 6)).toEqual([` 1 | ${line}`.trimEnd(), `   | ${underline}`]);
});

describe('a line of 40,000 characters', () => {
  const text = `${'a or '.repeat(4_000)}WRONG${' or b'.repeat(4_000)}`;

  test('is cut to the part around the caret', () => {
    const [, , , , line = '', underline = ''] = plain({
      ...base,
      labels: [on(sourceText('q', text), 'WRONG', 'here')],
    }).split('\n');
    expect(line).toMatch(/^ 1 \| …(a or )+WRONG( or b)+.*…$/u);
    expect(displayWidth(line)).toBeLessThanOrEqual(130);
    expect(underline.indexOf('^')).toBe(line.indexOf('WRONG'));
    expect(underline).toMatch(/\^{5} here$/u);
  });

  test.each([
    ['start', 0, 1],
    ['end', text.length - 1, text.length],
  ])('shows its %s where that is meant', (_name, start, end) => {
    const source = sourceText('q', text);
    const [, , , , line = '', underline = ''] = plain({ ...base, labels: [at(source, start, end)] }).split(
      '\n',
    );
    expect(underline.indexOf('^')).toBe(start === 0 ? 5 : line.length - 1);
    expect(line.match(/…/gu)).toHaveLength(1);
  });

  test('shows a part for each of two labels that lie far apart', () => {
    const source = sourceText('q', text);
    const out = plain({ ...base, labels: [at(source, 0, 1, 'one'), on(source, 'WRONG', 'two')] });
    expect(out.match(/ 1 \|/gu)).toHaveLength(2);
  });
});

test('hostile words in messages, names, notes and help reach the terminal as symbols', () => {
  const hostile = 'a\u001b]0;owned\u0007\u009b2J\r\nb';
  const out = renderDiagnostics(
    [
      {
        ...base,
        message: hostile,
        labels: [at(sourceText(hostile, hostile), 0, 1, hostile)],
        notes: [hostile],
        help: hostile,
      },
      { ...base, file: hostile },
    ],
    { color: false },
  );
  expect(out.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
  expect(out.split('\n')).toHaveLength(11);
});

test('a diagnostic about a whole file names it', () => {
  expect(plain({ ...base, severity: 'hint', file: 'events/' })).toBe(`
hint[EQL001]: no \`x\` here
 --> events/
`);
});

test('several are set apart by a blank line, and the number of those left out is said', () => {
  const three = ['one', 'two', 'three'].map(message => ({ ...base, message }));
  expect(renderDiagnostics(three, { color: false, most: 2 })).toBe(
    'error[EQL001]: one\n\nerror[EQL001]: two\n\n… and 1 more\n',
  );
});

test('nothing to say is nothing said', () => {
  expect(renderDiagnostics([], { color: true })).toBe('');
});

test('colour adds nothing but colour', () => {
  const source = sourceText('q', 'a\nb');
  const diagnostic: Diagnostic = {
    ...base,
    labels: [on(source, 'a', 'x'), on(source, 'b', 'y')],
    notes: ['n'],
    help: 'h',
  };
  const colored = renderDiagnostics([diagnostic], { color: true });
  expect(colored).not.toBe(renderDiagnostics([diagnostic], { color: false }));
  expect(colored.replaceAll(/\u001b\[\d+m/gu, '')).toBe(renderDiagnostics([diagnostic], { color: false }));
});
