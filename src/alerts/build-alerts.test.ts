import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectEvent, startEvent } from '../../test/cases/alerts/sample-events.ts';
import { sampleRule } from '../../test/cases/alerts/sample-rule.ts';
import type { Json, JsonObject } from '../event/json.ts';
import type { AlertDocument, SourceEvent } from './alert-document.ts';
import { type AlertContext, buildAlerts } from './build-alerts.ts';

const context: AlertContext = { executionUuid: 'run-1' };
const pair = [startEvent, connectEvent];
const { alert: shell, blocks } = buildAlerts(sampleRule, pair, ['h-1'], context);

function alertOf(document: JsonObject, overrides: Partial<typeof sampleRule> = {}): AlertDocument {
  const event: SourceEvent = { id: 'e', index: undefined, document };
  return buildAlerts({ ...sampleRule, ...overrides }, [event], undefined, context).alert;
}

/** `kibana.alert.<name>` */
function field(alert: AlertDocument | undefined, name: string): Json | undefined {
  return alert?.[`kibana.alert.${name}`];
}

test('a sequence gives the documents of test/cases/alerts/sequence.json', () => {
  const golden = new URL('../../test/cases/alerts/sequence.json', import.meta.url);
  const printed = `${JSON.stringify({ alert: shell, blocks }, null, 2)}\n`;
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(golden, printed);
  expect(printed).toBe(readFileSync(golden, 'utf8'));
});

describe('a sequence', () => {
  test('has a block for each event, in order, all in the group of the shell', () => {
    expect(blocks.map(block => field(block, 'group.index'))).toEqual([0, 1]);
    expect(new Set([shell, ...blocks].map(each => field(each, 'group.id')))).toEqual(
      new Set([shell['kibana.alert.uuid']]),
    );
    expect(blocks.map(block => field(block, 'building_block_type'))).toEqual(['default', 'default']);
    expect(field(shell, 'building_block_type')).toBeUndefined();
    expect(field(shell, 'group.index')).toBeUndefined();
  });

  test('has a shell with what the events have in common, one level above the blocks', () => {
    expect(shell['process']).toEqual({ name: 'dllhost.exe', entity_id: 'p-1' });
    expect(shell['tags']).toEqual(['lab']);
    expect(shell['destination']).toBeUndefined();
    expect([field(shell, 'depth'), ...blocks.map(block => field(block, 'depth'))]).toEqual([2, 1, 1]);
  });

  test('names blocks and events as ancestors of the shell', () => {
    const ids = (field(shell, 'ancestors') as readonly JsonObject[]).map(({ id, type }) => [type, id]); // as built
    expect(ids).toEqual([
      ['signal', blocks[0]?.['kibana.alert.uuid']],
      ['signal', blocks[1]?.['kibana.alert.uuid']],
      ['event', 'e-start'],
      ['event', 'e-connect'],
    ]);
  });

  test('stands at the time of its last event, and remembers that of its first', () => {
    expect(shell['@timestamp']).toBe('2021-05-27T10:00:08.123Z');
    expect(field(shell, 'original_time')).toBe('2021-05-27T10:00:00.123Z');
    expect(blocks.map(block => block['@timestamp'])).toEqual([
      '2021-05-27T10:00:00.123Z',
      '2021-05-27T10:00:08.123Z',
    ]);
  });

  test('takes no overrides from its events', () => {
    const rule = {
      ...sampleRule,
      severity_mapping: [{ field: 'host.name', operator: 'equals', value: 'IEWIN7', severity: 'critical' }],
      risk_score_mapping: [{ field: 'destination.port', operator: 'equals', value: '' }],
      rule_name_override: 'host.name',
    };
    const group = buildAlerts(rule, pair, ['h-1'], context);
    for (const alert of [group.alert, ...group.blocks]) {
      expect(field(alert, 'severity')).toBe('medium');
      expect(field(alert, 'risk_score')).toBe(47);
      expect(field(alert, 'rule.name')).toBe('Bare DllHost calls out');
    }
  });

  test('of a building-block rule is one itself', () => {
    const rule = { ...sampleRule, building_block_type: 'default' };
    expect(field(buildAlerts(rule, pair, [], context).alert, 'building_block_type')).toBe('default');
  });
});

