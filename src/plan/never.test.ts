import { describe, expect, test } from 'vitest';
import { conditionOf } from '../../test/support/condition.ts';
import { neverHolds } from './never.ts';
import { printPredicate } from './print-plan.ts';

function found(condition: string): readonly string[] {
  return neverHolds(conditionOf(condition)).map(({ parts, alternative }) => {
    const why = parts.map(part => printPredicate(part)).join(' / ');
    return alternative === undefined ? why : `${printPredicate(alternative)}: ${why}`;
  });
}

describe('what can never hold', () => {
  test.each([
    ['process.name == null and process.name : "a*"', 'process.name : "a*" / process.name == null'],
    [
      'process.name == "a" and process.pid == 1 and not process.name in ("a", "b")',
      'process.name == "a" / process.name not in ("a", "b")',
    ],
    ['process.name == "a" and not process.name : "A*"', 'process.name == "a" / not process.name : "A*"'],
    [
      'length(process.name) > 5 and length(process.name) <= 5',
      'length(process.name) > 5 / length(process.name) <= 5',
    ],
    [
      'process.name == null and (process.name == "a" or process.name : "b*")',
      'process.name == "a" or process.name : "b*" / process.name == null',
    ],
    [
      'process.name == "a" and (process.pid == 1 or (process.pid == 2 and process.name == null))',
      'process.pid == 2 and process.name == null: process.name == "a" / process.name == null',
    ],
    ['source.ip == "10.1.2" and process.pid == 1', 'source.ip == "10.1.2"'],
    ['process.pid in (1.5, 2.5)', 'process.pid in (1.5, 2.5)'],
    [
      'process.name == "a" or source.ip in ("here", "there")',
      'source.ip in ("here", "there"): source.ip in ("here", "there")',
    ],
  ])('%s', (condition, expected) => {
    expect(found(condition)).toEqual([expected]);
  });

  test.each([
    ['a field may hold several values', 'process.name == "a" and process.name == "b"'],
    ['and lie in several ranges', 'process.pid > 5 and process.pid < 3'],
    ['an exclusion that leaves something', 'process.name : "a*" and not process.name : "ab*"'],
    ['computations of different things', 'length(process.name) > 5 and length(process.executable) < 3'],
    ['a list of which one can be', 'source.ip in ("here", "10.0.0.0/8") or process.pid in (1.5, 2)'],
    ['what is left out', 'source.ip != "here"'],
    ['bounds that meet', 'length(process.name) >= 5 and length(process.name) <= 5'],
  ])('%s', (_, condition) => {
    expect(found(condition)).toEqual([]);
  });

  test('a condition of a hundred thousand parts is left alone, and soon', () => {
    const terms = Array.from({ length: 100_000 }, (_, at) => ({
      kind: 'equals' as const,
      field: { path: 'process.name', type: 'keyword' as const },
      values: [`v${at}`],
      ignoreCase: false,
    }));
    const started = performance.now();
    expect(neverHolds({ kind: 'all', terms })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
