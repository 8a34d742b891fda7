import { expect, test } from 'vitest';
import type { FieldRef, Literal, Predicate } from './predicate.ts';
import { printPredicate } from './print-plan.ts';
import { simplify } from './simplify.ts';

const field: FieldRef = { path: 'f', type: 'keyword' };
const yes: Predicate = { kind: 'constant', value: true };
const no: Predicate = { kind: 'constant', value: false };
const exists: Predicate = { kind: 'exists', field };

function equals(...values: readonly Literal[]): Predicate {
  return { kind: 'equals', field, values, ignoreCase: false };
}
function like(pattern: string, ignoreCase = true): Predicate {
  return { kind: 'like', field, patterns: [pattern], ignoreCase };
}
function all(...terms: readonly Predicate[]): Predicate {
  return { kind: 'all', terms };
}
function any(...terms: readonly Predicate[]): Predicate {
  return { kind: 'any', terms };
}
function not(term: Predicate): Predicate {
  return { kind: 'not', term };
}

const cases: readonly (readonly [string, Predicate, string])[] = [
  [
    'nested `all` becomes one',
    all(exists, all(like('a'), all(equals('b')))),
    'f != null and f : "a" and f == "b"',
  ],
  ['true leaves an `all`', all(yes, exists, yes), 'f != null'],
  ['false decides an `all`', all(exists, no), 'false'],
  ['false leaves an `any`', any(no, exists), 'f != null'],
  ['true decides an `any`', any(exists, not(no)), 'true'],
  ['nothing at all is true', all(any(yes)), 'true'],
  ['not of not cancels', not(not(exists)), 'f != null'],
  [
    'equal tests of an `any` unite',
    any(equals('a'), exists, equals('b', 'a')),
    'f in ("a", "b") or f != null',
  ],
  ['patterns unite', any(like('a*'), like('b*')), 'f : ("a*", "b*")'],
  [
    'patterns with and without case stay apart',
    any(like('a*'), like('a*', false)),
    'f : "a*" or f like "a*"',
  ],
  ['negations of an `all` unite', all(not(equals('a')), not(equals('b'))), 'f not in ("a", "b")'],
  [
    'tests of an `all` never unite: a field may have two values',
    all(equals('a'), equals('b')),
    'f == "a" and f == "b"',
  ],
  ['negations of an `any` never unite', any(not(equals('a')), not(equals('b'))), 'f != "a" or f != "b"'],
  ['a number and its text stay apart', any(equals(1), equals('1')), 'f in (1, "1")'],
  ['a term twice stands once', all(exists, exists), 'f != null'],
  ['a list of nothing is false', any(equals(), exists), 'f != null'],
];

test.each(cases)('%s', (_, predicate, text) => {
  expect(printPredicate(simplify(predicate))).toBe(text);
});

test('a script without fields is folded, and null is false', () => {
  const script = (value: Literal | null): Predicate => ({
    kind: 'script',
    expr: { kind: 'not', operand: { kind: 'literal', value, type: 'boolean' } },
  });
  expect(simplify(script(false))).toEqual(yes);
  expect(simplify(script(true))).toEqual(no);
  expect(simplify(script(null))).toEqual(no);
});
