import { expect, test } from 'vitest';
import type { RunRequest } from '../../server/rule-runs.ts';
import { pastProgress } from './past-progress.ts';

const request: RunRequest = {
  ...{ id: 'r', ruleId: 'rule', kind: 'gap-fill', requestedBy: 'mara', state: 'running' },
  requestedAt: '2026-03-02T12:00:00.000Z',
  window: { from: '2026-03-02T00:00:00.000Z', to: '2026-03-02T10:00:00.000Z' },
};
const run = (to: string, others: object = {}) => ({
  ...{ kind: 'gap-fill', startedAt: '2026-03-02T12:00:05.000Z', newAlerts: 1 },
  window: { to },
  ...others,
});

test('it has come as far as the latest window that it covered', () => {
  const runs = [run('2026-03-02T02:00:00.000Z'), run('2026-03-02T05:00:00.000Z')];
  expect(pastProgress(request, runs)).toEqual({ part: 0.5, newAlerts: 2 });
});

test('runs of the schedule and of earlier requests are not its own', () => {
  const runs = [
    run('2026-03-02T11:00:00.000Z', { kind: 'scheduled' }),
    run('2026-03-02T09:00:00.000Z', { startedAt: '2026-03-02T11:00:00.000Z' }),
  ];
  expect(pastProgress(request, runs)).toEqual({ part: 0, newAlerts: 0 });
});

test('what has ended is whole, also where the last record falls short', () => {
  expect(pastProgress({ ...request, state: 'done' }, []).part).toBe(1);
});