describe('a sequence with events that had to be missing', () => {
  const group = buildAlerts(
    sampleRule,
    [undefined, startEvent, undefined, connectEvent, undefined],
    ['h-1'],
    context,
  );

  test('has the blocks, ancestors and ids of the events that are there', () => {
    expect(group.blocks).toEqual(blocks);
    expect({ ...group.alert, 'kibana.alert.reason': '' }).toEqual({ ...shell, 'kibana.alert.reason': '' });
  });

  test('says so', () => {
    expect(field(group.alert, 'reason')).toContain('without an excluded event before, in between and after');
  });

  test('of one event is a shell and a block all the same', () => {
    const { alert, blocks: only } = buildAlerts(sampleRule, [startEvent, undefined], [], context);
    expect(only.length).toBe(1);
    expect(field(alert, 'depth')).toBe(2);
  });
});

test('a sample stands at the time of its latest event, whatever step that is of', () => {
  const { alert } = buildAlerts(sampleRule, [connectEvent, startEvent], [], {
    ...context,
    isUnordered: true,
  });
  expect(alert['@timestamp']).toBe('2021-05-27T10:00:08.123Z');
  expect(field(alert, 'reason')).not.toContain('later');
});

describe('ids', () => {
  const uuids = (events: readonly SourceEvent[], rule = sampleRule): string[] => {
    const group = buildAlerts(rule, events, ['h-1'], { executionUuid: 'another run' });
    return [group.alert, ...group.blocks].map(alert => alert['kibana.alert.uuid']);
  };
  const first = [shell, ...blocks].map(alert => alert['kibana.alert.uuid']);

  test('are the same in every run, whatever index and container the events came in', () => {
    expect(uuids(pair.map(event => ({ ...event, index: 'elsewhere', document: {} })))).toEqual(first);
  });
  test('are all different', () => {
    expect(new Set(first).size).toBe(3);
    expect(alertOf(startEvent.document)['kibana.alert.uuid']).not.toBe(
      buildAlerts(sampleRule, [{ ...startEvent, id: 'e' }], [], context).alert['kibana.alert.uuid'],
    );
  });
  test('say which events, in which order, and which rule', () => {
    expect(uuids([connectEvent, startEvent])).not.toEqual(first);
    expect(uuids(pair, { ...sampleRule, rule_id: 'other' })).not.toEqual(first);
    const named = (ids: readonly string[]): SourceEvent[] => ids.map(id => ({ ...startEvent, id }));
    expect(uuids(named(['ab', 'c']))[0]).not.toBe(uuids(named(['a', 'bc']))[0]);
    expect(uuids(named(['a","b']))[0]).not.toBe(uuids(named(['a', 'b']))[0]);
  });
  test('do not change when the rule gets a new version', () => {
    expect(uuids(pair, { ...sampleRule, version: 209, name: 'renamed' })).toEqual(first);
  });
  test('a rule id that is no UUID gets one that is always the same', () => {
    const uuid = field(alertOf({}, { rule_id: 'my rule' }), 'rule.uuid');
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(field(alertOf({}, { rule_id: 'my rule' }), 'rule.uuid')).toBe(uuid);
    expect(field(alertOf({}), 'rule.uuid')).toBe(sampleRule.rule_id);
  });
});

