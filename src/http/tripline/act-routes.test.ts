import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { AlertActChange, AlertActDone, ShownAct } from '../../api/acts.ts';
import type { JsonObject } from '../../event/json.ts';

const STATUS = 'kibana.alert.workflow_status';
const TAGS = 'kibana.alert.workflow_tags';

let api: TriplineApi;
let nowMs = Date.UTC(2026, 10, 24, 9);

beforeEach(async () => {
  api = await triplineApi({ clock: () => nowMs });
  const alert = (uuid: string, more: JsonObject = {}): AlertDocument => ({
    ...{ '@timestamp': '2026-11-24T08:00:00.000Z', 'kibana.alert.uuid': uuid, [STATUS]: 'open', [TAGS]: [] },
    ...{ 'kibana.alert.severity': 'high', host: { name: uuid === 'c' ? 'db' : 'web' } },
    ...more,
  });
  await api.parts.alerts.add([alert('a'), alert('b', { [TAGS]: ['seen'] }), alert('c')]);
});
afterEach(() => api.server.close());

async function post(path: string, payload?: object) {
  const url = `/api/tripline/alerts/${path}`;
  return await api.server.inject({ method: 'POST', url, ...(payload !== undefined && { payload }) });
}
async function act(uuids: readonly string[], change: AlertActChange, note?: string): Promise<AlertActDone> {
  const answer = await post('acts', { on: { uuids }, change, ...(note !== undefined && { note }) });
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
  return answer.json<AlertActDone>();
}
async function held(key: string): Promise<readonly unknown[]> {
  return (await api.parts.alerts.byUuids(['a', 'b', 'c'])).map(({ document }) => document[key]);
}
async function listed(query = ''): Promise<readonly ShownAct[]> {
  return (await api.server.inject({ url: `/api/tripline/alerts/acts${query}` })).json().acts;
}

describe('an act', () => {
  test('closes alerts with a verdict, which they hold as Elastic calls it', async () => {
    const done = await act(['a', 'b', 'none'], { status: 'closed', verdict: 'rule-wrong' });
    expect(done).toMatchObject({
      ...{ at: '2026-11-24T09:00:00.000Z', done: 2 },
      skipped: [{ reason: 'there is no such alert', count: 1 }],
      change: { status: 'closed', verdict: 'rule-wrong' },
    });
    expect(await held(STATUS)).toEqual(['closed', 'closed', 'open']);
    expect(await held('kibana.alert.workflow_reason')).toEqual([
      'false_positive',
      'false_positive',
      undefined,
    ]);
    expect(await held('kibana.alert.workflow_user')).toEqual(['analyst', 'analyst', undefined]);
  });

  test('on what is so already changes nothing, and says so', async () => {
    const first = await act(['a', 'b'], { addTags: ['seen'] });
    expect(first).toMatchObject({ done: 1, skipped: [{ reason: 'it was so already', count: 1 }] });
    expect(await act(['a', 'b'], { addTags: ['seen'] })).toMatchObject({ done: 0 });
    expect(await listed()).toHaveLength(1);
  });

  test('means all alerts of a snapshot, or of one of its groups', async () => {
    const { id } = (await post('snapshots', { group: 'host' })).json();
    const onGroup = { on: { snapshot: id, group: 'web' }, change: { status: 'acknowledged' } };
    expect((await post('acts', onGroup)).json()).toMatchObject({ done: 2 });
    expect(await held(STATUS)).toEqual(['acknowledged', 'acknowledged', 'open']);
    expect((await post('acts', { on: { snapshot: id }, change: { assign: ['ann'] } })).json().done).toBe(3);
    expect((await post('acts', { on: { snapshot: 'gone' }, change: { assign: ['ann'] } })).statusCode).toBe(
      410,
    );
  });

  test('writes its note on each alert that it changed', async () => {
    await post('a/notes', { text: 'before' });
    await act(['a', 'b', 'none'], { status: 'closed' }, 'both are the scanner');
    for (const uuid of ['a', 'b']) {
      const { notes } = (await api.server.inject({ url: `/api/tripline/alerts/${uuid}/notes` })).json();
      expect(notes.at(-1)).toMatchObject({ text: 'both are the scanner', createdBy: 'analyst' });
    }
    const many = Array.from({ length: 1_001 }, (_, at) => `u${at}`);
    const refused = await post('acts', { on: { uuids: many }, change: { status: 'closed' }, note: 'x' });
    expect(refused.json().detail).toContain('at most 1000 alerts, found 1001');
  });

  test('is refused where it says nothing or contradicts itself', async () => {
    const refused = async (change: object) =>
      (await post('acts', { on: { uuids: ['a'] }, change })).statusCode;
    expect(await refused({})).toBe(400);
    expect(await refused({ addTags: [] })).toBe(400);
    expect(await refused({ verdict: 'malicious' })).toBe(400);
    expect(await refused({ status: 'open', verdict: 'malicious' })).toBe(400);
    expect(await refused({ addTags: ['x'], removeTags: ['x'] })).toBe(400);
    expect(await refused({ assign: ['x'], unassign: ['y', 'x'] })).toBe(400);
    expect(await held(STATUS)).toEqual(['open', 'open', 'open']);
  });
});

