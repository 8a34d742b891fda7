import { expect, test } from 'vitest';
import { sourceText } from '../../source/source-text.ts';
import { type CompiledRule, compileRule } from '../compile-rule.ts';
import { loadRuleText } from '../load-rules.ts';
import { subsumedRules } from './subsumed-lint.ts';

const FIELDS = {
  description: 'd',
  severity: 'medium',
  risk_score: 47,
  type: 'eql',
  index: ['logs-endpoint.*'],
};

function rule(name: string, changes: object): CompiledRule {
  const text = JSON.stringify({ ...FIELDS, rule_id: name, name, ...changes });
  const [loaded] = loadRuleText(sourceText(`${name}.json`, text)).rules;
  const compiled = loaded?.value && compileRule(loaded.value).value;
  if (compiled === undefined) throw new Error(`${name} does not compile`);
  return compiled;
}

const wide = rule('wide', { query: 'process where process.name : ("cmd.exe", "powershell*")' });
const NARROW = 'process where process.name == "powershell.exe" and process.args_count > 3';

function told(...rules: readonly CompiledRule[]): readonly string[] {
  return subsumedRules(rules).map(({ code, message }) => `${code} ${message}`);
}

test('a rule whose every event another one takes is told, whichever comes first', () => {
  const narrow = rule('narrow', { query: NARROW });
  expect(told(wide, narrow)).toEqual(['RUL505 `narrow` adds nothing to `wide`']);
  expect(told(narrow, wide)).toEqual(['RUL505 `narrow` adds nothing to `wide`']);
});

test('of two that say the same, the later one is told', () => {
  const first = rule('first', { query: 'process where process.name : "a"' });
  const second = rule('second', { query: 'process where process.name in~ ("A")' });
  expect(told(first, second)).toEqual(['RUL505 `second` adds nothing to `first`']);
});

test.each([
  ['it is more severe', { severity: 'high', risk_score: 73 }],
  ['it reads an index more', { index: ['logs-endpoint.*', 'winlogbeat-*'] }],
  ['it reads all indices', { index: [] }],
  ['its conditions are others', { query: 'process where process.name == "pwsh.exe"' }],
  ['it is switched off', { enabled: false }],
  ['it is a sequence', { query: `sequence by host.id [${NARROW}] [network where true]` }],
  ['its author has seen it', { meta: { tripline: { allow: ['RUL505'] } } }],
])('a narrower rule is worth having where %s', (_, changes) => {
  expect(told(wide, rule('narrow', { query: NARROW, ...changes }))).toEqual([]);
});

test.each([
  ['makes building blocks', { building_block_type: 'default' }],
  ['has exceptions', { exceptions_list: [{ list_id: 'l' }] }],
  ['leaves out an index', { index: ['logs-*', '-logs-endpoint.alerts-*'] }],
  ['keeps only the last event', { query: 'process where true | tail 1' }],
])('a wider rule that %s takes nothing away', (_, changes) => {
  expect(told(rule('wider', { query: 'process where true', ...changes }), wide)).toEqual([]);
});

test('sequences are compared step by step, with their keys and spans', () => {
  const steps = '[process where process.name == "a"] [network where destination.port == 443]';
  const narrow = rule('narrow', { query: `sequence by host.id with maxspan=1m ${steps}` });
  const covers = (query: string): boolean => told(rule('wider', { query }), narrow).length > 0;
  expect(covers('sequence by host.id with maxspan=5m [process where true] [network where true]')).toBe(true);
  expect(covers('sequence by host.id with maxspan=30s [process where true] [network where true]')).toBe(
    false,
  );
  expect(covers('sequence by user.id with maxspan=5m [process where true] [network where true]')).toBe(false);
  expect(covers('sequence by host.id with maxspan=5m [process where true] [file where true]')).toBe(false);
  expect(
    covers(
      'sequence by host.id with maxspan=5m [process where true] ![file where true] [network where true]',
    ),
  ).toBe(false);
});
