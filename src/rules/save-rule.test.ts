import { expect, test } from 'vitest';
import { sourceText } from '../source/source-text.ts';
import { loadRuleText } from './load-rules.ts';
import type { Rule } from './rule.ts';
import { leftBehind, saveRule } from './save-rule.ts';

function load(text: string): Rule {
  const rule = loadRuleText(sourceText('rule', text)).rules[0]?.value;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

const SAVED = `[metadata]
creation_date = "2026/01/15"

[rule]
name = "n"
description = '''
Two
lines.
'''
severity = "low"
risk_score = 21
type = "eql"
query = '''
process where process.executable : "C:\\\\*"
'''
tags = [
    "a tag that takes up some of the line",
    "a tag that takes up some more of the line",
    "a tag that ends it",
]
note = 'one "line"'

[[rule.threat]]
framework = "MITRE ATT&CK"

[rule.threat.tactic]
id = "TA0002"
name = "Execution"
reference = ""

[[transform.osquery]]
label = "Processes"
query = "select 1"
`;

test('a saved TOML rule is one that people like to read, and saving it again changes nothing', () => {
  expect(saveRule(load(SAVED))).toBe(SAVED);
});

test('JSON is saved as it was written, its envelope included', () => {
  const written = { name: 'n', rule_id: 'r', description: 'd', type: 'eql', severity: 'low', risk_score: 1 };
  const asset = { id: 'r_1', type: 'security-rule', attributes: written };
  expect(JSON.parse(saveRule(load(JSON.stringify(written))))).toEqual(written);
  expect(JSON.parse(saveRule(load(JSON.stringify(asset))))).toEqual(asset);
});

test('new terms take the form of the format', () => {
  const toml = `[rule]
name = "n"
description = "d"
severity = "low"
risk_score = 21
type = "new_terms"

[rule.new_terms]
field = "new_terms_fields"
value = ["user.name", "host.id"]

[[rule.new_terms.history_window_start]]
field = "history_window_start"
value = "now-7d"
`;
  const json = saveRule(load(toml), 'json');
  expect(JSON.parse(json)).toMatchObject({
    new_terms_fields: ['user.name', 'host.id'],
    history_window_start: 'now-7d',
  });
  expect(saveRule(load(json), 'toml')).toBe(toml);
});

const KIBANA = {
  name: 'n',
  rule_id: 'r',
  description: 'd',
  type: 'eql',
  severity: 'low',
  risk_score: 21,
  query: 'any where true',
};

test('what a TOML file has beside the rule goes to JSON and comes back', () => {
  const json = saveRule(load(SAVED), 'json');
  expect(JSON.parse(json).meta.tripline).toEqual({
    metadata: { creation_date: '2026/01/15' },
    transform: { osquery: [{ label: 'Processes', query: 'select 1' }] },
  });
  expect(load(json).origin.metadata).toEqual({ creation_date: '2026/01/15' });
  expect(saveRule(load(json), 'toml')).toBe(SAVED);
});

test('notes of other tools in `meta` stay beside it', () => {
  const toml = `[metadata]
maturity = "production"

[rule]
name = "n"
description = "d"
severity = "low"
risk_score = 21
type = "eql"

[rule.meta]
from = "1m"

[rule.meta.tripline]
allow = ["RUL503"]
`;
  const json = saveRule(load(toml), 'ndjson');
  expect(JSON.parse(json).meta).toEqual({
    from: '1m',
    tripline: { allow: ['RUL503'], metadata: { maturity: 'production' } },
  });
  expect(saveRule(load(json), 'toml')).toBe(toml);
});

test('what TOML has no form for is told', () => {
  expect(leftBehind(load(JSON.stringify(KIBANA)), 'toml')).toEqual([]);
  const withNull = { ...KIBANA, filters: [{ meta: { alias: null } }] };
  expect(leftBehind(load(JSON.stringify(withNull)), 'toml')).toEqual(['values that are `null`']);
  expect(leftBehind(load(JSON.stringify(withNull)), 'ndjson')).toEqual([]);
  const asset = { id: 'r_1', type: 'security-rule', attributes: KIBANA };
  expect(leftBehind(load(JSON.stringify(asset)), 'toml')).toEqual(['the envelope of a packaged rule']);
});

test.each(['{}', '{ tripline = {} }', '{ tripline = { metadata = 1 } }', '{ tripline = "x" }'])(
  'a `meta` of %s comes back as it was',
  meta => {
    const toml = `[metadata]\nmaturity = "production"\n\n[rule]\nname = "n"\ntype = "eql"\nmeta = ${meta}\n`;
    const rule = load(toml);
    const again = load(saveRule(load(saveRule(rule, 'json')), 'toml'));
    expect(again.origin.written).toEqual(rule.origin.written);
    expect(again.origin.metadata).toEqual(rule.origin.metadata);
  },
);
