import { describe, expect, test } from 'vitest';
import { printPlan, printPredicate } from '../plan/print-plan.ts';
import { stepsOf } from '../plan/query.ts';
import { isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { compileRule } from './compile-rule.ts';
import { loadRuleText } from './load-rules.ts';

const FIELDS = {
  rule_id: 'r',
  name: 'n',
  description: 'd',
  severity: 'low',
  risk_score: 21,
  type: 'eql',
  index: ['logs-*'],
  query: 'process where true',
};

function compile(changes: object): ReturnType<typeof compileRule> {
  const rule = loadRuleText(sourceText('rule', JSON.stringify({ ...FIELDS, ...changes }))).rules[0]?.value;
  if (rule === undefined) throw new Error('no rule');
  return compileRule(rule);
}

test('category, time and order come from the fields that the rule names, else from ECS', () => {
  const plain = compile({}).value?.plan;
  expect(plain?.order.timestamp.path).toBe('@timestamp');
  expect(plain?.order.tiebreaker).toBeUndefined();
  expect(JSON.stringify(plain && stepsOf(plain))).toContain('"event.category"');
  const named = compile({
    event_category_override: 'event.type',
    timestamp_field: 'event.created',
    tiebreaker_field: 'event.sequence',
    // Only the window of a run goes by this one.
    timestamp_override: 'event.ingested',
  }).value?.plan;
  expect(named?.order.timestamp.path).toBe('event.created');
  expect(named?.order.tiebreaker?.path).toBe('event.sequence');
  expect(JSON.stringify(named && stepsOf(named))).toContain('"event.type"');
});

test('indices are the patterns of the rule; none means all', () => {
  expect(compile({}).value?.indices).toEqual(['logs-*']);
  expect(compile({ index: [] }).value).not.toHaveProperty('indices');
});

describe('schedule lints', () => {
  const sequence = 'sequence by host.id with maxspan=3m [process where true] [network where true]';
  test.each([
    ['a look-back as long as the interval', { from: 'now-5m', interval: '5m' }, []],
    ['a shorter look-back', { from: 'now-4m', interval: '5m' }, ['RUL501']],
    ['a default look-back and a longer interval', { interval: '1h' }, ['RUL501']],
    ['a window that ends before now', { from: 'now-10m', to: 'now-6m', interval: '5m' }, ['RUL501']],
    ['a window by the calendar', { from: 'now/d', interval: '5m' }, []],
    ['an overlap of just the maxspan', { from: 'now-8m', interval: '5m', query: sequence }, []],
    ['an overlap below the maxspan', { from: 'now-7m', interval: '5m', query: sequence }, ['RUL502']],
    ['no overlap at all, said once', { from: 'now-4m', interval: '5m', query: sequence }, ['RUL501']],
  ])('%s', (_name, changes, codes) => {
    const { value, diagnostics } = compile(changes);
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(value).toBeDefined();
  });
});

test('a query of the wrong kind is told once', () => {
  expect(compile({ query: 7 })).toEqual({ diagnostics: [] });
  expect(compile({ query: ' ' }).diagnostics.map(({ code }) => code)).toEqual(['RUL011']);
});

test('a rule whose alerts would be merged is refused, not run without it', () => {
  const { value, diagnostics } = compile({ alert_suppression: { group_by: ['host.name'] } });
  expect(value).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(['RUL902']);
});

const NOT_ROOT = { meta: { negate: true }, query: { term: { 'user.id': '0' } } };

describe('a rule of type query', () => {
  const kql = { type: 'query', language: 'kuery', query: 'process.name: cmd.exe and not user.name: x*' };

  test('emits each event that passes, by its time', () => {
    const plan = compile(kql).value?.plan;
    expect(plan && printPlan(plan)).toBe('any where process.name == "cmd.exe" and not user.name like "x*"');
    expect(plan?.order).toEqual({ timestamp: { path: '@timestamp', type: 'date' } });
  });

  test('is in KQL unless it says otherwise', () => {
    const { language: _, ...unsaid } = kql;
    expect(compile(unsaid).value).toBeDefined();
    const lucene = compile({ ...kql, language: 'lucene' });
    expect(lucene.diagnostics.map(({ code }) => code)).toEqual(['RUL904']);
  });

  test('may have filters and no query', () => {
    const plan = compile({ ...kql, query: '', filters: [NOT_ROOT] }).value?.plan;
    expect(plan && printPlan(plan)).toBe('any where user.id != "0"');
  });
});

describe('filters', () => {
  const filtered = (...filters: object[]): string | undefined => {
    const plan = compile({ filters }).value?.plan;
    return plan && printPlan(plan);
  };
  const plain = 'any where event.category == "process"';

  test.each([
    ['none', [], plain],
    ['one that is negated', [NOT_ROOT], `${plain} and user.id != "0"`],
    ['one that is switched off', [{ ...NOT_ROOT, meta: { disabled: true } }], plain],
    ['one of an older Kibana', [{ meta: {}, exists: { field: 'host.id' } }], `${plain} and host.id != null`],
    [
      'several as one',
      [
        {
          meta: {
            type: 'combined',
            relation: 'OR',
            params: [NOT_ROOT, { query: { exists: { field: 'a' } } }],
          },
        },
      ],
      `${plain} and (user.id != "0" or a != null)`,
    ],
  ])('%s', (_name, filters, text) => {
    expect(filtered(...filters)).toBe(text);
  });

  test('narrow every step of a sequence, the missing one and `until` too', () => {
    const query =
      'sequence by host.id with maxspan=1m [process where true] ![file where true] [network where true] until [any where true]';
    const plan = compile({ query, filters: [NOT_ROOT] }).value?.plan;
    const steps = plan === undefined ? [] : stepsOf(plan);
    expect(steps).toHaveLength(4);
    for (const { filter } of steps) expect(printPredicate(filter)).toContain('user.id != "0"');
  });

  test('that cannot run keep the rule from running', () => {
    const { value, diagnostics } = compile({ filters: [{ query: { query_string: { query: 'x' } } }] });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['RUL903']);
  });
});

test.each(['threshold', 'new_terms', 'threat_match'])(
  'the query of a rule of type %s is checked, and the rule does not run yet',
  type => {
    const rule = { type, language: 'kuery', threat_query: 'a: b' };
    const right = compile({ ...rule, query: 'process.name: a' });
    expect(right.value).toBeUndefined();
    expect(right.diagnostics.filter(isError).map(({ code }) => code)).toEqual(['RUL901']);
    const wrong = compile({ ...rule, query: 'process.name: (a' }).diagnostics.filter(isError);
    expect(wrong.map(({ code }) => code)).toEqual(['KQL011', 'RUL901']);
  },
);
