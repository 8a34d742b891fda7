import { type CompiledRule, compileRule } from '../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { sourceText } from '../../src/source/source-text.ts';

/** An EQL rule that is called by its query, with further fields of a rule file. */
export function compiledRule(query: string, fields: object = {}): CompiledRule {
  const text = JSON.stringify({
    rule_id: query,
    name: query,
    description: 'd',
    severity: 'low',
    risk_score: 21,
    type: 'eql',
    language: 'eql',
    query,
    ...fields,
  });
  const rule = loadRuleText(sourceText('rule', text)).rules[0]?.value;
  const compiled = rule === undefined ? undefined : compileRule(rule).value;
  if (compiled === undefined) throw new Error(`not a rule: ${query}`);
  return compiled;
}
