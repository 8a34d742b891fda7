import { describe, expect, test } from 'vitest';
import { printPlan } from '../plan/print-plan.ts';
import { sourceText } from '../source/source-text.ts';
import { compileRule } from './compile-rule.ts';
import { loadRuleText } from './load-rules.ts';

const FIELDS = {
  rule_id: 'r',
  name: 'n',
  description: 'd',
  severity: 'low',
  risk_score: 21,
  index: ['logs-*'],
  language: 'eql',
  query: 'any where event.action == "x"',
};
const THRESHOLD = { type: 'threshold', threshold: { field: ['user.name'], value: 3 } };
const NEW_TERMS = { type: 'new_terms', new_terms_fields: ['user.name'], history_window_start: 'now-7d' };
const ENTRY = { field: 'source.ip', type: 'mapping', value: 'threat.indicator.ip' };
const THREAT_MATCH = {
  type: 'threat_match',
  threat_index: ['ti-*'],
  threat_language: 'eql',
  threat_query: 'any where event.kind == "enrichment"',
  threat_mapping: [{ entries: [ENTRY] }],
};

function compile(changes: object): ReturnType<typeof compileRule> {
  const rule = loadRuleText(sourceText('rule', JSON.stringify({ ...FIELDS, ...changes }))).rules[0]?.value;
  if (rule === undefined) throw new Error('no rule');
  return compileRule(rule);
}

function planTextOf(changes: object): string | undefined {
  const plan = compile(changes).value?.plan;
  return plan && printPlan(plan);
}

test('a threshold counts within the look-back of the rule and gathers for its interval', () => {
  const rule = { ...THRESHOLD, from: 'now-1h', interval: '10m' };
  expect(compile(rule).value?.plan).toMatchObject({ windowMs: 3_600_000, gatherMs: 600_000, least: 3 });
  expect(planTextOf(rule)).toBe('3 events by user.name within 3600000ms\n  [any where event.action == "x"]');
});

test('fields of a threshold are a list, one text, or none; only the first cardinality counts', () => {
  const by = (field: unknown): unknown => {
    const plan = compile({ ...THRESHOLD, threshold: { field, value: 1 } }).value?.plan;
    return plan?.kind === 'threshold' ? plan.by.map(({ path }) => path) : undefined;
  };
  expect([by(['a', 'b']), by('a'), by(''), by([]), by(undefined)]).toEqual([['a', 'b'], ['a'], [], [], []]);
  const cardinality = [
    { field: 'host.name', value: 2 },
    { field: 'user.id', value: 9 },
  ];
  expect(planTextOf({ ...THRESHOLD, threshold: { field: [], value: 4, cardinality } })).toContain(
    'with 2 values of host.name',
  );
});

test('new terms stand in the forms of files and of Kibana', () => {
  const text = 'user.name not seen for 604800000ms\n  [any where event.action == "x"]';
  expect(planTextOf(NEW_TERMS)).toBe(text);
  expect(planTextOf({ ...NEW_TERMS, history_window_start: 'now-1w' })).toBe(text);
  const new_terms = {
    field: 'new_terms_fields',
    value: ['user.name'],
    history_window_start: [{ field: 'history_window_start', value: 'now-7d' }],
  };
  expect(planTextOf({ type: 'new_terms', new_terms })).toBe(text);
});

test('a mapping is groups of pairs; what nobody knows of a field its partner tells', () => {
  const unknown = { field: 'custom.address', value: 'threat.indicator.ip' };
  const negated = { field: 'user.name', value: 'threat.indicator.provider', negate: true };
  const compiled = compile({
    ...THREAT_MATCH,
    threat_mapping: [{ entries: [ENTRY, negated] }, { entries: [unknown] }],
  });
  expect(compiled.value && printPlan(compiled.value.plan)).toBe(
    [
      'events with indicators',
      '  [any where event.action == "x"]',
      '  [any where event.kind == "enrichment"]',
      '  where source.ip == threat.indicator.ip and user.name != threat.indicator.provider or custom.address == threat.indicator.ip',
    ].join('\n'),
  );
  const plan = compiled.value?.plan;
  expect(plan?.kind === 'indicators' && plan.indicators.indices).toEqual(['ti-*']);
  expect(plan?.kind === 'indicators' && plan.groups[1]?.[0]?.event.type).toBe('ip');
});

test('events are put in order by their own time, whatever the field that a run goes by', () => {
  const plan = compile({ ...THRESHOLD, timestamp_override: 'event.ingested' }).value?.plan;
  expect(plan?.order.timestamp.path).toBe('@timestamp');
});

describe('what is wrong is told at its place', () => {
  test.each([
    ['no threshold', { type: 'threshold' }, 'RUL011 the rule has no `threshold`'],
    [
      'no value',
      { ...THRESHOLD, threshold: { field: [] } },
      'RUL012 `threshold.value` must be a whole number of 1 or more, found nothing',
    ],
    [
      'six fields',
      { ...THRESHOLD, threshold: { field: [...'abcdef'], value: 1 } },
      'RUL012 `threshold.field` must be a list of 0 to 5 fields, found a list',
    ],
    [
      'half a cardinality',
      { ...THRESHOLD, threshold: { field: [], value: 1, cardinality: [{ field: 'a' }] } },
      'RUL012 `threshold.cardinality[0].value` must be a whole number of 1 or more, found nothing',
    ],
    [
      'a look-back by the calendar',
      { ...THRESHOLD, from: 'now/d' },
      'RUL012 `from` must be a time span before `to`, such as `now-9m`, found `"now/d"`',
    ],
    [
      'no fields',
      { ...NEW_TERMS, new_terms_fields: [] },
      'RUL012 `new_terms_fields` must be a list of 1 to 3 fields, found a list',
    ],
    [
      'no history',
      { ...NEW_TERMS, history_window_start: undefined },
      'RUL011 the rule has no `history_window_start`',
    ],
    [
      'a history by the calendar',
      { ...NEW_TERMS, history_window_start: 'now-1M' },
      'RUL012 `history_window_start` must be a time span before now, such as `now-7d`, found `"now-1M"`',
    ],
    [
      'no mapping',
      { ...THREAT_MATCH, threat_mapping: [] },
      'RUL012 `threat_mapping` must be a list of one table or more, found a list',
    ],
    [
      'half an entry',
      { ...THREAT_MATCH, threat_mapping: [{ entries: [{ field: 'a' }] }] },
      'RUL012 `threat_mapping[0].entries[0]` must be a table with the texts `field` and `value`, found a table',
    ],
    [
      'only negated entries',
      { ...THREAT_MATCH, threat_mapping: [{ entries: [{ ...ENTRY, negate: true }] }] },
      'RUL012 `threat_mapping[0].entries` must be a list with an entry that is not negated, found a list',
    ],
    [
      'no query of indicators',
      { ...THREAT_MATCH, threat_query: undefined },
      'RUL011 the rule has no `threat_query`',
    ],
    [
      'a sequence',
      { ...THRESHOLD, query: 'sequence [any where true] [any where true]' },
      'RUL012 `query` must be an EQL query of one event without pipes, found `"sequence [any where true] [any where true]"`',
    ],
  ])('%s', (_name, changes, told) => {
    const { diagnostics, value } = compile(changes);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([told]);
  });
});
