import { expect, test } from 'vitest';
import type { Preview } from '../../server/preview.ts';
import { differenceOf, previewBars, previewedAlerts } from './preview-story.ts';

function preview(alerts: readonly [uuid: string, time: string][], alertCount = alerts.length): Preview {
  return {
    isAborted: false,
    logs: [],
    alerts: alerts.map(([uuid, time]) => ({
      alert: {
        'kibana.alert.uuid': uuid,
        'kibana.alert.original_time': time,
        'kibana.alert.reason': 'a rule (low): it happened.',
        'kibana.alert.rule.name': 'a rule',
        'kibana.alert.severity': 'low',
      },
      blocks: [],
    })),
    ...{ alertCount, events: 5, hits: 5 },
    window: { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' },
  };
}

test('alerts stand the latest first, by what they say and not by the name of the rule', () => {
  const shown = previewedAlerts(
    preview([
      ['a', '2026-03-02T01:00:00Z'],
      ['b', '2026-03-02T02:00:00Z'],
    ]),
  );
  expect(shown.map(({ uuid }) => uuid)).toEqual(['b', 'a']);
  expect(shown[0]?.sentence).toBe('it happened.');
});

test('a sequence stands at its last event', () => {
  const [one] = preview([['a', '2026-03-02T01:00:00Z']]).alerts;
  if (one === undefined) throw new Error('no alert');
  const block = { 'kibana.alert.original_time': '2026-03-02T01:00:08Z' };
  const shown = previewedAlerts({ ...preview([]), alerts: [{ ...one, blocks: [block] }] });
  expect(shown[0]?.atMs).toBe(Date.parse('2026-03-02T01:00:08Z'));
});

test('every alert is in a bar, also those at the edges', () => {
  const found = preview([
    ['a', '2026-03-02T00:00:00Z'],
    ['b', '2026-03-03T00:00:00Z'],
    ['c', '2026-03-01T00:00:00Z'],
  ]);
  const { bars, stepMs } = previewBars(found, previewedAlerts(found), 'high');
  expect(stepMs * bars.length).toBe(86_400_000);
  expect(bars.reduce((sum, { parts }) => sum + (parts[0]?.count ?? 0), 0)).toBe(3);
});

test('a change is told by the alerts that it brings and takes away', () => {
  const [before, after] = [
    preview([
      ['a', '2026-03-02T01:00:00Z'],
      ['b', '2026-03-02T01:00:00Z'],
    ]),
    preview([
      ['b', '2026-03-02T01:00:00Z'],
      ['c', '2026-03-02T01:00:00Z'],
      ['d', '2026-03-02T01:00:00Z'],
    ]),
  ];
  expect(differenceOf(after, before)).toEqual({ more: 2, fewer: 1 });
  expect(differenceOf(preview([['a', '2026-03-02T01:00:00Z']], 900), before)).toBeUndefined();
});
