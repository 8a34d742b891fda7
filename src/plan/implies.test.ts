import { describe, expect, test } from 'vitest';
import { conditionOf } from '../../test/support/condition.ts';
import { implies } from './implies.ts';

describe('what follows from a condition', () => {
  test.each([
    ['process.name == "a" and process.pid == 1', 'process.name in ("a", "b")'],
    ['process.name == "a"', 'process.name : "A"'],
    ['process.name == "a"', 'process.name != null'],
    ['process.name == "abc"', 'process.name like ("x", "a*")'],
    ['process.name like "ab*"', 'process.name : "A*"'],
    ['process.executable like """C:\\Windows\\*"""', 'process.executable : """?:\\Win*"""'],
    ['process.executable like "a?c*"', 'process.executable like "a?*"'],
    ['startsWith(process.name, "abc")', 'process.name like "ab*"'],
    ['process.pid == 7', 'process.pid > 3'],
    ['process.pid > 5', 'process.pid >= 5'],
    ['process.pid >= 6', 'process.pid > 5'],
    ['destination.ip == "10.1.2.3"', 'cidrmatch(destination.ip, "10.0.0.0/8", "::1")'],
    ['not process.name : "a*"', 'not process.name == "abc"'],
    ['process.name == "a" or process.name == "b"', 'process.name in ("b", "a", "c")'],
    ['process.name == "a"', 'process.name == "a" or process.pid == 1'],
    ['not (process.name == "a" or process.pid == 1)', 'process.pid != 1'],
    ['length(process.name) > 5 and process.pid == 1', 'length(process.name) > 5'],
  ])('%s => %s', (a, b) => {
    expect(implies(conditionOf(a), conditionOf(b))).toBe(true);
    expect(implies(conditionOf(b), conditionOf(a))).toBe(false);
  });

  test.each([
    ['what ignores case accepts more', 'process.name : "a"', 'process.name == "a"'],
    ['a star reaches further than a question mark', 'process.name like "a*"', 'process.name like "a?"'],
    ['a literal star is no wildcard', 'process.name == "a*"', 'process.name == "ab"'],
    ['of one value nothing follows for another', 'process.name == "a"', 'process.name != "b"'],
    ['nor of a range for one that it excludes', 'process.pid > 5', 'not process.pid < 3'],
    ['fields are not each other', 'process.name == "a"', 'process.parent.name == "a"'],
  ])('%s', (_, a, b) => {
    expect(implies(conditionOf(a), conditionOf(b))).toBe(false);
  });
});
