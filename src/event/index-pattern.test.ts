import { expect, test } from 'vitest';
import { compileIndexPatterns } from './index-pattern.ts';

interface Case {
  readonly patterns: readonly string[];
  readonly taken: readonly string[];
  readonly left: readonly string[];
}

test.each<Case>([
  { patterns: ['winlogbeat-*'], taken: ['winlogbeat-8.1', 'winlogbeat-'], left: ['winlogbeat', 'logs-x'] },
  { patterns: ['logs'], taken: ['logs'], left: ['logs-x', 'Logs'] },
  { patterns: ['a-*, b', 'c'], taken: ['a-1', 'b', 'c'], left: ['a', 'b, c'] },
  { patterns: ['logs-*', '-logs-test-*'], taken: ['logs-a'], left: ['logs-test-a'] },
  { patterns: ['logs-*,-logs-test-*'], taken: ['logs-a'], left: ['logs-test-a'] },
  { patterns: ['-logs-test-*', 'logs-*'], taken: ['logs-test-a', 'logs-a'], left: ['x'] },
  { patterns: ['logs-*', '-logs-*', 'logs-a'], taken: ['logs-a'], left: ['logs-b'] },
  { patterns: ['-logs-*'], taken: [], left: ['logs-a', 'x'] },
  { patterns: ['_all', '-x'], taken: ['a'], left: ['x'] },
  {
    patterns: ['*:logs-*', 'eu:auditbeat-*'],
    taken: ['logs-a', 'eu:logs-a', 'us:auditbeat-1'],
    left: ['eu:x', 'eu'],
  },
  { patterns: ['logs-*', '*:logs-*', '-eu:*', 'eu:-logs-a'], taken: ['logs-a', 'eu:logs-a'], left: [] },
  {
    patterns: ['logs-endpoint.events.process-*'],
    taken: [
      'logs-endpoint.events.process-default',
      '.ds-logs-endpoint.events.process-default-2024.05.01-000007',
      'partial-.ds-logs-endpoint.events.process-default-2024.05.01-000007',
      'eu:.ds-logs-endpoint.events.process-default-2024.05.01-000007',
    ],
    left: ['.ds-logs-endpoint.events.file-default-2024.05.01-000007'],
  },
  {
    patterns: ['logs-*', '-logs-test'],
    taken: ['.ds-logs-a-2024.05.01-000007'],
    left: ['.ds-logs-test-2024.05.01-000007'],
  },
])('$patterns', ({ patterns, taken, left }) => {
  const test = compileIndexPatterns(patterns);
  expect(taken.filter(index => !test(index))).toEqual([]);
  expect(left.filter(test)).toEqual([]);
});

test('an event of no known index belongs to all of them', () => {
  expect(compileIndexPatterns(['logs-*'])(undefined)).toBe(true);
});

test('no pattern at all takes every index', () => {
  expect(compileIndexPatterns([])('logs-a')).toBe(true);
  expect(compileIndexPatterns([' '])('logs-a')).toBe(true);
});

test('an answer that is remembered stays the same', () => {
  const taken = compileIndexPatterns(['a*']);
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 5_000; at++) expect(taken(`${at % 2 ? 'a' : 'b'}${at}`)).toBe(at % 2 === 1);
  }
});
