import { expect, test } from 'vitest';
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import { filterOf } from './rule-filter.ts';
import { settledRules } from './settled-rules.ts';

const row = (name: string, isEnabled: boolean): RuleOverviewRow => ({
  ...{ id: name, ruleId: name, name, isEnabled, type: 'eql', severity: 'low', riskScore: 21 },
  ...{ tactics: [], techniques: [], tags: [], version: 1, revision: 1, gapMs: 0, problems: 0 },
  alerts24h: { total: 0, byHour: [] },
  readiness: isEnabled ? 'ready' : 'off',
  intervalMs: 300_000,
  lookBackMs: 360_000,
});
const off = filterOf(new URLSearchParams('show=off&sort=name'));
const names = (rules: readonly RuleOverviewRow[]): string => rules.map(({ name }) => name).join(' ');

test('a row that does not pass any more stays where it is, as it is now, and is counted', () => {
  const first = settledRules(undefined, [row('a', false), row('b', false)], off, 'q');
  const then = settledRules(first, [row('a', true), row('b', false)], off, 'q');
  expect(names(then.rules)).toBe('a b');
  expect(then.rules[0]?.isEnabled).toBe(true);
  expect(then.moved).toBe(1);
});

test('what is new and passes stands behind, what is gone leaves', () => {
  const first = settledRules(undefined, [row('b', false), row('c', false)], off, 'q');
  const then = settledRules(first, [row('a', false), row('c', false), row('on', true)], off, 'q');
  expect(names(then.rules)).toBe('c a');
});

test('another question settles anew', () => {
  const first = settledRules(undefined, [row('a', true), row('b', false)], off, 'q');
  expect(names(settledRules(first, [row('a', false), row('b', false)], off, 'q').rules)).toBe('b a');
  expect(names(settledRules(first, [row('a', false), row('b', false)], off, 'other').rules)).toBe('a b');
});
