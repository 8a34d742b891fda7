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

test.each(['threshold', 'new_terms', 'threat_match'])('the query of a rule of type %s is checked', type => {
  const rule = { type, language: 'kuery', threat_query: 'a: b' };
  const wrong = compile({ ...rule, query: 'process.name: (a' }).diagnostics.filter(isError);
  expect(wrong.map(({ code }) => code)).toEqual(['KQL011']);
  // What it says besides its query is missing here.
  const right = compile({ ...rule, query: 'process.name: a' }).diagnostics.filter(isError);
  expect(new Set(right.map(({ code }) => code))).toEqual(new Set(['RUL011']));
});

test('a time that is taken from one field alone must be there, at every step', () => {
  const fields = {
    query: 'sequence [process where true] [network where true] until [file where true]',
    timestamp_override: 'event.ingested',
  };
  const filters = (more: object): readonly string[] => {
    const plan = compile({ ...fields, ...more }).value?.plan;
    return plan === undefined ? [] : stepsOf(plan).map(({ filter }) => printPredicate(filter));
  };
  expect(filters({})).toEqual([
    'event.category == "process"',
    'event.category == "network"',
    'event.category == "file"',
  ]);
  expect(filters({ timestamp_override_fallback_disabled: true })).toEqual([
    'event.category == "process" and event.ingested != null',
    'event.category == "network" and event.ingested != null',
    'event.category == "file" and event.ingested != null',
  ]);
});

describe('a suppression', () => {
  const suppressing = (form: object) =>
    compile({ alert_suppression: form }).diagnostics.map(({ code, message }) => `${code} ${message}`);

  test('is read', () => {
    const form = {
      group_by: ['host.name'],
      duration: { value: 5, unit: 'm' },
      missing_fields_strategy: 'doNotSuppress',
    };
    expect(suppressing(form)).toEqual([]);
    expect(suppressing({ group_by: ['a', 'b', 'c'], duration: null })).toEqual([]);
  });

  test.each([
    [{}, '`alert_suppression.group_by` must be a list of texts, found nothing'],
    [{ group_by: [] }, '`alert_suppression.group_by` must be a list of one to 3 fields, found a list'],
    [
      { group_by: ['a', 'b', 'c', 'd'] },
      '`alert_suppression.group_by` must be a list of one to 3 fields, found a list',
    ],
    [
      { group_by: ['a'], duration: { value: 0, unit: 'm' } },
      '`alert_suppression.duration.value` must be a whole number of 1 or more, found `0`',
    ],
    [
      { group_by: ['a'], duration: { value: 1, unit: 'd' } },
      '`alert_suppression.duration.unit` must be a unit of time, found `"d"`',
    ],
    [
      { group_by: ['a'], missing_fields_strategy: 'dontSuppress' },
      '`alert_suppression.missing_fields_strategy` must be what to do with alerts that lack a field, found `"dontSuppress"`',
    ],
  ])('%j is wrong', (form, message) => {
    expect(suppressing(form)).toEqual([`RUL012 ${message}`]);
  });
});
