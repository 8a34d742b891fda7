import { describe, expect, test } from 'vitest';
import { compileDocumentFilter } from '../../engine/document-filter.ts';
import type { JsonObject } from '../../event/json.ts';
import { compileEql } from '../../lang/eql/index.ts';
import { compileKql } from '../../lang/kql/index.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { type QueryLanguage, queryOfCondition, withCondition } from './query-filter.ts';

const CMD = { field: 'process.name', value: 'cmd.exe', isWanted: true };

function passes(language: QueryLanguage, query: string, document: JsonObject): boolean {
  const source = sourceText('<query>', query);
  const { diagnostics, value } = language === 'eql' ? compileEql(source) : compileKql(source);
  if (value?.kind !== 'events') throw new Error(`${query}: ${JSON.stringify(diagnostics)}`);
  return compileDocumentFilter(value.filter)(document);
}

describe('a condition that is added to EQL', () => {
  test.each([
    ['any where true', 'any where process.name == "cmd.exe"'],
    ['process where user.name == "a"', 'process where user.name == "a" and process.name == "cmd.exe"'],
    [
      'process where user.name == "a" or user.name == "b"',
      'process where (user.name == "a" or user.name == "b") and process.name == "cmd.exe"',
    ],
    [
      'process where (user.name == "a" or user.name == "b")',
      'process where (user.name == "a" or user.name == "b") and process.name == "cmd.exe"',
    ],
    [
      'process where user.name == "a" // or "b"\n| head 5',
      'process where user.name == "a" and process.name == "cmd.exe" // or "b"\n| head 5',
    ],
    ['process where process.name == "cmd.exe"', 'process where process.name == "cmd.exe"'],
  ])('keeps what was written: %s', (query, expected) => {
    expect(withCondition('eql', query, CMD)).toBe(expected);
  });

  test('narrows every step of a sequence, or the one whose value was chosen', () => {
    const sequence =
      'sequence by host.id [process where true] [network where user.name == "a"] by process.pid';
    expect(withCondition('eql', sequence, CMD)).toBe(
      'sequence by host.id [process where process.name == "cmd.exe"] [network where user.name == "a" and process.name == "cmd.exe"] by process.pid',
    );
    expect(withCondition('eql', sequence, CMD, 1)).toBe(
      'sequence by host.id [process where true] [network where user.name == "a" and process.name == "cmd.exe"] by process.pid',
    );
  });

  test('leaves a query with mistakes alone', () => {
    expect(withCondition('eql', 'process where', CMD)).toBeUndefined();
  });

  test('cannot be made of a name that EQL has no way to write', () => {
    expect(withCondition('eql', 'any where true', { ...CMD, field: 'a..b' })).toBeUndefined();
  });
});

describe('a condition that is added to KQL', () => {
  test.each([
    ['', 'process.name: "cmd.exe"'],
    ['user.name: a', 'user.name: a and process.name: "cmd.exe"'],
    ['user.name: a or user.name: b', '(user.name: a or user.name: b) and process.name: "cmd.exe"'],
    ['not user.name: a', 'not user.name: a and process.name: "cmd.exe"'],
    ['user.name: (a or b) and process.name: "cmd.exe"', 'user.name: (a or b) and process.name: "cmd.exe"'],
  ])('keeps what was written: %s', (query, expected) => {
    expect(withCondition('kql', query, CMD)).toBe(expected);
  });

  test('leaves a query with mistakes alone', () => {
    expect(withCondition('kql', 'user.name: (a', CMD)).toBeUndefined();
  });
});

const HOSTILE = [
  ...[
    'C:\\Windows\\System32\\cmd.exe',
    '\\\\server\\share\\',
    '"C:\\Program Files\\a.exe" /c "b"',
    'a*b?c',
    '*',
  ],
  ...[
    '',
    ' ',
    ' a ',
    'and',
    'NOT',
    '{365ABB72-9AD8}',
    'a:b',
    '(a or b)',
    "it's",
    'tab\tnew\nline\r',
    '\\',
    '\\"',
  ],
  ...[
    '\\u0041',
    '$(x)',
    '/* c */',
    '// c',
    '| head 1',
    '\u202e\u200b\u0000\u001b',
    '\u00a0',
    'ü',
    '\ud800',
    '"""',
  ],
];

describe.each(['eql', 'kql'] as const)('in %s', language => {
  test.each(HOSTILE)('the value %j is found as it is, and nothing else is', value => {
    const field = 'tripline.test';
    const only = queryOfCondition(language, { field, value, isWanted: true }) ?? 'none';
    const source = sourceText('<query>', only);
    const { diagnostics } = language === 'eql' ? compileEql(source) : compileKql(source);
    expect(diagnostics.filter(isError)).toEqual([]);
    expect(passes(language, only, { tripline: { test: value } })).toBe(true);
    expect(passes(language, only, { tripline: { test: `${value}x` } })).toBe(false);
    expect(passes(language, only, { tripline: { test: 'aXbYc' } })).toBe(false);
    expect(passes(language, only, {})).toBe(false);
  });

  test.each(HOSTILE)('the value %j is left out, and events without the field stay', value => {
    const field = 'tripline.test';
    const base = language === 'eql' ? 'any where true' : '';
    const without = withCondition(language, base, { field, value, isWanted: false }) ?? 'none';
    expect(passes(language, without, { tripline: { test: value } })).toBe(false);
    expect(passes(language, without, { tripline: { test: `${value}x` } })).toBe(true);
    expect(passes(language, without, {})).toBe(true);
  });

  test.each([
    ['process.pid', 3892],
    ['process.pid', -1],
    ['process.exit_code', 3221225786],
    ['tripline.share', 0.25],
    ['process.code_signature.trusted', false],
    ['destination.ip', '93.184.216.34'],
    ['destination.ip', 'fe80::1'],
    ['@timestamp', '2026-03-17T08:30:02.424Z'],
    ['tripline.odd-name', 'a'],
    ['tripline.and', 'a'],
    ['tripline.1st', 'a'],
  ])('%s can be asked for %j, and for having any value', (field, value) => {
    for (const condition of [
      { field, value, isWanted: true },
      { field, value: undefined, isWanted: true },
    ]) {
      const query = queryOfCondition(language, condition) ?? 'none';
      expect(passes(language, query, { [field]: value })).toBe(true);
      expect(passes(language, query, {})).toBe(false);
    }
  });
});

test.each(['a b', 'a:b', 'a*b', '(a)', 'or', 'ä"ö', '\\'])('KQL can ask for the field %j', field => {
  const query = queryOfCondition('kql', { field, value: 'x', isWanted: true }) ?? 'none';
  expect(passes('kql', query, { [field]: 'x' })).toBe(true);
  expect(passes('kql', query, { other: 'x' })).toBe(false);
});
