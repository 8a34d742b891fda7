import { expect, test } from 'vitest';
import type { Expr, FieldRef, Literal, Predicate } from './predicate.ts';
import { printExpr, printPlan, printPredicate } from './print-plan.ts';

const name: FieldRef = { path: 'process.name', type: 'keyword' };
const count: FieldRef = { path: 'process.args_count', type: 'long' };
const address: FieldRef = { path: 'destination.ip', type: 'ip' };
const blocks = ['10.0.0.0/8', '127.0.0.0/8', '::1'];

function equals(values: readonly Literal[], ignoreCase = false): Predicate {
  return { kind: 'equals', field: typeof values[0] === 'number' ? count : name, values, ignoreCase };
}

function not(term: Predicate): Predicate {
  return { kind: 'not', term };
}

const tests: readonly (readonly [string, Predicate])[] = [
  ['process.args_count == 1', equals([1])],
  ['process.name == "a.exe"', equals(['a.exe'])],
  ['process.name : "a.exe"', equals(['a.exe'], true)],
  ['process.name in~ ("a*")', equals(['a*'], true)],
  ['process.name in ("a", "b")', equals(['a', 'b'])],
  ['process.name in~ ("a", "b")', equals(['a', 'b'], true)],
  ['process.name != "a"', not(equals(['a']))],
  ['process.name not in ("a", "b")', not(equals(['a', 'b']))],
  ['process.name not in~ ("a", "b")', not(equals(['a', 'b'], true))],
  ['not process.name : "a"', not(equals(['a'], true))],
  ['process.name != null', { kind: 'exists', field: name }],
  ['process.name == null', not({ kind: 'exists', field: name })],
  ['process.args_count >= 2', { kind: 'range', field: count, op: '>=', value: 2 }],
  ['process.name : ("a*", "b?")', { kind: 'like', field: name, patterns: ['a*', 'b?'], ignoreCase: true }],
  ['process.name like "a*"', { kind: 'like', field: name, patterns: ['a*'], ignoreCase: false }],
  ['process.name regex~ "a.b"', { kind: 'regex', field: name, patterns: ['a.b'], ignoreCase: true }],
  [
    'not cidrmatch(destination.ip, "10.0.0.0/8", "127.0.0.0/8", "::1")',
    not({ kind: 'cidr', field: address, blocks }),
  ],
  [
    'startsWith~(process.name, "a")',
    { kind: 'affix', field: name, at: 'start', text: 'a', ignoreCase: true },
  ],
  [
    'stringContains(process.name, "a\\\\\\"b\\n\\u{01}")',
    { kind: 'affix', field: name, at: 'inside', text: 'a\\"b\n\u0001', ignoreCase: false },
  ],
  [
    '(process.args_count == 1 or process.args_count == 2) and not (process.name == "a" and true)',
    {
      kind: 'all',
      terms: [
        { kind: 'any', terms: [equals([1]), equals([2])] },
        not({ kind: 'all', terms: [equals(['a']), { kind: 'constant', value: true }] }),
      ],
    },
  ],
  ['true', { kind: 'all', terms: [] }],
  ['false', { kind: 'any', terms: [] }],
  ['`odd name`.`where` != null', { kind: 'exists', field: { path: 'odd name.where', type: 'unknown' } }],
];

test.each(tests)('%s', (text, predicate) => {
  expect(printPredicate(predicate)).toBe(text);
});

test('a long list is cut and says how many members are left out', () => {
  expect(printPredicate({ kind: 'cidr', field: address, blocks }, { most: 1 })).toBe(
    'cidrmatch(destination.ip, "10.0.0.0/8", … 2 more)',
  );
  expect(printPredicate(equals(['a', 'b', 'c']), { most: 2 })).toBe('process.name in ("a", "b", … 1 more)');
  expect(printPredicate(equals(['a', 'b']), { most: 2 })).toBe('process.name in ("a", "b")');
});