describe('an alert of one event', () => {
  const alert = alertOf(startEvent.document);

  test('holds the event as it came, as a signal, and what the event was', () => {
    expect(alert['process']).toEqual(startEvent.document['process']);
    expect(alert['event']).toEqual({ ...(startEvent.document['event'] as JsonObject), kind: 'signal' });
    expect(field(alert, 'original_event.kind')).toBe('event');
    expect(field(alert, 'original_event.category')).toEqual(['process']);
    expect(field(alert, 'depth')).toBe(1);
    expect(field(alert, 'ancestors')).toEqual([{ id: 'e', type: 'event', index: '', depth: 0 }]);
    expect(field(alert, 'group.id')).toBeUndefined();
  });

  test('is open and active', () => {
    expect(field(alert, 'status')).toBe('active');
    expect(field(alert, 'workflow_status')).toBe('open');
  });

  test('carries the whole rule, defaults included, and nothing of how it was written', () => {
    const { extra, origin, ...fields } = sampleRule;
    expect(field(alert, 'rule.parameters')).toEqual({ ...extra, ...fields });
    expect(field(alert, 'rule.rule_type_id')).toBe('siem.eqlRule');
    expect(field(alert, 'rule.execution.uuid')).toBe('run-1');
    expect(field(alert, 'rule.timeline_id')).toBe('t-1');
    for (const [name, value] of Object.entries(alert)) expect([name, value]).not.toContain(undefined);
  });

  test('leaves the event untouched', () => {
    const frozen = deepFrozen(structuredClone(startEvent.document));
    expect(() => buildAlerts(sampleRule, [{ ...startEvent, document: frozen }], [], context)).not.toThrow();
    expect(frozen).toEqual(startEvent.document);
  });

  test('is not confused by an event that is, or says it is, an alert', () => {
    const inner = alertOf({
      '@timestamp': 5,
      'event.kind': 'signal',
      event: { action: 'start' },
      'kibana.alert.uuid': 'forged',
      'kibana.alert.depth': 7,
      'kibana.alert': { rule: 'forged' },
      kibana: { version: '9', alert: { rule: { name: 'forged' } }, 'alert.reason': 'forged' },
    });
    expect(JSON.stringify(inner)).not.toContain('forged');
    expect(inner['kibana']).toEqual({ version: '9' });
    expect(field(inner, 'depth')).toBe(1);
    expect(inner['event']).toEqual({ action: 'start', kind: 'signal' });
    expect(inner['event.kind']).toBeUndefined();
    expect(field(inner, 'original_event.kind')).toBe('signal');
    expect(field(inner, 'original_event.action')).toBe('start');
  });

  test('without a usable time stands where it was recorded or taken in, else at the beginning of time', () => {
    expect(alertOf({ '@timestamp': 'soon', event: { ingested: 1000 } })['@timestamp']).toBe(
      '1970-01-01T00:00:01.000Z',
    );
    expect(alertOf({})['@timestamp']).toBe('1970-01-01T00:00:00.000Z');
    expect(field(alertOf({}), 'original_time')).toBeUndefined();
  });

  test("stands at the time that the rule orders events by, and keeps the event's own", () => {
    const alert = alertOf({ '@timestamp': 1000, seen: 2000 }, { timestamp_field: 'seen' });
    expect(alert['@timestamp']).toBe('1970-01-01T00:00:02.000Z');
    expect(field(alert, 'original_time')).toBe('1970-01-01T00:00:01.000Z');
  });

  test('of a building-block rule is a building block', () => {
    expect(field(alertOf({}, { building_block_type: 'default' }), 'building_block_type')).toBe('default');
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}

test('the note of a rule file stands in an alert as rules are shipped: its searches in their places', () => {
  const origin = { ...sampleRule.origin, transform: { osquery: [{ query: 'SELECT 1', label: 'One' }] } };
  const alert = alertOf({}, { note: 'Ask $osquery_0.', origin });
  expect(field(alert, 'rule.note')).toBe('Ask !{osquery{"label":"One","query":"SELECT 1"}}.');
  expect(field(alert, 'rule.parameters')).toMatchObject({ note: field(alert, 'rule.note') });
});
