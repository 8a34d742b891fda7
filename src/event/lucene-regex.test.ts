import { describe, expect, test } from 'vitest';
import { compileLuceneRegexes, luceneRegexProblem } from './lucene-regex.ts';

interface Case {
  readonly pattern: string;
  readonly matches: readonly string[];
  readonly others: readonly string[];
}

describe('a regular expression', () => {
  test.each<Case>([
    { pattern: 'ab', matches: ['ab'], others: ['xab', 'abx', 'AB', ''] },
    { pattern: '', matches: [''], others: ['a'] },
    { pattern: '()', matches: [''], others: ['a'] },
    { pattern: 'a.c', matches: ['abc', 'a\nc', 'a😀c'], others: ['ac'] },
    { pattern: 'a|bc', matches: ['a', 'bc'], others: ['ac', 'b'] },
    { pattern: '(a|b)c', matches: ['ac', 'bc'], others: ['a'] },
    { pattern: 'ab?', matches: ['a', 'ab'], others: ['abb'] },
    { pattern: 'ab+', matches: ['ab', 'abb'], others: ['a'] },
    { pattern: '(ab)*', matches: ['', 'abab'], others: ['aba'] },
    { pattern: 'a{2}', matches: ['aa'], others: ['a', 'aaa'] },
    { pattern: 'a{2,}', matches: ['aa', 'aaaa'], others: ['a'] },
    { pattern: 'a{1,2}', matches: ['a', 'aa'], others: ['', 'aaa'] },
    {
      pattern: '.*?net[1]?  localgroup.*?',
      matches: ['net1  localgroup', 'C:\\net  localgroup x'],
      others: ['net localgroup'],
    },
    { pattern: '[a-c_]', matches: ['a', 'b', '_'], others: ['d', 'ab'] },
    { pattern: '[^a-c]', matches: ['d', '\n', '😀'], others: ['a', ''] },
    { pattern: '[]a]', matches: [']', 'a'], others: ['b'] },
    { pattern: '[^]a]', matches: ['b'], others: [']', 'a'] },
    { pattern: '[a-]', matches: ['a', '-'], others: ['b'] },
    { pattern: '[-a]', matches: ['a', '-'], others: ['b'] },
    { pattern: '[\\]\\\\]', matches: [']', '\\'], others: ['a'] },
    { pattern: '[.*"&]+', matches: ['.*"&'], others: ['a'] },
    { pattern: 'a\\.b\\*\\\\', matches: ['a.b*\\'], others: ['axb*\\'] },
    { pattern: '"a.b*"c', matches: ['a.b*c'], others: ['axbc'] },
    { pattern: '\\d+\\s\\w', matches: ['12 _', '1\tz'], others: ['a a', '1 -'] },
    { pattern: '[\\d\\s_]+', matches: ['1 _2'], others: ['a', '\\'] },
    { pattern: '\\D\\S\\W', matches: ['ab-', '😀x '], others: ['1b-', 'abc'] },
    { pattern: 'a@c', matches: ['ac', 'a\nbc'], others: ['ab'] },
    { pattern: '#', matches: [], others: ['', '#', 'a'] },
    { pattern: 'a#|b', matches: ['b'], others: ['a', 'a#'] },
    { pattern: '(#)*', matches: [''], others: ['#'] },
    { pattern: '*a', matches: ['*a'], others: ['a'] },
    { pattern: 'a^$', matches: ['a^$'], others: ['a'] },
    { pattern: '{a}', matches: ['{a}'], others: ['a'] },
    { pattern: '\\~\\&\\@\\#\\<', matches: ['~&@#<'], others: [] },
    { pattern: 'ä\\😀', matches: ['ä😀'], others: ['ä'] },
  ])('$pattern is anchored and means what Lucene means', ({ pattern, matches, others }) => {
    expect(luceneRegexProblem(pattern)).toBeUndefined();
    const test = compileLuceneRegexes([pattern], false);
    expect(matches.filter(text => !test(text))).toEqual([]);
    expect(others.filter(test)).toEqual([]);
  });

  test.each<Case>([
    { pattern: '~(foo.*)', matches: ['', 'bar', 'xfoo'], others: ['foo', 'foobar'] },
    { pattern: '~~(a)', matches: ['a'], others: ['b', ''] },
    { pattern: 'a.*&.*b', matches: ['ab', 'a-b'], others: ['a', 'b', 'ba'] },
    { pattern: '~(foo.*)&.*bar|baz', matches: ['bar', 'xbar', 'baz'], others: ['foobar', 'x'] },
    { pattern: 'x|y|~(.*)', matches: ['x', 'y'], others: ['z', ''] },
    { pattern: '(a|b)&(b|c)&~(c)', matches: ['b'], others: ['a', 'c'] },
    { pattern: 'a(~b)c', matches: ['ac', 'aac', 'abbc', 'axyzc'], others: ['abc', 'a', 'bc'] },
    { pattern: 'PROGRA~1', matches: ['PROGRA', 'PROGRA2', 'PROGRA11'], others: ['PROGRA1', 'PROG'] },
    { pattern: 'x([a-m]&[^c])+', matches: ['xa', 'xabd'], others: ['x', 'xc', 'xac', 'xz'] },
    { pattern: '(~(a|b)){2}', matches: ['', 'ab', 'c', 'aa'], others: ['a', 'b'] },
    { pattern: '.*(~(.*x.*)&.{3})', matches: ['xabc', 'abc'], others: ['abx', 'ab'] },
  ])('$pattern combines patterns', ({ pattern, matches, others }) => {
    expect(luceneRegexProblem(pattern)).toBeUndefined();
    const test = compileLuceneRegexes([pattern], false);
    expect(matches.filter(text => !test(text))).toEqual([]);
    expect(others.filter(test)).toEqual([]);
  });

  test.each([
    { pattern: '<1-31>', digits: 0, min: 1, max: 31 },
    { pattern: '<0-0>', digits: 1, min: 0, max: 0 },
    { pattern: '<31-9>', digits: 0, min: 9, max: 31 },
    { pattern: '<017-103>', digits: 3, min: 17, max: 103 },
    { pattern: '<8-1203>', digits: 0, min: 8, max: 1203 },
    { pattern: '<100-999>', digits: 3, min: 100, max: 999 },
  ])('$pattern is the numbers from $min to $max', ({ pattern, digits, min, max }) => {
    const test = compileLuceneRegexes([pattern], false);
    for (let number = 0; number <= 1_500; number++) {
      const inside = number >= min && number <= max;
      if (digits === 0) {
        expect(test(String(number))).toBe(inside);
        expect(test(`00${number}`)).toBe(inside);
      } else {
        expect(test(String(number).padStart(digits, '0'))).toBe(inside);
        expect(test(`0${String(number).padStart(digits, '0')}`)).toBe(false);
      }
    }
    expect(test('')).toBe(false);
  });

  test('an interval stands within other text, up to the largest number', () => {
    const test = compileLuceneRegexes(['port<0-2147483647>!'], false);
    expect(test('port2147483647!')).toBe(true);
    expect(test('port2147483648!')).toBe(false);
  });
});

