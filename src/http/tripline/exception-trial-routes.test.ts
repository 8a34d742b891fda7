import { afterEach, describe, expect, test } from 'vitest';
import { bookRuleOf } from '../../../test/support/book-rule.ts';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { ExceptionFields, ExceptionTrial } from '../../api/exception-trial.ts';
import type { JsonObject } from '../../event/json.ts';

const rule = (query: string) =>
  bookRuleOf({
    ...{ rule_id: 'r', name: 'R', description: 'x', type: 'eql', language: 'eql', risk_score: 47 },
    ...{ severity: 'medium', query },
  });
const SEQUENCE = 'sequence by host.id [process where true] [network where true]';

function alert(uuid: string, more: JsonObject): AlertDocument {
  return {
    '@timestamp': '2026-11-24T08:00:00.000Z',
    'kibana.alert.uuid': uuid,
    'kibana.alert.workflow_status': 'closed',
    'kibana.alert.rule.rule_id': 'r',
    ...more,
  };
}
const reason = (is: string): JsonObject => ({ 'kibana.alert.workflow_reason': is });

/** A sequence of a start by this parent and a connection to this address. */
function sequence(uuid: string, parent: string, address: string, more: JsonObject): readonly AlertDocument[] {
  const block = (at: number, fields: JsonObject): AlertDocument =>
    alert(`${uuid}-${at}`, {
      ...{ 'kibana.alert.group.id': uuid, 'kibana.alert.group.index': at },
      ...{ 'kibana.alert.building_block_type': 'default', event: { kind: 'signal' } },
      'kibana.alert.ancestors': [{ id: `${uuid}-e${at}`, type: 'event', index: 'logs-x', depth: 0 }],
      'kibana.alert.original_event.kind': 'event',
      ...fields,
    });
  return [
    alert(uuid, { 'kibana.alert.group.id': uuid, ...more }),
    block(1, { destination: { ip: address, port: 443 }, process: { entity_id: uuid } }),
    block(0, { process: { name: 'a.exe', parent: { name: parent }, pid: 7 } }),
  ];
}

let api: TriplineApi;
afterEach(() => api.server.close());

async function start(query = SEQUENCE): Promise<void> {
  api = await triplineApi({ bookRules: [rule(query)] });
  await api.parts.alerts.add([
    ...sequence('h1', 'svchost.exe', '20.190.0.1', reason('benign_positive')),
    ...sequence('h2', 'svchost.exe', '20.190.0.2', reason('false_positive')),
    ...sequence('bad', 'svchost.exe', '93.184.216.34', reason('true_positive')),
    ...sequence('open', 'other.exe', '20.190.0.1', { 'kibana.alert.workflow_status': 'open' }),
    ...sequence('old', 'svchost.exe', '20.190.0.1', { '@timestamp': '2026-01-01T00:00:00.000Z' }),
    alert('another', { 'kibana.alert.rule.rule_id': 'another' }),
  ]);
}
async function send(items: readonly object[], more: object = {}) {
  const url = '/api/tripline/rules/r/exceptions/dry-run';
  return await api.server.inject({ method: 'POST', url, payload: { items, ...more } });
}
async function dryRun(items: readonly object[], more: object = {}): Promise<ExceptionTrial> {
  const answer = await send(items, more);
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
  return answer.json<ExceptionTrial>();
}
const match = (field: string, value: string) => ({ field, value, type: 'match', operator: 'included' });

