import { expect, test } from 'vitest';
import type { AlertRow } from '../../../api/alert-list.ts';
import { huntAround } from './hunt-around.ts';

const row: AlertRow = {
  ...{ uuid: 'one', at: '2026-03-02T10:00:00.000Z', sentence: 'it happened', severity: 'low', riskScore: 21 },
  rule: { id: 'r', ruleId: 'r', name: 'Rule', type: 'query' },
  ...{ status: 'open', assignees: [], tags: [], tactics: [], techniques: [] },
  ...{ isSuperseded: false, isRecording: false },
};
const parts = (path: string): object => Object.fromEntries(new URL(path, 'http://host').searchParams);

test('a hunt begins a quarter of an hour before the event of the alert, on its host', () => {
  const seen = { ...row, originalAt: '2026-03-02T09:15:00.000Z', host: 'FS 02', user: 'mara' };
  expect(parts(huntAround(seen))).toEqual({
    lang: 'kql',
    q: 'host.name: "FS 02"',
    from: '2026-03-02T09:00:00.000Z',
    to: '2026-03-02T09:30:00.000Z',
  });
});

test('a hunt is on the user where there is no host, and on everything where there is neither', () => {
  expect(parts(huntAround({ ...row, user: 'mara' }))).toMatchObject({ q: 'user.name: mara' });
  expect(parts(huntAround(row))).toMatchObject({ q: '', from: '2026-03-02T09:45:00.000Z' });
});
