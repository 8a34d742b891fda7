import { describe, expect, test } from 'vitest';
import { compileKql } from '../../lang/kql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { kqlProblem, kqlValue, withClause } from './kql-clause.ts';
import { completed, type FieldHint, kqlCompletions } from './kql-input-completion.ts';

const fields: readonly FieldHint[] = ['severity', 'status', 'process.name', 'host.name', 'process.pid'].map(
  name => ({ name, about: '', examples: [] }),
);
const values: { readonly [field: string]: readonly string[] } = {
  severity: ['high', 'critical'],
  'process.name': ['cmd.exe', 'a "b" \\c'],
};
/** `|` is the caret. */
const labels = (marked: string): readonly string[] =>
  kqlCompletions(marked.replace('|', ''), marked.indexOf('|'), fields, name => values[name] ?? []).map(
    ({ label }) => label,
  );

describe('what could stand at the caret', () => {
  test.each([
    ['|', ['severity', 'status', 'process.name', 'host.name', 'process.pid']],
    ['st|', ['status', 'host.name']],
    ['na|', ['process.name', 'host.name']],
    ['status: open and pro|', ['process.name', 'process.pid']],
    ['not st|', ['status', 'host.name']],
    ['(pid|', ['process.pid']],
    ['severity: |', ['high', 'critical']],
    ['severity:cr|', ['critical']],
    ['severity: (|', ['high', 'critical']],
    ['severity: (high or |', ['high', 'critical']],
    ['severity: (high or c|)', ['critical', 'high'].slice(0, 1)],
    ['severity: (high) and host.n|', ['host.name']],
    ['process.name: "a|', ['a "b" \\c']],
    ['severity: high |', ['and', 'or']],
    ['severity: high a|', ['and']],
    ['(severity: high) |', ['and', 'or']],
    ['host.name: x|', []],
  ])('of %s', (marked, wanted) => {
    expect(labels(marked)).toEqual(wanted);
  });

  test('takes the place of the word that was begun', () => {
    const text = 'severity: cr and status: open';
    const [found] = kqlCompletions(text, 12, fields, name => values[name] ?? []);
    expect(found && completed(text, 12, found)).toEqual({
      text: 'severity: critical and status: open',
      caret: 19,
    });
  });

  test('ends no query in error, whatever is typed', () => {
    for (const text of ['"', '\\', ':::', '((((', 'a: (b or (c', '\u202e', '{', 'not not', 'a < '])
      for (let caret = 0; caret <= text.length; caret++)
        expect(Array.isArray(kqlCompletions(text, caret, fields, () => []))).toBe(true);
  });
});

describe('a value in a query', () => {
  test.each([['cmd.exe'], ['a b'], ['C:\\x\\*'], ['say "so"'], ['AND'], ['null'], ['*'], ['tab\tand\nline']])(
    'means itself: %j',
    value => {
      const { diagnostics, value: plan } = compileKql(sourceText('q', `process.name: ${kqlValue(value)}`));
      expect(diagnostics.filter(isError)).toEqual([]);
      expect(plan?.filter).toMatchObject({ kind: 'equals', values: [value] });
    },
  );
});

describe('a condition put into a query', () => {
  test.each([
    ['', 'host.name: A'],
    ['status: open', 'status: open and host.name: A'],
    ['a: 1 or b: 2', '(a: 1 or b: 2) and host.name: A'],
    ['host.name:A and status: open', 'host.name:A and status: open'],
    ['a: (', '(a: () and host.name: A'],
  ])('%j', (before, after) => {
    expect(withClause(before, 'host.name', 'A', false)).toBe(after);
  });

  test('can leave out', () => {
    expect(withClause('status: open', 'host.name', 'A B', true)).toBe(
      'status: open and not host.name: "A B"',
    );
  });
});

test('what is wrong with a query is said with its place', () => {
  expect(kqlProblem('status: open')).toBeUndefined();
  expect(kqlProblem('  ')).toBeUndefined();
  expect(kqlProblem('status: (open')).toMatch(/^at character \d+: /);
});
