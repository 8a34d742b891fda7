import { expect, test } from 'vitest';
import { triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { JsonObject } from '../../event/json.ts';
import type { RecordedAttack, RecordingStatus } from '../parts.ts';

const SINCE = Date.UTC(2026, 10, 24, 8);

function alert(uuid: string, more: JsonObject = {}): AlertDocument {
  return {
    ...{ '@timestamp': '2026-11-24T08:30:00.000Z', 'kibana.alert.uuid': uuid, tags: ['a', 'recording'] },
    ...{ 'kibana.alert.workflow_status': 'open', ...more },
  };
}

test('the recorded attack is played, and its alerts closed with a tag when it is enough', async () => {
  let status: RecordingStatus = { state: 'none', events: 0 };
  const recording: RecordedAttack = {
    status: async () => status,
    async start(who) {
      expect(who).toBe('analyst');
      status = { state: 'playing', events: 3, sinceMs: SINCE, untilMs: SINCE + 60_000 };
      return status;
    },
    async forget() {
      status = { state: 'none', events: 0 };
    },
  };
  const api = await triplineApi({ recording });
  await api.parts.alerts.add([
    alert('of-it'),
    alert('closed', { 'kibana.alert.workflow_status': 'closed' }),
    alert('earlier', { '@timestamp': '2026-11-24T07:00:00.000Z' }),
    alert('real', { tags: ['a'] }),
    alert('block', { 'kibana.alert.building_block_type': 'default' }),
  ]);
  const call = async (method: 'GET' | 'POST' | 'DELETE') =>
    (await api.server.inject({ method, url: '/api/tripline/recording' })).json();
  expect(await call('GET')).toEqual({ state: 'none', events: 0 });
  const playing = { state: 'playing', events: 3, until: '2026-11-24T08:01:00.000Z' };
  expect(await call('POST')).toEqual(playing);
  expect(await call('GET')).toEqual(playing);
  expect(await call('DELETE')).toEqual({ state: 'none', events: 0, closed: 1 });
  const [changed] = await api.parts.alerts.byUuids(['of-it']);
  expect(changed?.document).toMatchObject({
    'kibana.alert.workflow_status': 'closed',
    'kibana.alert.workflow_tags': ['recording'],
  });
  expect(await api.parts.alerts.history('real')).toEqual([]);
  await api.server.close();
});

test('a server without a recording says so', async () => {
  const api = await triplineApi();
  const call = (method: 'GET' | 'POST') => api.server.inject({ method, url: '/api/tripline/recording' });
  expect((await call('GET')).json()).toEqual({ state: 'none', events: 0 });
  expect((await call('POST')).json()).toMatchObject({ status: 404 });
  await api.server.close();
});
