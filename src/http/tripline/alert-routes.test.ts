import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeOf } from '../../../test/support/stored-events.ts';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { JsonObject } from '../../event/json.ts';
import { MemoryAlertStore } from '../../store/memory/alert-store.ts';

function alert(uuid: string, more: JsonObject = {}): AlertDocument {
  return {
    '@timestamp': '2026-11-24T08:00:00.000Z',
    'kibana.alert.uuid': uuid,
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.rule.rule_id': 'rule',
    ...more,
  };
}

function block(uuid: string, at: number, more: JsonObject = {}): AlertDocument {
  const group = { 'kibana.alert.group.id': 'shell', 'kibana.alert.group.index': at };
  return alert(uuid, { ...group, 'kibana.alert.building_block_type': 'default', ...more });
}

const host = { host: { id: 'h' } };
let api: TriplineApi;
let current = Date.UTC(2026, 10, 24, 9);

beforeAll(async () => {
  const alerts = new MemoryAlertStore();
  await alerts.add([
    alert('shell', {
      'kibana.alert.group.id': 'shell',
      'kibana.alert.ancestors': [
        { id: 'b0', type: 'signal', index: '', depth: 1 },
        { id: 'e0', type: 'event', index: 'logs-x', depth: 0 },
      ],
    }),
    block('b1', 1, { process: { entity_id: 'P' }, ...host }),
    block('b0', 0, host),
    alert('single', host),
    alert('closed', {
      ...host,
      'kibana.alert.workflow_status': 'closed',
      '@timestamp': '2026-11-24T08:30:00.000Z',
    }),
    alert('elsewhere', { host: { id: 'other' }, 'kibana.alert.rule.rule_id': 'another' }),
  ]);
  const documents = [
    {
      '@timestamp': '2026-11-24T08:00:00Z',
      event: { category: 'process', type: 'start' },
      ...host,
      process: { entity_id: 'P', name: 'p.exe', parent: { entity_id: 'Q', name: 'q.exe' } },
    },
    { '@timestamp': '2026-11-24T08:00:01Z', message: 'no process' },
  ];
  api = await triplineApi({ alerts, events: await storeOf(documents, 'logs-x'), clock: () => current });
});
afterAll(() => api.server.close());

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) {
  return api.server.inject({
    method,
    url: `/api/tripline/${path}`,
    ...(payload !== undefined && { payload }),
  });
}

describe('an alert', () => {
  test('of a sequence comes with its blocks in order and the events it stands on', async () => {
    await api.parts.alerts.patch(['shell'], () => ({ 'kibana.alert.workflow_tags': ['seen'] }), {
      who: 'a',
      atMs: 0,
    });
    expect((await call('GET', 'alerts/shell')).json()).toMatchObject({
      uuid: 'shell',
      version: 2,
      document: { 'kibana.alert.workflow_tags': ['seen'] },
      blocks: [{ uuid: 'b0' }, { uuid: 'b1' }],
      shell: null,
      sources: [{ id: 'e0', index: 'logs-x' }],
      history: [
        { who: 'a', at: '1970-01-01T00:00:00.000Z', set: { 'kibana.alert.workflow_tags': ['seen'] } },
      ],
    });
    expect((await call('GET', 'alerts/b0')).json()).toMatchObject({
      shell: 'shell',
      blocks: [{ uuid: 'b1' }],
    });
    expect((await call('GET', 'alerts/none')).json()).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('has others of the same host, user or process, those of one sequence counted once', async () => {
    const { related } = (await call('POST', 'alerts/single/related')).json();
    expect(related).toEqual([
      {
        by: 'host',
        field: 'host.id',
        values: ['h'],
        alerts: 2,
        open: 1,
        last: '2026-11-24T08:30:00.000Z',
        isAtLeast: false,
      },
      {
        by: 'rule',
        field: 'kibana.alert.rule.rule_id',
        values: ['rule'],
        alerts: 2,
        open: 1,
        last: '2026-11-24T08:30:00.000Z',
        isAtLeast: false,
      },
    ]);
    // What the shell of a sequence lacks, its blocks say; the sequence itself is no other.
    const ofShell = (await call('POST', 'alerts/shell/related')).json().related;
    expect(ofShell).toMatchObject([
      { by: 'process', values: ['P'], alerts: 0, last: null },
      { by: 'host', values: ['h'], alerts: 2, open: 1 },
      { by: 'rule', alerts: 2 },
    ]);
  });
});

describe('notes', () => {
  test('are written, edited with what they said before, and deleted', async () => {
    const written = await call('POST', 'alerts/single/notes', { text: '**first**' });
    expect(written.statusCode).toBe(201);
    const { id } = written.json();
    expect(written.json()).toEqual({
      id,
      text: '**first**',
      createdBy: 'analyst',
      createdAt: '2026-11-24T09:00:00.000Z',
    });
    await call('POST', 'alerts/single/notes', { text: 'other' });
    for (const text of ['second', 'third']) {
      current += 60_000;
      expect((await call('PUT', `alerts/single/notes/${id}`, { text })).json()).toMatchObject({
        text,
        editedBy: 'analyst',
      });
    }
    expect((await call('GET', 'alerts/single/notes')).json().notes).toMatchObject([
      {
        text: 'third',
        editedAt: '2026-11-24T09:02:00.000Z',
        earlier: [{ text: '**first**' }, { text: 'second' }],
      },
      { text: 'other', earlier: [] },
    ]);
    expect((await call('DELETE', `alerts/single/notes/${id}`)).statusCode).toBe(204);
    expect((await call('GET', 'alerts/single/notes')).json().notes).toMatchObject([{ text: 'other' }]);
    expect((await call('DELETE', `alerts/single/notes/${id}`)).statusCode).toBe(404);
  });

  test('that are written at once are all kept', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c'].map(text => call('POST', 'alerts/closed/notes', { text })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    expect((await call('GET', 'alerts/closed/notes')).json().notes).toHaveLength(3);
  });

  test('are refused where they are empty, too long, too many, or on no alert', async () => {
    for (const text of ['', '  \n', 'x'.repeat(10_001)])
      expect((await call('POST', 'alerts/b0/notes', { text })).statusCode).toBe(400);
    expect((await call('POST', 'alerts/none/notes', { text: 'x' })).statusCode).toBe(404);
    for (let at = 0; at < 100; at++) await call('POST', 'alerts/b0/notes', { text: 'x' });
    expect((await call('POST', 'alerts/b0/notes', { text: 'x' })).json()).toMatchObject({ status: 409 });
  });
});

test('the processes around an event are told with what is not known of them', async () => {
  const { nodes, ...tree } = (await call('GET', 'events/e0/process-tree?depth=3&children=5')).json();
  expect(tree).toMatchObject({ self: 'P', joinedBy: 'entity', cuts: [] });
  expect(nodes).toMatchObject([
    { key: 'Q', role: 'ancestor', name: 'q.exe', doubt: expect.stringContaining('start was not seen') },
    { key: 'P', role: 'self', parentKey: 'Q', start: '2026-11-24T08:00:00.000Z', alerts: [{ uuid: 'b1' }] },
  ]);
  expect((await call('GET', 'events/e1/process-tree')).json().detail).toContain('names no process');
  expect((await call('GET', 'events/none/process-tree')).statusCode).toBe(404);
  expect((await call('GET', 'events/e0/process-tree?depth=-1')).statusCode).toBe(400);
});
