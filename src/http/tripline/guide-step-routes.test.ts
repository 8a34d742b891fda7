import { expect, test } from 'vitest';
import { triplineApi } from '../../../test/support/tripline-api.ts';

test('steps of the guide are ticked, each by whoever did it first, and taken back', async () => {
  let nowMs = Date.UTC(2026, 10, 24, 9);
  const api = await triplineApi({ clock: () => nowMs });
  await api.parts.alerts.add([{ '@timestamp': '2026-11-24T08:00:00.000Z', 'kibana.alert.uuid': 'a' }]);
  const url = '/api/tripline/alerts/a/guide-steps';
  const put = async (done: readonly number[]) =>
    await api.server.inject({ method: 'PUT', url, payload: { done } });
  expect((await api.server.inject({ url })).json()).toEqual({ done: [] });
  const first = { index: 2, who: 'analyst', at: '2026-11-24T09:00:00.000Z' };
  expect((await put([2])).json()).toEqual({ done: [first] });
  nowMs += 60_000;
  const second = { index: 0, who: 'analyst', at: '2026-11-24T09:01:00.000Z' };
  expect((await put([2, 0])).json()).toEqual({ done: [second, first] });
  expect((await api.server.inject({ url })).json()).toEqual({ done: [second, first] });
  expect((await put([0])).json()).toEqual({ done: [second] });
  for (const wrong of [[-1], [200], [1, 1]]) expect((await put(wrong)).statusCode).toBe(400);
  const unknown = '/api/tripline/alerts/none/guide-steps';
  expect((await api.server.inject({ url: unknown })).statusCode).toBe(404);
  await api.server.close();
});
