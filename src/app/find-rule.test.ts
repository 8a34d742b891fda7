import { expect, test } from 'vitest';
import { loadRuleText } from '../rules/load-rules.ts';
import { sourceText } from '../source/source-text.ts';
import { findRule } from './find-rule.ts';

const entries = ['Odd Process', 'Odd Process by Admin', 'Quiet Network'].map((name, at) => {
  const text = JSON.stringify({ name, rule_id: `id-${at}`, type: 'eql', severity: 'low', risk_score: 1 });
  const rule = loadRuleText(sourceText(name, text)).rules[0]?.value;
  if (rule === undefined) throw new Error('no rule');
  return { rule };
});

function asked(text: string): string {
  const found = findRule(entries, text);
  return 'code' in found ? `${found.code} ${found.help}` : found.rule.rule_id;
}

test('a rule is found by its id or name, whole before part, in any case', () => {
  expect(asked('id-2')).toBe('id-2');
  expect(asked('odd process')).toBe('id-0');
  expect(asked('by admin')).toBe('id-1');
});

test('of several or none, what to do is said', () => {
  expect(asked('odd')).toBe('CLI007 give more of the name, or the id');
  expect(asked('Quiet Netwrk')).toBe('CLI006 did you mean `Quiet Network`?');
  expect(asked('')).toBe('CLI006 `tripline rules list` lists the rules of a folder');
});