describe('an act that is undone', () => {
  test('leaves alerts as they were, also what differed among them', async () => {
    const tagged = await act(['a', 'b', 'c'], { addTags: ['scan', 'seen'], assign: ['ann'] });
    expect(await held(TAGS)).toEqual([
      ['scan', 'seen'],
      ['seen', 'scan'],
      ['scan', 'seen'],
    ]);
    expect((await post(`acts/${tagged.id}/undo`)).json()).toEqual({ id: tagged.id, done: 3, skipped: [] });
    expect(await held(TAGS)).toEqual([[], ['seen'], []]);
    expect(await held('kibana.alert.workflow_assignee_ids')).toEqual([undefined, undefined, undefined]);
    expect((await post(`acts/${tagged.id}/undo`)).json()).toMatchObject({ status: 409 });
    expect((await post('acts/none/undo')).statusCode).toBe(404);
  });

  test('gives back an earlier verdict, and who it was from', async () => {
    await act(['a'], { status: 'closed', verdict: 'malicious' });
    nowMs += 60_000;
    const { id } = await act(['a', 'b'], { status: 'open' });
    expect(await held('kibana.alert.workflow_reason')).toEqual([undefined, undefined, undefined]);
    await post(`acts/${id}/undo`);
    expect(await held(STATUS)).toEqual(['closed', 'open', 'open']);
    expect(await held('kibana.alert.workflow_reason')).toEqual(['true_positive', undefined, undefined]);
    expect(await held('kibana.alert.workflow_user')).toEqual(['analyst', undefined, undefined]);
    expect((await api.parts.alerts.history('a')).map(({ who }) => who)).toEqual([
      'analyst',
      'analyst',
      'analyst',
    ]);
  });

  test('passes over an alert that somebody changed since, but not one in which only something else changed', async () => {
    const { id } = await act(['a', 'b', 'c'], { status: 'closed' });
    const by = { who: 'bob', atMs: nowMs };
    await api.parts.alerts.patch(['a'], { [STATUS]: 'acknowledged' }, by);
    await api.parts.alerts.patch(['b'], { 'kibana.alert.suppression.docs_count': 3 }, by);
    expect((await post(`acts/${id}/undo`)).json()).toEqual({
      ...{ id, done: 2 },
      skipped: [{ reason: 'somebody changed it since', count: 1 }],
    });
    expect(await held(STATUS)).toEqual(['acknowledged', 'open', 'open']);
    expect(await held('kibana.alert.suppression.docs_count')).toEqual([undefined, 3, undefined]);
  });

  test('works for whoever has the same stores later, and shows in the list', async () => {
    const { id } = await act(['a'], { status: 'closed' });
    nowMs += 1_000;
    await act(['b'], { addTags: ['x'] });
    const again = await triplineApi({ ...api.parts, clock: () => nowMs });
    const undone = await again.server.inject({ method: 'POST', url: `/api/tripline/alerts/acts/${id}/undo` });
    expect(undone.json()).toMatchObject({ done: 1 });
    await again.server.close();
    expect(await listed('?mine=true&size=5')).toMatchObject([
      { who: 'analyst', change: { addTags: ['x'] }, done: 1, isUndone: false },
      { id, who: 'analyst', change: { status: 'closed' }, done: 1, isUndone: true },
    ]);
    expect(await listed('?size=1')).toHaveLength(1);
  });
});
