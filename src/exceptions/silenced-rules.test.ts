import { expect, test } from 'vitest';
import { ecsSchema } from '../event/ecs-schema.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { loadRuleText } from '../rules/load-rules.ts';
import { sourceText } from '../source/source-text.ts';
import { readExceptions } from './read-exceptions.ts';
import { silencedRules } from './silenced-rules.ts';

function told(query: string, entry: object, more: object = {}): readonly string[] {
  const rule = {
    rule_id: 'r',
    name: 'R',
    description: 'd',
    severity: 'low',
    risk_score: 1,
    type: 'eql',
    language: 'eql',
    query,
    exceptions_list: [{ list_id: 'l', namespace_type: 'single', type: 'detection' }],
  };
  const item = { item_id: 'i', list_id: 'l', name: 'I', type: 'simple', entries: [entry], ...more };
  const [loaded] = loadRuleText(sourceText('r.json', JSON.stringify(rule))).rules;
  const compiled = loaded?.value === undefined ? undefined : compileRule(loaded.value).value;
  if (compiled === undefined) throw new Error('the rule does not compile');
  const { items } = readExceptions(sourceText('e.ndjson', JSON.stringify(item)));
  expect(items).toHaveLength(1);
  return silencedRules([compiled], { items }, { schema: ecsSchema, valueLists: new Map() }).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

const SILENCED = ['EXC015 the exception `I` leaves nothing of the rule `R`'];
const isA = { field: 'process.name', operator: 'included', type: 'match_any', value: ['a.exe', 'b.exe'] };

test('an item that holds of all that a rule accepts', () => {
  expect(told('process where process.name == "a.exe" and user.id == "0"', isA)).toEqual(SILENCED);
  expect(told('sequence [any where true] [process where process.name == "b.exe"]', isA)).toEqual(SILENCED);
});

test('an item that leaves something', () => {
  expect(told('process where process.name in ("a.exe", "c.exe")', isA)).toEqual([]);
  // Without case it accepts more than the item.
  expect(told('process where process.name : "a.exe"', isA)).toEqual([]);
  expect(told('process where process.name == "a.exe"', isA, { os_types: ['linux'] })).toEqual([]);
  expect(told('process where process.name == "a.exe"', isA, { expire_time: '2026-01-01T00:00:00Z' })).toEqual(
    [],
  );
  const missing = 'sequence with maxspan=1m [any where true] ![process where process.name == "a.exe"]';
  expect(told(missing, isA)).toEqual([]);
});