const x: Expr = { kind: 'field', field: { path: 'x', type: 'long' } };
const one: Expr = { kind: 'literal', value: 1, type: 'long' };
const sum: Expr = { kind: 'arithmetic', op: '+', integer: true, left: x, right: one };
const difference: Expr = { kind: 'arithmetic', op: '-', integer: true, left: one, right: sum };
const isBig: Expr = { kind: 'compare', op: '>', left: sum, right: one };
const expressions: readonly (readonly [string, Expr])[] = [
  ['x + 1 > 1', isBig],
  ['1 - (x + 1)', difference],
  [
    '(x + 1) * -x',
    { kind: 'arithmetic', op: '*', integer: true, left: sum, right: { kind: 'negate', operand: x } },
  ],
  ['not x + 1 > 1', { kind: 'not', operand: isBig }],
  ['(x + 1 > 1) == null', { kind: 'is-null', operand: isBig }],
  ['x != null', { kind: 'not', operand: { kind: 'is-null', operand: x } }],
  [
    'x in~ (1, null)',
    {
      kind: 'one-of',
      operand: x,
      values: [one, { kind: 'literal', value: null, type: 'unknown' }],
      ignoreCase: true,
    },
  ],
  [
    'length(x) like "1*"',
    {
      kind: 'like',
      operand: { kind: 'call', name: 'length', ignoreCase: false, args: [x] },
      patterns: ['1*'],
      ignoreCase: false,
    },
  ],
  [
    'endsWith~(x, 1) and (x or 1)',
    {
      kind: 'and',
      terms: [
        { kind: 'call', name: 'endsWith', ignoreCase: true, args: [x, one] },
        { kind: 'or', terms: [x, one] },
      ],
    },
  ],
  ['x regex ("a", "b")', { kind: 'regex', operand: x, patterns: ['a', 'b'], ignoreCase: false }],
];

test.each(expressions)('%s', (text, expr) => {
  expect(printExpr(expr)).toBe(text);
  expect(printPredicate({ kind: 'script', expr })).toBe(text);
});

test('a sequence shows its steps, keys and span', () => {
  const host: FieldRef = { path: 'host.id', type: 'keyword' };
  const order = { timestamp: { path: '@timestamp', type: 'date' as const } };
  const by = [
    { field: host, optional: false },
    { field: name, optional: true },
  ];
  const plan = printPlan({
    kind: 'sequence',
    steps: [
      { filter: equals(['a']), by },
      { filter: equals([1]), by },
    ],
    until: { filter: equals([2]), by: [] },
    maxspanMs: 60_000,
    order,
  });
  expect(plan).toBe(
    [
      'sequence with maxspan=60000ms',
      '  [any where process.name == "a"] by host.id, ?process.name',
      '  [any where process.args_count == 1] by host.id, ?process.name',
      'until [any where process.args_count == 2]',
    ].join('\n'),
  );
  expect(printPlan({ kind: 'events', filter: equals([1]), order })).toBe('any where process.args_count == 1');
});

test('events that must be missing stand where the query has them, and limits at the end', () => {
  const order = { timestamp: { path: '@timestamp', type: 'date' as const } };
  const [a, b, c] = ['a', 'b', 'c'].map(value => ({ filter: equals([value]), by: [] }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three of three');
  const plan = printPlan({
    kind: 'sequence',
    steps: [a, a],
    absent: [
      { ...b, at: 0 },
      { ...b, at: 1 },
      { ...c, at: 1 },
      { ...c, at: 2 },
    ],
    maxspanMs: 1000,
    order,
    limits: [
      { kind: 'head', count: 5 },
      { kind: 'tail', count: 2 },
    ],
  });
  expect(plan).toBe(
    [
      'sequence with maxspan=1000ms',
      '  ![any where process.name == "b"]',
      '  [any where process.name == "a"]',
      '  ![any where process.name == "b"]',
      '  ![any where process.name == "c"]',
      '  [any where process.name == "a"]',
      '  ![any where process.name == "c"]',
      '| head 5',
      '| tail 2',
    ].join('\n'),
  );
});

test('a sample shows its steps and keys', () => {
  const order = { timestamp: { path: '@timestamp', type: 'date' as const } };
  const by = [{ field: count, optional: true }];
  expect(printPlan({ kind: 'sample', steps: [{ filter: equals(['a']), by }], order })).toBe(
    'sample\n  [any where process.name == "a"] by ?process.args_count',
  );
});