test('case is ignored if asked, in classes and negated ones too', () => {
  const matches = compileLuceneRegexes(['c:\\\\WIN[a-z]+\\\\[^X]', '~(FOO)&f.."O"?'], true);
  expect(['C:\\windows\\y', 'c:\\WINDOWS\\Y', 'fox', 'fooO'].filter(text => !matches(text))).toEqual([]);
  expect(['c:\\windows\\x', 'foo', 'FOO'].filter(matches)).toEqual([]);
});

test('a list matches what one of its patterns matches', () => {
  const matches = compileLuceneRegexes(['a+', 'b|c', '~(.+)'], false);
  expect(['aa', 'b', 'c', '', 'd', 'ab'].filter(matches)).toEqual(['aa', 'b', 'c', '']);
  expect(compileLuceneRegexes([], false)('')).toBe(false);
});

test.each([
  { pattern: 'a)', offset: 1, message: '`)` closes no `(`' },
  { pattern: ')', offset: 0, message: '`)` closes no `(`' },
  { pattern: '(a', offset: 2, message: 'expected `)`, found the end of the pattern' },
  { pattern: 'a|', offset: 2, message: 'expected a character, found the end of the pattern' },
  { pattern: 'a\\', offset: 2, message: 'expected a character, found the end of the pattern' },
  { pattern: '[ab', offset: 3, message: 'expected `]`, found the end of the pattern' },
  { pattern: '[]', offset: 2, message: 'expected `]`, found the end of the pattern' },
  { pattern: 'x[z-a]', offset: 2, message: 'the range `z-a` runs backwards' },
  { pattern: 'a{', offset: 2, message: 'expected a number, found the end of the pattern' },
  { pattern: 'a{x}', offset: 2, message: 'expected a number, found `x`' },
  { pattern: 'a{1;2}', offset: 3, message: 'expected `}`, found `;`' },
  { pattern: 'a{3,2}', offset: 1, message: '`{3,2}` allows less than it demands' },
  { pattern: '"ab', offset: 3, message: 'expected `"`, found the end of the pattern' },
  { pattern: 'a<1-2', offset: 5, message: 'expected `>`, found the end of the pattern' },
  {
    pattern: 'a<b>',
    offset: 1,
    message: '`<b>` is no interval of numbers such as `<1-31>`; write `\\<` for the character itself',
  },
  {
    pattern: '<1-2147483648>',
    offset: 0,
    message:
      '`<1-2147483648>` is no interval of numbers such as `<1-31>`; write `\\<` for the character itself',
  },
  { pattern: 'ab{1001}', offset: 2, message: 'repeats more than 1000 times, nested repeats multiplied' },
  { pattern: '(a{50}){21,}', offset: 2, message: 'repeats more than 1000 times, nested repeats multiplied' },
  {
    pattern: `(${'ab'.repeat(50)}){500}`,
    offset: 0,
    message: 'is larger than 20000 characters once its repeats are written out',
  },
  {
    pattern: 'a~(.*b.{20})',
    offset: 1,
    message:
      'the operator `~` cannot be worked out within bounds; write `\\~` for the character itself, or use it on a simpler expression',
  },
  {
    pattern: '(.*a.{30})&(.*b.{30})',
    offset: 10,
    message:
      'the operator `&` cannot be worked out within bounds; write `\\&` for the character itself, or use it on a simpler expression',
  },
  { pattern: `${'('.repeat(101)}a`, offset: 100, message: 'nests deeper than 100 levels' },
  { pattern: `${'~'.repeat(101)}a`, offset: 100, message: 'nests deeper than 100 levels' },
  { pattern: `a${'*'.repeat(102)}`, offset: 101, message: 'nests deeper than 100 levels' },
])('$pattern has a problem at $offset: $message', ({ pattern, offset, message }) => {
  expect(luceneRegexProblem(pattern)).toEqual({ message, offset });
  expect(() => compileLuceneRegexes([pattern], false)).toThrow('unchecked regular expression');
});

test('a pattern made to blow up is linear in the value', () => {
  const matches = compileLuceneRegexes(['((a+)+)+', '(a|aa)+b'], false);
  expect(matches(`${'a'.repeat(10_000)}!`)).toBe(false);
});
