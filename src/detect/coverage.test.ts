import { expect, test } from 'vitest';
import { coverageOf } from './coverage.ts';
import type { BookRule } from './rule-book.ts';

function rule(id: string, indices: readonly string[] | undefined): BookRule {
  const tactic = { id: 'TA0001', name: 'Initial Access' };
  const threat = [{ framework: 'MITRE ATT&CK', tactic, technique: [] }];
  // Of a rule coverage reads its names, its threats and its indices only.
  return {
    ...{ id, isEnabled: true, compiled: { indices } },
    rule: { rule_id: id, name: id, threat },
  } as unknown as BookRule;
}

const RULES = [rule('cloud', ['logs-aws*']), rule('windows', ['logs-windows.*']), rule('any', undefined)];

function statesWith(arriving: readonly (string | undefined)[]): readonly string[] {
  return [...coverageOf(RULES, () => 0, arriving).rules.values()].map(({ state }) => state);
}

test('events of unknown index make no rule ready, as every rule sees them and few are about them', () => {
  expect(statesWith([undefined])).toEqual(['unknown-data', 'unknown-data', 'unknown-data']);
  expect(statesWith([undefined, 'logs-windows.sysmon-default'])).toEqual(['unknown-data', 'ready', 'ready']);
  expect(coverageOf(RULES, () => 0, [undefined]).tactics[0]?.ready).toBe(0);
});

test('a rule into whose indices nothing comes has no data', () => {
  expect(statesWith(['logs-windows.sysmon-default'])).toEqual(['no-data', 'ready', 'ready']);
  expect(statesWith([])).toEqual(['no-data', 'no-data', 'no-data']);
});
