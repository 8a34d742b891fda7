import { expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import type { AlertDocument } from '../alerts/alert-document.ts';
import { ALERT_INDEX } from '../event/alert-index.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import { scan } from './scan.ts';

const OF_ALERTS = { index: ['.alerts-security.*'] };

const start = ruleOf('a', 'any where process.name == "a.exe"');
const other = ruleOf('b', 'any where process.name == "b.exe"');
/** An alert on a host, if two rules have alerted there. */
const onHost = ruleOf('host', 'any where event.kind == "signal"', {
  ...OF_ALERTS,
  type: 'threshold',
  threshold: {
    field: ['host.name'],
    value: 2,
    cardinality: [{ field: 'kibana.alert.rule.rule_id', value: 2 }],
  },
});

function ruleOf(id: string, query: string, fields: object = {}): CompiledRule {
  return compiledRule(query, { rule_id: id, name: id, index: ['logs-*'], ...fields });
}

function inputOf(documents: readonly object[]): EventInput {
  return {
    name: 'events.ndjson',
    async *bytes() {
      yield new TextEncoder().encode(documents.map(document => `${JSON.stringify(document)}\n`).join(''));
    },
  };
}

function event(second: number, name: string, host = 'h'): object {
  return {
    '@timestamp': new Date(second * 1000).toISOString(),
    event: { kind: 'event', dataset: 'test' },
    host: { name: host },
    process: { name },
  };
}

async function alertsOf(
  rules: readonly CompiledRule[],
  documents: readonly object[],
): Promise<readonly AlertDocument[]> {
  const alerts: AlertDocument[] = [];
  await scan(
    [inputOf(documents)],
    rules,
    { executionUuid: 'run' },
    { onAlert: ({ group }) => void alerts.push(group.alert), onProblem: () => {} },
  );
  return alerts;
}

const namesOf = (alerts: readonly AlertDocument[]): unknown[] =>
  alerts.map(alert => alert['kibana.alert.rule.rule_id']);

test('a rule over alerts reads those of the other rules of the scan', async () => {
  const alerts = await alertsOf([onHost, start, other], [event(1, 'a.exe'), event(2, 'b.exe')]);
  expect(namesOf(alerts)).toEqual(['a', 'b', 'host']);
  expect(alerts[2]).toMatchObject({
    host: { name: 'h' },
    'kibana.alert.depth': 2,
    'kibana.alert.threshold_result': { count: 2, cardinality: [{ value: 2 }] },
  });
  const ancestors = alerts[2]?.['kibana.alert.ancestors'] as { id: string; type: string }[];
  expect(ancestors.map(({ type }) => type)).toEqual(['signal', 'event', 'signal', 'event']);
  expect(ancestors[0]?.id).toBe(alerts[0]?.['kibana.alert.uuid']);
});

test('alerts that stand in a file are read too, and each once', async () => {
  const events = [event(1, 'a.exe'), event(2, 'b.exe')];
  const before = await alertsOf([start, other], events);
  expect(namesOf(await alertsOf([onHost], before))).toEqual(['host']);
  const both = await alertsOf([onHost, start, other], [...events, ...before]);
  expect(both.map(alert => alert['kibana.alert.uuid'])).toEqual(
    (await alertsOf([onHost, start, other], events)).map(alert => alert['kibana.alert.uuid']),
  );
});

test('rules over events do not see the alerts of a file, nor rules over alerts its events', async () => {
  const before = await alertsOf([start], [event(1, 'a.exe')]);
  const everyAlert = ruleOf('all', 'any where true', OF_ALERTS);
  expect(namesOf(await alertsOf([start, everyAlert], before))).toEqual(['all']);
  expect(namesOf(await alertsOf([everyAlert], [{ process: { name: 'no index' } }]))).toEqual([]);
});

test('a rule over alerts reads neither what it made itself nor the alerts of its like', async () => {
  const everyAlert = ruleOf('all', 'any where true', OF_ALERTS);
  const another = ruleOf('another', 'any where true', OF_ALERTS);
  const first = await alertsOf([start, everyAlert, another], [event(1, 'a.exe')]);
  expect(namesOf(first)).toEqual(['a', 'all', 'another']);
  // What was made of them is for another scan, which still leaves out where the rule has a part already.
  expect(namesOf(await alertsOf([everyAlert], first))).toEqual(['all', 'all']);
  expect(namesOf(await alertsOf([everyAlert], first.slice(1, 2)))).toEqual([]);
});

test('the building blocks of a sequence are alerts too, and say what they are', async () => {
  const sequence = ruleOf(
    'seq',
    'sequence by host.name [any where true] [any where process.name == "b.exe"]',
  );
  const blocks = ruleOf('blocks', 'any where kibana.alert.building_block_type == "default"', OF_ALERTS);
  const alerts = await alertsOf([sequence, blocks], [event(1, 'a.exe'), event(2, 'b.exe')]);
  expect(namesOf(alerts)).toEqual(['seq', 'blocks', 'blocks']);
});

test('the alerts of a building-block rule are marked, whatever its type', async () => {
  const mark = { building_block_type: 'default' };
  const events = [event(1, 'a.exe'), event(2, 'a.exe')];
  const rules = [
    ruleOf('event', 'any where true', mark),
    ruleOf('many', 'any where true', { ...mark, type: 'threshold', threshold: { field: [], value: 2 } }),
    ruleOf('new', 'any where true', {
      ...{ ...mark, type: 'new_terms', new_terms_fields: ['host.name'] },
      history_window_start: 'now-7d',
    }),
  ];
  const alerts = await alertsOf(rules, events);
  expect(namesOf(alerts)).toEqual(['event', 'event', 'many', 'new']);
  for (const alert of alerts) expect(alert['kibana.alert.building_block_type']).toBe('default');
});

test('an alert tells its index by itself', async () => {
  const [alert] = await alertsOf(
    [ruleOf('all', 'any where true', OF_ALERTS)],
    [{ 'kibana.alert.uuid': 'u', 'kibana.alert.status': 'active', event: { dataset: 'test' } }],
  );
  expect(alert?.['kibana.alert.ancestors']).toMatchObject([{ id: 'u', index: ALERT_INDEX, depth: 1 }]);
});
