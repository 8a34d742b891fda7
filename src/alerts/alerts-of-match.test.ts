import { describe, expect, test } from 'vitest';
import { connectEvent, startEvent } from '../../test/cases/alerts/sample-events.ts';
import { sampleRule } from '../../test/cases/alerts/sample-rule.ts';
import type { FoundIndicators, FoundThreshold } from '../engine/hit.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceEvent } from './alert-document.ts';
import { alertsOfMatch } from './alerts-of-match.ts';

const context = { executionUuid: 'run' };
const FROM = Date.parse('2021-05-27T10:00:00.123Z');
const TO = Date.parse('2021-05-27T10:00:08.123Z');

describe('threshold', () => {
  const rule: Rule = {
    ...sampleRule,
    type: 'threshold',
    extra: {
      threshold: {
        field: ['host.name', 'event.action'],
        value: 2,
        cardinality: [{ field: 'user.name', value: 1 }],
      },
    },
  };
  const found: FoundThreshold = { kind: 'threshold', count: 25, distinct: 3, fromMs: FROM, toMs: TO };
  const match = { events: [startEvent, connectEvent], joinKeys: ['IEWIN7', 'connect'], found };

  test('the alert holds the fields of its group, the time of the last event and what was counted', () => {
    const { alert, blocks } = alertsOfMatch(rule, match, context);
    expect(blocks).toEqual([]);
    expect(alert).toMatchObject({
      '@timestamp': '2021-05-27T10:00:08.123Z',
      host: { name: 'IEWIN7' },
      event: { action: 'connect', kind: 'signal' },
      'kibana.alert.original_event.action': 'connect',
      'kibana.alert.depth': 1,
      'kibana.alert.rule.rule_type_id': 'siem.thresholdRule',
      'kibana.alert.threshold_result': {
        terms: [
          { field: 'host.name', value: 'IEWIN7' },
          { field: 'event.action', value: 'connect' },
        ],
        cardinality: [{ field: 'user.name', value: 3 }],
        count: 25,
        from: '2021-05-27T10:00:00.123Z',
      },
    });
    expect(alert).not.toHaveProperty('process');
    expect(alert['kibana.alert.reason']).toBe(
      'Bare DllHost calls out (medium): 25 events of host.name IEWIN7, event.action connect with 3 values of user.name, from 2021-05-27T10:00:00.123Z to 2021-05-27T10:00:08.123Z.',
    );
    expect((alert['kibana.alert.ancestors'] as { id: string }[]).map(({ id }) => id)).toEqual([
      'e-start',
      'e-connect',
    ]);
  });

  test('its id follows from rule, group and first time, not from how many events there are', () => {
    const idOf = (
      changes: Partial<FoundThreshold>,
      joinKeys = match.joinKeys,
      rule_id = rule.rule_id,
    ): string =>
      alertsOfMatch({ ...rule, rule_id }, { ...match, joinKeys, found: { ...found, ...changes } }, context)
        .alert['kibana.alert.uuid'];
    expect(idOf({ count: 26, toMs: TO + 1 })).toBe(idOf({}));
    expect(
      new Set([idOf({}), idOf({ fromMs: FROM - 1 }), idOf({}, ['x', 'y']), idOf({}, undefined, 'r')]).size,
    ).toBe(4);
  });
});

test('the alert of new terms is that of the event, with the terms', () => {
  const rule: Rule = {
    ...sampleRule,
    type: 'new_terms',
    extra: { new_terms_fields: ['user.name', 'host.name'] },
  };
  const found = { kind: 'new-terms', atMs: FROM, unseenSinceMs: FROM - 1000 } as const;
  const match = { events: [startEvent], joinKeys: ['IEUser', 'IEWIN7'], found };
  const { alert } = alertsOfMatch(rule, match, context);
  expect(alert).toMatchObject({
    process: { name: 'dllhost.exe' },
    'kibana.alert.new_terms': ['IEUser', 'IEWIN7'],
    'kibana.alert.tripline.unseen_since': '2021-05-27T09:59:59.123Z',
    'kibana.alert.ancestors': [{ id: 'e-start' }],
  });
  expect(alert['kibana.alert.reason']).toMatch(
    /; user\.name IEUser and host\.name IEWIN7 were not seen together since 2021-05-27T09:59:59\.123Z\.$/,
  );
  const others = alertsOfMatch(rule, { ...match, joinKeys: ['x', 'y'] }, context).alert;
  expect(others['kibana.alert.uuid']).not.toBe(alert['kibana.alert.uuid']);
});

describe('indicators', () => {
  const rule: Rule = { ...sampleRule, type: 'threat_match', extra: {} };
  const nested: SourceEvent = {
    id: 'i-1',
    index: 'logs-ti_test-default',
    document: {
      threat: { indicator: { ip: '203.0.113.9', type: 'ipv4-addr' }, feed: { name: 'Test feed' } },
    },
  };
  const dotted: SourceEvent = {
    id: 'i-2',
    index: undefined,
    document: { 'threat.indicator.ip': '203.0.113.9', 'threat.indicator.file.hash.md5': 'd4' },
  };
  const found: FoundIndicators = {
    kind: 'indicators',
    pairs: [
      { indicator: 1, field: 'destination.ip', value: '203.0.113.9' },
      { indicator: 2, field: 'destination.ip', value: '203.0.113.9' },
    ],
    leftOut: 0,
  };
  const events = [connectEvent, nested, dotted];

  test('the alert of the event says under threat.enrichments what each indicator does', () => {
    const { alert } = alertsOfMatch(rule, { events, found }, context);
    const matched = { atomic: '203.0.113.9', field: 'destination.ip', type: 'indicator_match_rule' };
    expect(alert['threat']).toEqual({
      enrichments: [
        {
          indicator: { ip: '203.0.113.9', type: 'ipv4-addr' },
          feed: { name: 'Test feed' },
          matched: { ...matched, id: 'i-1', index: 'logs-ti_test-default' },
        },
        {
          indicator: { ip: '203.0.113.9', file: { hash: { md5: 'd4' } } },
          feed: {},
          matched: { ...matched, id: 'i-2', index: '' },
        },
      ],
    });
    expect(alert).toMatchObject({
      process: { name: 'dllhost.exe' },
      'kibana.alert.ancestors': [{ id: 'e-connect' }],
    });
    expect(alert['kibana.alert.reason']).toMatch(/; destination\.ip 203\.0\.113\.9 is of 2 indicators\.$/);
  });

  test('what the event says of threats itself stays, the path of the indicator is that of the rule', () => {
    const event: SourceEvent = {
      ...connectEvent,
      document: { ...connectEvent.document, threat: { tactic: { id: 'TA1' }, enrichments: [{ old: true }] } },
    };
    const pathed: Rule = { ...rule, extra: { threat_indicator_path: 'threat.feed' } };
    const { alert } = alertsOfMatch(pathed, { events: [event, nested, dotted], found }, context);
    expect(alert['threat']).toMatchObject({
      tactic: { id: 'TA1' },
      enrichments: [{ old: true }, { indicator: { name: 'Test feed' } }, { indicator: {} }],
    });
  });

  test('how many are left out is told', () => {
    const { alert } = alertsOfMatch(rule, { events, found: { ...found, leftOut: 7 } }, context);
    expect(alert['kibana.alert.tripline.indicators_left_out']).toBe(7);
    expect(alert['kibana.alert.reason']).toContain('of 9 indicators');
  });
});
