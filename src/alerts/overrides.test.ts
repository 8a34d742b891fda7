import { describe, expect, test } from 'vitest';
import { sampleRule } from '../../test/cases/alerts/sample-rule.ts';
import type { Json, JsonObject } from '../event/json.ts';
import { nameFor, riskScoreFor, severityFor } from './overrides.ts';

const mapping = (field: string, value: string, severity: string): JsonObject => ({
  field,
  operator: 'equals',
  value,
  severity,
});

describe('severity', () => {
  const cases: readonly (readonly [
    name: string,
    mappings: readonly JsonObject[],
    event: JsonObject,
    want: string,
  ])[] = [
    ['is mapped where a value is equal', [mapping('a', 'x', 'low')], { a: 'x' }, 'low'],
    ['is the rule’s where none is', [mapping('a', 'x', 'low')], { a: 'X' }, 'medium'],
    ['is the rule’s where the field is missing', [mapping('a', '', 'low')], {}, 'medium'],
    [
      'is the highest that is mapped',
      [mapping('a', 'x', 'critical'), mapping('b', 'y', 'low')],
      { a: 'x', b: 'y' },
      'critical',
    ],
    ['looks at every value', [mapping('a', 'x', 'high')], { a: ['w', 'x'] }, 'high'],
    ['takes numbers by their digits', [mapping('a', '7', 'high')], { a: 7 }, 'high'],
    [
      'takes event.severity as a whole number',
      [mapping('event.severity', '07', 'high')],
      { event: { severity: 7.9 } },
      'high',
    ],
    [
      'takes an event.severity that is none for none',
      [mapping('event.severity', 'x', 'high')],
      { event: { severity: 'x' } },
      'medium',
    ],
    ['takes truth values by their words', [mapping('a', 'true', 'high')], { a: true }, 'high'],
    ['looks through arrays of arrays', [mapping('a', 'x', 'high')], { a: [null, ['w', ['x']]] }, 'high'],
    ['sees no value in an object', [mapping('a', '[object Object]', 'high')], { a: { b: 1 } }, 'medium'],
    ['ignores a mapping without a value', [{ field: 'a', severity: 'high' }], { a: 'undefined' }, 'medium'],
    ['ignores a mapping without a field', [{ value: 'x', severity: 'high' }], { a: 'x' }, 'medium'],
    [
      'wants a whole number for event.severity in the mapping too',
      [{ field: 'event.severity', value: '', severity: 'high' }],
      { event: { severity: 0 } },
      'medium',
    ],
    ['ignores a severity that does not exist', [mapping('a', 'x', 'extreme')], { a: 'x' }, 'medium'],
  ];
  test.each(cases)('%s', (_, severity_mapping, event, want) => {
    expect(severityFor({ ...sampleRule, severity_mapping }, event)).toBe(want);
  });
});

describe('risk score', () => {
  const cases: readonly (readonly [name: string, values: Json, want: number])[] = [
    ['is the value of the field', 12, 12],
    ['may be text', '12.5', 12.5],
    ['is the greatest of several that lie from 0 to 100', [3, '99', 101, -1, 'x'], 99],
    ['is the rule’s where no value is a score', [101, '', 'x', true], 47],
    ['is the rule’s where the field is missing', null, 47],
    ['is the rule’s where the text is blank', ' ', 47],
    ['is the rule’s where the field is an object', { value: 5 }, 47],
    ['looks through arrays of arrays', [[1, [7]], 3], 7],
  ];
  test.each(cases)('%s', (_, score, want) => {
    const risk_score_mapping = [
      { field: 'score', operator: 'equals', value: '', risk_score: 5 },
      { field: 'other', operator: 'equals', value: '' },
    ];
    expect(riskScoreFor({ ...sampleRule, risk_score_mapping }, { score, other: 1 })).toBe(want);
  });
});

test('the name is the first text of the field that overrides it, or the rule’s own', () => {
  const rule = { ...sampleRule, rule_name_override: 'message' };
  expect(nameFor(rule, { message: [5, 'first', 'second'] })).toBe('first');
  expect(nameFor(rule, { message: '' })).toBe(rule.name);
  expect(nameFor(rule, { message: { text: 'first' } })).toBe(rule.name);
  expect(nameFor(rule, { message: [[null, 'first']] })).toBe('first');
  expect(nameFor(sampleRule, { message: 'first' })).toBe(rule.name);
});
