import { describe, expect, test } from 'vitest';
import type { AlertRow } from '../../../api/alert-list.ts';
import { type LocalAct, shownRow } from './local-acts.ts';

const row: AlertRow = {
  ...{ uuid: 'one', at: '2026-03-02T09:14:40.622Z', sentence: 'it happened', severity: 'low', riskScore: 21 },
  rule: { id: 'r', ruleId: 'r', name: 'Rule', type: 'query' },
  ...{ status: 'open', assignees: ['mara'], tags: ['x'], tactics: [], techniques: [] },
  ...{ isSuperseded: false, isRecording: false },
};
const uuids = new Set(['one']);
const act = (change: LocalAct['change'], more: Partial<LocalAct> = {}): LocalAct => ({
  ...{ key: 1, reach: { kind: 'uuids', uuids }, change, ...more },
});

describe('a row', () => {
  test('shows at once what was done to it', () => {
    const shown = shownRow(row, undefined, [
      act({ status: 'closed', verdict: 'expected' }),
      act({ assign: ['ada'], unassign: ['mara'], addTags: ['x', 'y'] }),
    ]);
    expect(shown.row).toMatchObject({
      ...{ status: 'closed', reason: 'expected', assignees: ['ada'], tags: ['x', 'y'] },
    });
  });

  test('that is opened again has no reason', () => {
    const closed: AlertRow = { ...row, status: 'closed', reason: 'expected' };
    expect(shownRow(closed, undefined, [act({ status: 'open' })]).row).not.toHaveProperty('reason');
    expect(shownRow(closed, undefined, [act({ addTags: ['y'] })]).row.reason).toBe('expected');
  });

  test('is as it was after an act that failed, and says why', () => {
    expect(shownRow(row, undefined, [act({ status: 'closed' }, { problem: 'the server is gone' })])).toEqual({
      row,
      problem: 'the server is gone',
    });
  });

  test('says no more why an act failed after one that did not', () => {
    const shown = shownRow(row, undefined, [
      act({ status: 'closed' }, { problem: 'the server is gone' }),
      act({ status: 'acknowledged' }),
    ]);
    expect(shown.problem).toBeUndefined();
    expect(shown.row.status).toBe('acknowledged');
  });

  test('is changed by acts on its group and on all, and by no others', () => {
    const change = { status: 'closed' } as const;
    const status = (reach: LocalAct['reach']): string =>
      shownRow(row, 'a', [act(change, { reach })]).row.status;
    expect(status({ kind: 'group', group: 'a' })).toBe('closed');
    expect(status({ kind: 'all' })).toBe('closed');
    expect(status({ kind: 'group', group: 'b' })).toBe('open');
    expect(status({ kind: 'uuids', uuids: new Set(['two']) })).toBe('open');
  });
});
