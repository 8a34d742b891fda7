import { expect, test } from 'vitest';
import { ruleOfToml, tomlOf } from './rule-toml.ts';

const RULE = {
  type: 'eql',
  language: 'eql',
  name: 'A "quoted" name',
  description: 'of\ntwo lines',
  severity: 'high',
  risk_score: 73,
  query: 'process where process.name : "cmd.exe" and\n  process.args : "C:\\\\x"',
  index: ['logs-*'],
  tags: ['a'],
  threat: [
    { framework: 'MITRE ATT&CK', tactic: { id: 'TA0005', name: 'Defense Evasion', reference: 'https://x' } },
  ],
  interval: '5m',
  from: 'now-9m',
  enabled: false,
};

test('a rule is the same after it was written as TOML and read again', () => {
  const { problems, rule } = ruleOfToml(tomlOf(RULE));
  expect(problems).toEqual([]);
  expect(rule).toEqual(RULE);
});

test('new terms stand in TOML as rule files have them, and in the API as it has them', () => {
  const rule = { ...RULE, type: 'new_terms', language: 'kuery', query: 'a: b' };
  const terms = { ...rule, new_terms_fields: ['user.name'], history_window_start: 'now-7d' };
  const text = tomlOf(terms);
  expect(text).toContain('[rule.new_terms]');
  expect(ruleOfToml(text).rule).toEqual(terms);
});

test('what a file has beside the rule stays with it', () => {
  const text =
    '[metadata]\nmaturity = "production"\n\n[rule]\nname = "a"\ndescription = "b"\ntype = "query"\nseverity = "low"\nrisk_score = 1\nquery = "a: b"\n';
  const { rule } = ruleOfToml(text);
  expect(rule?.['meta']).toEqual({ tripline: { metadata: { maturity: 'production' } } });
  expect(tomlOf(rule ?? {})).toContain('maturity = "production"');
});

test('an unfinished rule has its TOML too', () => {
  expect(tomlOf({ type: 'eql', query: '', name: '' })).toContain('type = "eql"');
});

test('text that is no rule says what is wrong and where', () => {
  const { problems, rule } = ruleOfToml('[rule]\nname = "a\n');
  expect(rule).toBeUndefined();
  expect(problems[0]).toMatchObject({ line: 2, severity: 'error' });
});