describe('exceptions that are tried', () => {
  test('tell what they would have taken away, and what people said of it', async () => {
    await start();
    const parent = match('process.parent.name', 'svchost.exe');
    const network = match('destination.ip', '20.190.0.0/16');
    expect(await dryRun([{ entries: [network] }])).toEqual({
      ...{ from: '2026-08-26T09:00:00.000Z', alerts: 4, removes: 3, open: 1 },
      judged: { harmless: 2, malicious: 0, unjudged: 1 },
      ...{ uuidsMalicious: [], refusals: [], isPartial: false },
      entries: [{ item: 0, entry: 0, alone: { removes: 3, harmless: 2, malicious: 0, unjudged: 1 } }],
    });
    const two = await dryRun([{ entries: [parent] }, { entries: [network] }]);
    expect(two).toMatchObject({ removes: 4, judged: { malicious: 1 }, uuidsMalicious: ['bad'] });
    expect(two.entries).toEqual([
      { item: 0, entry: 0, alone: { removes: 3, harmless: 2, malicious: 1, unjudged: 0 } },
      { item: 1, entry: 0, alone: { removes: 3, harmless: 2, malicious: 0, unjudged: 1 } },
    ]);
    expect(await dryRun([{ entries: [network] }], { from: '2025-12-01T00:00:00Z' })).toMatchObject({
      removes: 4,
    });
  });

  test('must all hold of one event, and see it as it was before it became an alert', async () => {
    await start();
    const port = match('destination.port', '443');
    const both = await dryRun([{ entries: [port, match('process.parent.name', 'svchost.exe')] }]);
    expect(both).toMatchObject({ removes: 0 });
    expect(both.entries.map(({ alone }) => alone.removes)).toEqual([4, 3]);
    expect(await dryRun([{ entries: [match('event.kind', 'event')] }])).toMatchObject({ removes: 4 });
    expect(await dryRun([{ entries: [match('event.kind', 'signal')] }])).toMatchObject({ removes: 0 });
  });

  test('are refused where they leave nothing of the rule, or may make alerts', async () => {
    await start('process where process.name == "a.exe"');
    const { refusals } = await dryRun([{ name: 'all', entries: [match('process.name', 'a.exe')] }]);
    expect(refusals).toEqual(['the exception `all` leaves nothing of the rule `R`']);
    await api.server.close();
    await start('sequence by host.id with maxspan=1m [process where true] ![network where true]');
    const item = { name: 'it', entries: [match('process.name', 'b.exe')] };
    expect((await dryRun([item])).refusals[0]).toContain('alerts would come of it');
    expect((await dryRun([{ ...item, tags: ['tripline:drop-sequence'] }])).refusals).toEqual([]);
    const list = { field: 'source.ip', type: 'list', operator: 'included', list: { id: 'none', type: 'ip' } };
    expect((await dryRun([{ entries: [list], tags: ['tripline:drop-sequence'] }])).refusals[0]).toContain(
      '`none` is not there',
    );
  });

  test('that cannot be read are told with what is wrong', async () => {
    await start();
    const answer = (await send([{ entries: [{ field: 'a', type: 'nosuch', operator: 'included' }] }])).json();
    expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    expect(answer.diagnostics.length).toBeGreaterThan(0);
    expect((await send([])).statusCode).toBe(400);
    const unknown = '/api/tripline/rules/none/exceptions/dry-run';
    const payload = { items: [{ entries: [match('a', 'b')] }] };
    expect((await api.server.inject({ method: 'POST', url: unknown, payload })).statusCode).toBe(404);
  });
});

describe('the fields for an exception', () => {
  test('are those of the own events, what would hide something malicious last', async () => {
    await start();
    const answer = await api.server.inject({ url: '/api/tripline/alerts/h1/exception-fields' });
    const { isPartial, steps } = answer.json<ExceptionFields>();
    expect(isPartial).toBe(false);
    expect(steps.map(({ eventId, index }) => [index, eventId])).toEqual([
      [0, 'h1-e0'],
      [1, 'h1-e1'],
    ]);
    expect(steps[1]?.fields).toEqual([
      {
        field: 'destination.ip',
        value: '20.190.0.1',
        alone: { removes: 2, harmless: 1, malicious: 0, unjudged: 1 },
      },
      {
        field: 'destination.port',
        value: '443',
        alone: { removes: 4, harmless: 2, malicious: 1, unjudged: 1 },
      },
    ]);
    expect(steps[0]?.fields.map(({ field }) => field)).toEqual(['process.name', 'process.parent.name']);
    const block = (await api.server.inject({ url: '/api/tripline/alerts/h1-1/exception-fields' })).json();
    expect(block.steps).toMatchObject([{ eventId: 'h1-e1' }]);
    const alone = (await api.server.inject({ url: '/api/tripline/alerts/another/exception-fields' })).json();
    expect(alone.steps).toEqual([{ index: 0, fields: [] }]);
    expect((await api.server.inject({ url: '/api/tripline/alerts/none/exception-fields' })).statusCode).toBe(
      404,
    );
  });
});
