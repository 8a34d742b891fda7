import { expect, test } from 'vitest';
import { parseLuceneRegex } from './lucene-regex-syntax.ts';
import { compileAutomaton, isTooComplex } from './text-automaton.ts';

function automaton(pattern: string, ignoreCase = false): (text: string) => boolean {
  const { node, problem } = parseLuceneRegex(pattern);
  if (node === undefined) throw new Error(problem.message);
  return compileAutomaton([node], ignoreCase);
}

/** A long text over a and b that does not repeat itself: the bits of a linear congruence. */
function scatteredText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state & 0x10000 ? 'a' : 'b';
  }).join('');
}

test('a pattern with more sets of states than are remembered still gives right answers', () => {
  // Which of the last 15 characters were an a: 32,768 sets.
  const matches = automaton('.*a.{14}');
  const text = scatteredText(40_000);
  const answers = Array.from({ length: 200 }, (_, at) => text.slice(at, 40_000 - at));
  expect(answers.map(matches)).toEqual(answers.map(part => part.at(-15) === 'a'));
  expect(matches(text)).toBe(text.at(-15) === 'a');
});

test.each([
  ['a~(.*b.{20})', true],
  ['(.*a.{30})&(.*b.{30})', true],
  ['~(.*b.{5})', false],
  [`${'~('.repeat(50)}a${')'.repeat(50)}`, false],
  ['(~(a)){500}', false],
  ['.*a.{900}', false],
])('%.30s is too complex: %j', (pattern, expected) => {
  const { node } = parseLuceneRegex(pattern);
  expect(node !== undefined && isTooComplex(node)).toBe(expected);
});

test('patterns that are fine alone are fine together', () => {
  const { node } = parseLuceneRegex('x~(.*b.{10})');
  if (node === undefined) throw new Error('not parsed');
  const matches = compileAutomaton(new Array(20).fill(node), false);
  expect([matches('xb'), matches('xb1234567890')]).toEqual([true, false]);
});

test('ignoring case folds large ranges as it folds single characters', () => {
  // The Kelvin sign folds to k, Ü to ü.
  const matches = automaton('[J-L][À-ÿ][\u{10400}-\u{10420}]\\D', true);
  expect(matches('\u212AÜ\u{10428}X')).toBe(true);
  expect(matches('kü\u{10400}x')).toBe(true);
  expect(matches('mü\u{10400}x')).toBe(false);
  expect(matches('kü\u{10400}1')).toBe(false);
});
