import { describe, expect, test } from 'vitest';
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';
import { facetValues, filteredRules, filterOf, isOfKind, sourceOf, valuesText } from './rule-filter.ts';

const row = (name: string, others: Partial<RuleOverviewRow> = {}): RuleOverviewRow => ({
  id: `id of ${name}`,
  ruleId: name.toLowerCase().replaceAll(' ', '-'),
  name,
  isEnabled: true,
  type: 'eql',
  severity: 'medium',
  riskScore: 47,
  tactics: [],
  techniques: [],
  tags: [],
  version: 1,
  revision: 1,
  alerts24h: { total: 0, byHour: [] },
  gapMs: 0,
  problems: 0,
  readiness: 'ready',
  intervalMs: 300_000,
  lookBackMs: 540_000,
  ...others,
});

const named = (rules: readonly RuleOverviewRow[], address: string): readonly string[] =>
  filteredRules(rules, filterOf(new URLSearchParams(address))).map(({ name }) => name);

const evasion = { id: 'TA0005', name: 'Defense Evasion' };
const failed = { at: '2026-11-24T09:00:00Z', outcome: 'failed', durationMs: 1, newAlerts: 0 } as const;
const rules = [
  row('Unusual connection', { tactics: [evasion], tags: ['OS: Windows'], severity: 'high', riskScore: 73 }),
  row('Kerberoast by volume', { gapMs: 42 * 60_000, type: 'threshold', file: 'rules/windows/volume.toml' }),
  row('Web shell', { isEnabled: false, readiness: 'off', severity: 'critical', tags: ['OS: Linux'] }),
  row('Broken', { lastRun: failed }),
  row('Deaf', { readiness: 'no-data', file: 'rules/windows/deaf.toml' }),
];

describe('the order of rules', () => {
  test('what fails and what has gaps comes first, what is off last', () => {
    expect(named(rules, '')).toEqual([
      'Broken',
      'Kerberoast by volume',
      'Unusual connection',
      'Deaf',
      'Web shell',
    ]);
  });

  test('a column sorts by the most first, and the other way round with a minus', () => {
    expect(named(rules, 'sort=severity').slice(0, 2)).toEqual(['Web shell', 'Unusual connection']);
    expect(named(rules, 'sort=-name')[0]).toBe('Web shell');
  });

  test('a sort that there is not is the usual one', () => {
    expect(named(rules, 'sort=cost')).toEqual(named(rules, ''));
  });
});

describe('filters', () => {
  test('every word must be found in name, tags, ATT&CK or file', () => {
    expect(named(rules, 'q=defense+unusual')).toEqual(['Unusual connection']);
    expect(named(rules, 'q=volume.toml')).toEqual(['Kerberoast by volume']);
    expect(named(rules, 'q=nothing')).toEqual([]);
  });

  test('a count of the head is a filter', () => {
    expect(named(rules, 'show=gaps')).toEqual(['Kerberoast by volume']);
    expect(named(rules, 'show=neverFires')).toEqual(['Deaf']);
    expect(named(rules, 'show=off')).toEqual(['Web shell']);
  });

  test('a rule that is off does not fail, whatever its last run did', () => {
    expect(isOfKind(row('Old', { isEnabled: false, lastRun: failed }), 'failing')).toBe(false);
  });

  test('any value of a facet passes, and facets narrow each other', () => {
    expect(named(rules, 'severity=high|critical')).toEqual(['Unusual connection', 'Web shell']);
    expect(named(rules, 'severity=high|critical&tactic=none')).toEqual(['Web shell']);
  });

  test('values with the separator in them come back from the address as they were', () => {
    const tags = ['a|b', 'c%7Cd', 'e f'];
    const params = new URLSearchParams({ tag: valuesText(tags) ?? '' });
    expect(filterOf(new URLSearchParams(params.toString())).facets.tag).toEqual(tags);
  });
});

describe('facets', () => {
  const values = (name: Parameters<typeof facetValues>[2], address = ''): readonly string[] =>
    facetValues(rules, filterOf(new URLSearchParams(address)), name).map(
      ({ count, label }) => `${label} ${count}`,
    );

  test('count what choosing a value would leave, over what passes all else', () => {
    expect(values('type')).toEqual(['EQL 4', 'threshold 1']);
    expect(values('type', 'type=threshold')).toEqual(['EQL 4', 'threshold 1']);
    expect(values('type', 'show=gaps')).toEqual(['threshold 1']);
  });

  test('severities stand by their weight', () => {
    expect(values('severity')).toEqual(['critical 1', 'high 1', 'medium 3']);
  });

  test('a chosen value stays to be taken away when nothing has it any more', () => {
    expect(values('tag', 'tag=gone')).toContain('gone 0');
  });

  test('the source of a rule is the folder of its file', () => {
    expect(rules.map(sourceOf)).toEqual(['by API', 'rules/windows', 'by API', 'by API', 'rules/windows']);
  });
});
