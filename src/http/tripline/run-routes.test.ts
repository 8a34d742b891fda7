import { describe, expect, test } from 'vitest';
import { triplineApi } from '../../../test/support/tripline-api.ts';
import type { DetectionStatus, Gap, RunRecord } from '../../detect/detection.ts';
import type { BookRule } from '../../detect/rule-book.ts';

const window = { fromMs: Date.UTC(2026, 10, 24, 7), toMs: Date.UTC(2026, 10, 24, 8) };
const record: RunRecord = {
  ...{ id: 'run-1', ruleId: 'id-1', kind: 'manual', outcome: 'partial', window, startedAtMs: window.toMs },
  ...{ durationMs: 12, delayMs: 0, events: 5, hits: 4, newAlerts: 1, knownAlerts: 0, supersededAlerts: 0 },
  ...{ suppressedAlerts: 0, exceptedMatches: 0, warnings: ['cut'], notCovered: [window] },
  heldBack: { ...window, alerts: 7 },
};
const gap: Gap = { id: 'g', ruleId: 'id-1', state: 'open', reason: 'off', foundAtMs: window.toMs, ...window };
// Of a rule these routes read its ids only.
const rule = {
  id: 'id-1',
  rule: { rule_id: 'dllhost' },
  isEnabled: true,
  compiled: {},
} as unknown as BookRule;

async function api(answers: Parameters<typeof triplineApi>[0] = {}) {
  return (await triplineApi({ bookRules: [rule], ...answers })).server;
}

describe('runs', () => {
  test('of a rule are told with their windows, by either id', async () => {
    const asked: unknown[] = [];
    const server = await api({
      answers: {
        runs: async (...args) => {
          asked.push(args);
          return [record];
        },
      },
    });
    const answer = await server.inject('/api/tripline/rules/dllhost/runs?size=5&before=2026-11-24T08:30:00Z');
    expect(answer.json().runs).toMatchObject([
      {
        id: 'run-1',
        outcome: 'partial',
        window: { from: '2026-11-24T07:00:00.000Z', to: '2026-11-24T08:00:00.000Z' },
        heldBack: { from: '2026-11-24T07:00:00.000Z', alerts: 7 },
        notCovered: [{ from: '2026-11-24T07:00:00.000Z', to: '2026-11-24T08:00:00.000Z' }],
      },
    ]);
    expect(asked).toEqual([['id-1', { size: 5, beforeMs: Date.UTC(2026, 10, 24, 8, 30) }]]);
    expect((await server.inject('/api/tripline/rules/other/runs')).statusCode).toBe(404);
    await server.close();
  });

  test('by hand are answered at once, and go on in the name of who asks', async () => {
    const asked: unknown[] = [];
    const { parts, server } = await triplineApi({
      bookRules: [rule],
      answers: {
        run: async (ruleId, over, { requestedBy }) => {
          asked.push(['run', ruleId, over, requestedBy]);
          return [record];
        },
        fillGaps: async (ruleId, over, { requestedBy }) => {
          asked.push(['fill', ruleId, over, requestedBy]);
          throw new Error('the store is gone');
        },
      },
    });
    const payload = { from: '2026-11-24T07:00:00Z', to: 'now-1h' };
    const places: string[] = [];
    for (const path of ['runs', 'gaps/fill']) {
      const answer = await server.inject({
        method: 'POST',
        url: `/api/tripline/rules/id-1/${path}`,
        payload,
      });
      expect(answer.statusCode).toBe(202);
      expect(answer.json()).toMatchObject({ state: 'waiting', requestedBy: 'analyst' });
      places.push(String(answer.headers['location']));
    }
    await parts.runRequests.idle();
    expect(asked).toEqual([
      ['run', 'id-1', window, 'analyst'],
      ['fill', 'id-1', window, 'analyst'],
    ]);
    const [run, fill] = await Promise.all(places.map(async place => (await server.inject(place)).json()));
    expect(run).toMatchObject({ state: 'done', runs: { count: 1, partial: 1, newAlerts: 1 } });
    expect(fill).toMatchObject({ state: 'failed', kind: 'gap-fill', problem: 'the store is gone' });
    const listed = await server.inject('/api/tripline/run-requests?ruleId=dllhost&state=failed');
    expect(listed.json()).toMatchObject({ total: 1, requests: [fill] });
    expect((await server.inject('/api/tripline/run-requests/none')).statusCode).toBe(404);
    await server.close();
  });

  test.each([
    [{ from: 'now+1h', to: 'now+2h' }, 'in the future'],
    [{ from: '2020-01-01', to: '2026-01-01' }, 'longer than a year'],
    [{ from: 'now' }, 'to'],
  ])('over %o are refused', async (payload, why) => {
    const server = await api();
    const answer = await server.inject({ method: 'POST', url: '/api/tripline/rules/id-1/runs', payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain(why);
    await server.close();
  });

  test('of a rule that is off are refused at once', async () => {
    const server = await api({ bookRules: [{ ...rule, isEnabled: false }] });
    const payload = { from: 'now-1h', to: 'now' };
    const answer = await server.inject({ method: 'POST', url: '/api/tripline/rules/id-1/runs', payload });
    expect(answer.json()).toMatchObject({ status: 400, detail: expect.stringContaining('switched off') });
    await server.close();
  });
});

test('gaps are told of one rule or of all, by state', async () => {
  const server = await api({ answers: { gaps: async () => [gap, { ...gap, id: 'h', state: 'filled' }] } });
  const answer = (await server.inject('/api/tripline/gaps?state=open&ruleId=id-1')).json();
  expect(answer).toMatchObject({ total: 1, gaps: [{ id: 'g', from: '2026-11-24T07:00:00.000Z' }] });
  expect((await server.inject('/api/tripline/gaps?state=strange')).statusCode).toBe(400);
  await server.close();
});

test('the status says what came too late and the window to run over', async () => {
  const status: DetectionStatus = {
    ...{
      rules: 1,
      heldHits: 2,
      tooLateEvents: 3,
      tooLateWindow: window,
      aheadOfClockEvents: 0,
      unreadableEvents: 0,
    },
    ...{ waitingRuns: 0, alertDelayMs: undefined },
    alertsMade: { low: 0, medium: 0, high: 0, critical: 0 },
  };
  const server = await api({ answers: { status: () => status } });
  expect((await server.inject('/api/tripline/status')).json()).toMatchObject({
    version: '0.0.0',
    intake: { stored: 3, doubles: 1, refused: { 'no JSON': 2 } },
    rules: { all: 1, enabled: 1, failed: 0 },
    detection: { tooLateEvents: 3, tooLateWindow: { from: '2026-11-24T07:00:00.000Z' }, alertDelayMs: null },
    store: { events: 0, freeBytes: null },
  });
  await server.close();
});
