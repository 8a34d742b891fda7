import { expect, test } from 'vitest';
import type { RunCondition } from '../engine/network/network-meter.ts';
import type { Predicate } from '../plan/predicate.ts';
import { adviceOn, percent } from './profile-advice.ts';
import type { FilterProfile } from './profile-filters.ts';

const line = { path: 'process.command_line', type: 'keyword' } as const;
const wildcards: Predicate = {
  kind: 'like',
  field: line,
  patterns: ['*download*string*', '*a*bc*'],
  ignoreCase: true,
};
const regex: Predicate = { kind: 'regex', field: line, patterns: ['a[0-9]+'], ignoreCase: false };
const plan = {
  kind: 'events',
  filter: wildcards,
  order: { timestamp: { path: '@timestamp', type: 'date' } },
} as const;

/** A filter of which a condition was run 1,000 times in 10,000 events and took nearly all of its time. */
function filterWith(run: Partial<RunCondition>): FilterProfile {
  return {
    name: undefined,
    role: 'event',
    tried: 100,
    accepted: 0,
    ms: 2.1,
    tryMs: 0.1,
    hitMs: 0,
    witness: [],
    telling: [],
    obstacles: [],
    shares: [
      {
        ms: 2,
        sharers: 1,
        run: {
          condition: 0,
          predicate: regex,
          runs: 1000,
          held: 3,
          ms: 2,
          characters: 812.4,
          ...run,
        },
      },
    ],
    categories: [],
  };
}

function told(filter: FilterProfile, matchingMs = 100): readonly string[] {
  return adviceOn(filter, plan, { events: 10_000, matchingMs }).map(({ kind, text }) => `${kind}: ${text}`);
}

test('a dear list of patterns is told with the pattern that is run most easily for nothing', () => {
  expect(told(filterWith({ predicate: wildcards }))).toEqual([
    'dear-condition: `process.command_line : ("*download*string*", "*a*bc*")` has to be run on each new value (of 812 ' +
      'characters on average) in which a longest literal occurs, and `"*a*bc*"` has no longer one than `bc`: a longer ' +
      'literal, or a shorter field, is found less often; it was run 1,000 times and held 3 times',
  ]);
});

test('a dear regular expression is told with how often it was run for nothing', () => {
  expect(told(filterWith({}))).toEqual([
    'dear-condition: the regular expression `process.command_line regex "a[0-9]+"` takes most of its time: what a ' +
      'look-up answers is asked before it, so one more such condition that fails spares it; ' +
      'it was run 1,000 times and held 3 times',
  ]);
});

test('a condition is not dear that mostly holds, is cheap each time, or is of a rule that costs little', () => {
  expect(told(filterWith({ held: 999 }))).toEqual([]);
  expect(told(filterWith({ runs: 100_000 }))).toEqual([]);
  expect(told(filterWith({}), 1000)).toEqual([]);
});

test.each([
  [0, '0 %'],
  [0.00001, '< 0.01 %'],
  [0.0005, '0.05 %'],
  [0.312, '31.2 %'],
  [1, '100.0 %'],
])('%d is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});
