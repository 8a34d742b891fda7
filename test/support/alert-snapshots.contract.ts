/** What lists of alerts do over every store of alerts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import type { AlertRow, AlertSnapshot, NewSnapshotBody } from '../../src/api/alert-list.ts';
import type { JsonObject } from '../../src/event/json.ts';
import type { AlertStore } from '../../src/store/alert-store.ts';
import { bookRuleOf } from './book-rule.ts';
import { type TriplineApi, triplineApi } from './tripline-api.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const SEQUENCE = {
  ...{ rule_id: 'sequence', name: 'A sequence', description: 'x', type: 'eql', language: 'eql' },
  ...{
    risk_score: 47,
    severity: 'high',
    query: 'sequence by host.id with maxspan=1m [process where true] [network where true]',
  },
};

function alert(uuid: string, more: JsonObject = {}): AlertDocument {
  return {
    '@timestamp': '2026-11-24T08:00:00.000Z',
    'kibana.alert.uuid': uuid,
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.severity': 'medium',
    'kibana.alert.risk_score': 47,
    'kibana.alert.rule.uuid': 'id-of-rule',
    'kibana.alert.rule.rule_id': 'rule',
    'kibana.alert.rule.name': 'A rule',
    'kibana.alert.rule.type': 'eql',
    'kibana.alert.rule.threat': [
      {
        framework: 'MITRE ATT&CK',
        tactic: { id: 'TA0005', name: 'Defense Evasion' },
        technique: [{ id: 'T1218', name: 'Proxy', subtechnique: [{ id: 'T1218.011', name: 'Rundll32' }] }],
      },
    ],
    'kibana.alert.reason': 'A rule (medium): a.exe started b.exe on web.',
    host: { name: 'web' },
    process: { name: 'b.exe', parent: { name: 'a.exe' } },
    ...more,
  };
}

const ALERTS: readonly AlertDocument[] = [
  alert('m1'),
  alert('m2', { '@timestamp': '2026-11-24T08:30:00.000Z', 'kibana.alert.workflow_assignee_ids': ['ann'] }),
  alert('critical', {
    '@timestamp': '2026-11-23T08:00:00.000Z',
    'kibana.alert.severity': 'critical',
    'kibana.alert.reason': 'said otherwise',
    ...{ host: { name: 'db' }, user: { name: 'root' }, tags: ['recording'] },
    ...{
      'kibana.alert.rule.threat': [],
      process: { name: 'c.exe' },
      'kibana.alert.tripline.superseded': true,
    },
  }),
  alert('closed', {
    '@timestamp': '2026-11-24T08:45:00.000Z',
    'kibana.alert.severity': 'low',
    'kibana.alert.workflow_status': 'closed',
    'kibana.alert.workflow_reason': 'benign_positive',
  }),
  alert('shell', {
    ...{ 'kibana.alert.rule.rule_id': 'sequence', 'kibana.alert.rule.name': 'A sequence' },
    ...{ 'kibana.alert.severity': 'high', 'kibana.alert.group.id': 'shell' },
    'kibana.alert.original_time': '2026-11-24T07:00:00.000Z',
  }),
  ...[0, 1].map(at =>
    alert(`block${at}`, {
      ...{ 'kibana.alert.group.id': 'shell', 'kibana.alert.group.index': at },
      ...{ 'kibana.alert.building_block_type': 'default' },
      'kibana.alert.original_time': `2026-11-24T07:00:0${at * 8}.000Z`,
    }),
  ),
  alert('of-block-rule', { 'kibana.alert.building_block_type': 'default' }),
];

export function describeAlertSnapshots(name: string, open: () => Promise<AlertStore>): void {
  describe(`a snapshot of alerts ${name}`, () => {
    let api: TriplineApi;
    let nowMs = NOW;
    beforeAll(async () => {
      const alerts = await open();
      await alerts.add(ALERTS);
      api = await triplineApi({ alerts, clock: () => nowMs, bookRules: [bookRuleOf(SEQUENCE)] });
    });
    afterAll(() => api.server.close());

    async function post(body: NewSnapshotBody) {
      return await api.server.inject({
        method: 'POST',
        url: '/api/tripline/alerts/snapshots',
        payload: body,
      });
    }
    async function take(body: NewSnapshotBody = {}): Promise<AlertSnapshot> {
      const answer = await post(body);
      expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
      return answer.json<AlertSnapshot>();
    }
    async function get(path: string) {
      return await api.server.inject({ url: `/api/tripline/alerts/snapshots/${path}` });
    }
    const uuids = ({ rows }: { readonly rows: readonly AlertRow[] }): string =>
      rows.map(({ uuid }) => uuid).join(' ');

    test('holds the worst first, of these the newest, without building blocks', async () => {
      const snapshot = await take();
      expect(uuids(snapshot)).toBe('critical shell m2 m1 closed');
      expect(snapshot).toMatchObject({ total: 5, isPartial: false, asOf: '2026-11-24T09:00:00.000Z' });
      expect(uuids(await take({ sort: 'newest' }))).toBe('closed m2 m1 shell critical');
      expect(uuids(await take({ sort: 'oldest' }))).toBe('critical m1 shell m2 closed');
      expect(uuids(await take({ query: 'kibana.alert.building_block_type: default' }))).toBe('of-block-rule');
    });

    test('tells of each alert a line', async () => {
      const { rows } = await take();
      expect(rows[0]).toEqual({
        ...{ uuid: 'critical', at: '2026-11-23T08:00:00.000Z', sentence: 'said otherwise' },
        ...{ severity: 'critical', riskScore: 47, status: 'open', assignees: [], tags: [] },
        rule: { id: 'id-of-rule', ruleId: 'rule', name: 'A rule', type: 'eql' },
        ...{ host: 'db', user: 'root', process: 'c.exe', tactics: [], techniques: [] },
        ...{ isSuperseded: true, isRecording: true },
      });
      expect(rows[1]).toMatchObject({
        ...{ uuid: 'shell', steps: 2, tookMs: 8_000, maxspanMs: 60_000 },
        originalAt: '2026-11-24T07:00:00.000Z',
      });
      expect(rows[2]).toMatchObject({
        ...{ uuid: 'm2', sentence: 'a.exe started b.exe on web.', assignees: ['ann'] },
        tactics: [{ id: 'TA0005', name: 'Defense Evasion' }],
        techniques: [
          { id: 'T1218', name: 'Proxy' },
          { id: 'T1218.011', name: 'Rundll32' },
        ],
      });
      expect(rows[4]).toMatchObject({ uuid: 'closed', status: 'closed', reason: 'expected' });
    });

    test('is what passes the query, the window and the chosen values', async () => {
      const found = async (body: NewSnapshotBody): Promise<string> => uuids(await take(body));
      expect(await found({ query: 'severity: (high or critical) and status: open' })).toBe('critical shell');
      expect(await found({ query: 'process.name: c*' })).toBe('critical');
      expect(await found({ from: 'now-45m' })).toBe('m2 closed');
      expect(await found({ from: 'now-2d', to: 'now-1d' })).toBe('critical');
      expect(await found({ filters: { status: ['closed'], severity: ['low', 'high'] } })).toBe('closed');
      expect(await found({ filters: { host: ['web'], assignee: ['ann'] } })).toBe('m2');
      expect(await found({ filters: { assignee: [''], ruleId: ['rule'] } })).toBe('critical m1 closed');
      expect(await found({ filters: { user: ['', 'root'] } })).toBe('critical shell m2 m1 closed');
      expect(await found({ filters: { user: [] } })).toBe('');
      expect(await found({ filters: { tactic: [''] } })).toBe('critical');
      expect(await found({ filters: { technique: ['T1218.011'] } })).toBe('shell m2 m1 closed');
      expect(await found({ filters: { technique: ['T1218.999', 'T9'] } })).toBe('');
    });

    test('counts values, each with how a person calls it, and times', async () => {
      const { facets, histogram, more } = await take({ from: 'now-2d' });
      expect(facets).toMatchObject({
        severity: [
          { value: 'medium', count: 2 },
          { value: 'critical', count: 1 },
          { value: 'high', count: 1 },
          { value: 'low', count: 1 },
        ],
        status: [
          { value: 'open', count: 4 },
          { value: 'closed', count: 1 },
        ],
        ruleId: [
          { value: 'rule', label: 'A rule', count: 4 },
          { value: 'sequence', label: 'A sequence', count: 1 },
        ],
        host: [
          { value: 'web', count: 4 },
          { value: 'db', count: 1 },
        ],
        user: [
          { value: '', count: 4 },
          { value: 'root', count: 1 },
        ],
        tactic: [
          { value: 'TA0005', label: 'Defense Evasion', count: 4 },
          { value: '', count: 1 },
        ],
        assignee: [
          { value: '', count: 4 },
          { value: 'ann', count: 1 },
        ],
      });
      expect(more.host).toBe(0);
      expect(histogram).toMatchObject({
        from: '2026-11-22T09:00:00.000Z',
        to: '2026-11-24T10:00:00.000Z',
        stepMs: 3_600_000,
      });
      expect(histogram.buckets).toHaveLength(49);
      expect(histogram.buckets.at(-2)).toEqual({
        at: '2026-11-24T08:00:00.000Z',
        low: 1,
        medium: 2,
        high: 1,
        critical: 0,
      });
      const nothing = await take({ query: 'severity: none' });
      expect(nothing).toMatchObject({ total: 0, rows: [], isPartial: false });
      expect(nothing.histogram.buckets).toHaveLength(1);
    });

    test('can be grouped, the group with the worst alert first, and its rows asked for by group', async () => {
      const snapshot = await take({ group: 'host' });
      expect(snapshot.moreGroups).toBe(0);
      expect(snapshot.groups).toEqual([
        {
          ...{ value: 'db', label: 'db', count: 1, open: 1, hosts: 1 },
          severities: { low: 0, medium: 0, high: 0, critical: 1 },
          ...{ first: '2026-11-23T08:00:00.000Z', last: '2026-11-23T08:00:00.000Z' },
        },
        {
          ...{ value: 'web', label: 'web', count: 4, open: 3, hosts: 1 },
          severities: { low: 1, medium: 2, high: 1, critical: 0 },
          ...{ first: '2026-11-24T08:00:00.000Z', last: '2026-11-24T08:45:00.000Z' },
        },
      ]);
      expect(uuids((await get(`${snapshot.id}/rows?group=web&offset=1&size=2`)).json())).toBe('m2 m1');
      expect((await get(`${snapshot.id}/rows?group=none`)).statusCode).toBe(404);
      const groups = async (group: 'rule' | 'tactic' | 'parent' | 'user') =>
        (await take({ group })).groups?.map(({ count, label, value }) => [value, label, count]);
      expect(await groups('rule')).toEqual([
        ['rule', 'A rule', 4],
        ['sequence', 'A sequence', 1],
      ]);
      expect(await groups('tactic')).toEqual([
        ['', '', 1],
        ['TA0005', 'Defense Evasion', 4],
      ]);
      expect(await groups('parent')).toEqual([
        ['', '', 1],
        ['a.exe', 'a.exe', 4],
      ]);
      expect(await groups('user')).toEqual([
        ['root', 'root', 1],
        ['', '', 4],
      ]);
    });

    test('does not move: its rows are as they are now, in its order, and what came since is counted', async () => {
      const { id } = await take({ filters: { status: ['open'] }, size: 1 });
      await api.parts.alerts.patch(
        ['m2'],
        { 'kibana.alert.workflow_status': 'closed' },
        { who: 'a', atMs: 0 },
      );
      await api.parts.alerts.add([
        alert('later', { '@timestamp': '2026-11-24T08:59:58.000Z', 'kibana.alert.severity': 'high' }),
        alert('later-closed', {
          '@timestamp': '2026-11-24T09:01:00.000Z',
          'kibana.alert.workflow_status': 'closed',
        }),
      ]);
      const { rows } = (await get(`${id}/rows`)).json();
      expect(uuids({ rows })).toBe('critical shell m2 m1');
      expect(rows[2]).toMatchObject({ uuid: 'm2', status: 'closed' });
      expect((await get(`${id}/newer`)).json()).toEqual({
        total: 1,
        severities: { low: 0, medium: 0, high: 1, critical: 0 },
      });
      expect(uuids((await get(`${id}/rows?offset=3&size=5`)).json())).toBe('m1');
      expect((await get(`${id}/rows?offset=4`)).json()).toEqual({ rows: [] });
      expect((await get(`${id}/rows?size=501`)).statusCode).toBe(400);
    });

    test('is gone when it was not used for half an hour', async () => {
      const { id } = await take();
      nowMs += 29 * 60_000;
      expect((await get(`${id}/rows`)).statusCode).toBe(200);
      nowMs += 29 * 60_000;
      expect((await get(`${id}/rows`)).statusCode).toBe(200);
      nowMs += 31 * 60_000;
      expect((await get(`${id}/rows`)).json()).toMatchObject({ status: 410, code: 'expired' });
      expect((await get('none/newer')).statusCode).toBe(410);
      nowMs = NOW;
    });

    test('is refused where its query or window cannot be understood', async () => {
      const wrong = await post({ query: 'severity: (' });
      expect(wrong.json()).toMatchObject({ status: 400, code: 'invalid' });
      expect(wrong.json().diagnostics[0]).toMatchObject({ line: 1 });
      expect((await post({ from: 'yesterday' })).json().detail).toContain('expected ISO 8601');
      expect((await post({ from: 'now', to: 'now-1d' })).statusCode).toBe(400);
    });
  });
}
