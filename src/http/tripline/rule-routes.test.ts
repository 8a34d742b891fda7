import { afterEach, describe, expect, test } from 'vitest';
import { bookRuleOf } from '../../../test/support/book-rule.ts';
import { storeOf } from '../../../test/support/stored-events.ts';
import { type ApiOptions, type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { AlertDocument } from '../../alerts/alert-document.ts';
import type { RuleHealth, RulesOverview } from '../../api/rules-overview.ts';
import type { Detection, Gap, RunRecord } from '../../detect/detection.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import type { JsonObject } from '../../event/json.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;

function rule(ruleId: string, more: JsonObject = {}): JsonObject {
  return {
    ...{ rule_id: ruleId, name: `Rule ${ruleId}`, description: 'x', type: 'eql', language: 'eql' },
    ...{ risk_score: 47, severity: 'medium', interval: '5m', from: 'now-9m', index: ['logs-x'] },
    query: 'process where process.name == "a.exe"',
    ...more,
  };
}
const SEQUENCE = 'sequence by host.id with maxspan=1m [process where true] [network where true]';

function book(body: JsonObject, more: Partial<BookRule> = {}): BookRule {
  return { ...bookRuleOf(body), ...more };
}

function run(ruleId: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ id: 'r', ruleId: `id-of-${ruleId}`, kind: 'scheduled', outcome: 'succeeded' },
    ...{ window: { fromMs: NOW - HOUR, toMs: NOW - 60_000 }, startedAtMs: NOW - 60_000, durationMs: 400 },
    ...{ delayMs: 0, events: 10, hits: 3, newAlerts: 2, knownAlerts: 0, supersededAlerts: 0 },
    ...{ suppressedAlerts: 0, exceptedMatches: 0, warnings: [], notCovered: [] },
    ...more,
  };
}

function alert(uuid: string, ruleId: string, hoursAgo: number, more: JsonObject = {}): AlertDocument {
  return {
    '@timestamp': new Date(NOW - hoursAgo * HOUR).toISOString(),
    'kibana.alert.uuid': uuid,
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.rule.rule_id': ruleId,
    ...more,
  };
}

let api: TriplineApi;
afterEach(() => api.server.close());

async function start({ answers, ...options }: ApiOptions = {}): Promise<void> {
  const defaults: Partial<Detection> = { latestRuns: async () => [], gaps: async () => [] };
  api = await triplineApi({ clock: () => NOW, answers: { ...defaults, ...answers }, ...options });
}
async function get<T>(path: string): Promise<T> {
  const answer = await api.server.inject({ url: `/api/tripline/rules/${path}` });
  expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
  return answer.json<T>();
}
const event = { '@timestamp': '2026-11-24T08:00:00Z', event: { category: 'process', type: 'start' } };

describe('the overview of rules', () => {
  test('tells what each is, how it ran, what it told and what it missed', async () => {
    const threat = [
      {
        framework: 'MITRE ATT&CK',
        tactic: { id: 'TA0005', name: 'Defense Evasion', reference: 'x' },
        technique: [{ id: 'T1218', name: 'Proxy', reference: 'x' }],
      },
    ];
    const gap = { reason: 'off', state: 'open', foundAtMs: 0, ruleId: 'id-of-a' } as const;
    const gaps: Gap[] = [
      { ...gap, id: '1', fromMs: 0, toMs: HOUR },
      { ...gap, id: '2', fromMs: 0, toMs: HOUR, state: 'filled' },
    ];
    await start({
      bookRules: [book(rule('a', { query: SEQUENCE, threat, tags: ['x'] }), { file: 'rules/a.toml' })],
      events: await storeOf([event], 'logs-x'),
      answers: { latestRuns: async () => [run('a', { warnings: ['late'] })], gaps: async () => gaps },
    });
    await api.parts.alerts.add([
      alert('1', 'a', 0.5),
      alert('2', 'a', 0.2),
      alert('3', 'a', 23.5),
      alert('old', 'a', 24.5),
      alert('block', 'a', 1, { 'kibana.alert.building_block_type': 'default' }),
    ]);
    const { at, counts, isPartial, rules } = await get<RulesOverview>('overview');
    expect({ at, isPartial }).toEqual({ at: '2026-11-24T09:00:00.000Z', isPartial: false });
    expect(counts).toEqual({ on: 1, off: 0, failing: 0, gaps: 1, neverFires: 0, drafts: 0, unsupported: 0 });
    const byHour = [1, ...Array<number>(22).fill(0), 2];
    expect(rules).toEqual([
      {
        ...{ id: 'id-of-a', ruleId: 'a', name: 'Rule a', isEnabled: true, type: 'eql', language: 'eql' },
        ...{ severity: 'medium', riskScore: 47, tags: ['x'], version: 1, revision: 0, file: 'rules/a.toml' },
        tactics: [{ id: 'TA0005', name: 'Defense Evasion' }],
        techniques: [{ id: 'T1218', name: 'Proxy' }],
        lastRun: {
          ...{ at: '2026-11-24T08:59:00.000Z', outcome: 'succeeded', durationMs: 400, newAlerts: 2 },
          message: 'late',
        },
        ...{ alerts24h: { total: 3, byHour }, gapMs: HOUR + 1, problems: 0, readiness: 'ready' },
        ...{ intervalMs: 300_000, lookBackMs: 540_000, maxspanMs: 60_000 },
      },
    ]);
  });

  test('tells rules that can fire from those that are off, drafts, or read what does not come', async () => {
    await start({
      bookRules: [
        book(rule('ready')),
        book(rule('off'), { isEnabled: false }),
        book(rule('no-data', { index: ['logs-y'] })),
        book(rule('draft', { query: 'process where' }), { isEnabled: false }),
        book(rule('unsupported', { type: 'esql', language: 'esql', query: 'FROM x' })),
      ],
      events: await storeOf([event], 'logs-x'),
      answers: { latestRuns: async () => [run('ready', { outcome: 'failed' })] },
    });
    const { counts, rules } = await get<RulesOverview>('overview');
    for (const { readiness, ruleId } of rules) expect(readiness).toBe(ruleId);
    expect(counts).toMatchObject({ on: 3, off: 2, failing: 1, neverFires: 1, drafts: 1, unsupported: 1 });
    expect(rules.find(({ ruleId }) => ruleId === 'draft')?.problems).toBe(1);
  });

  test('hears of runs as they end; one over an earlier window is not the last', async () => {
    await start({
      bookRules: [book(rule('a'))],
      answers: { latestRuns: async () => [run('a')] },
    });
    const last = async () => (await get<RulesOverview>('overview')).rules[0]?.lastRun?.newAlerts;
    expect(await last()).toBe(2);
    const window = { fromMs: 0, toMs: 1 };
    api.change({ kind: 'run', record: run('a', { newAlerts: 7, window }) });
    expect(await last()).toBe(2);
    api.change({ kind: 'run', record: run('a', { newAlerts: 8, window: { fromMs: 0, toMs: NOW } }) });
    expect(await last()).toBe(8);
  });
});

describe('the health of a rule', () => {
  test('tells what people judged, what arrives, how the schedule fits, and its text', async () => {
    await start({
      bookRules: [book(rule('a', { query: SEQUENCE, from: 'now-5m', index: ['logs-x', 'logs-y'] }))],
      events: await storeOf([event], 'logs-x'),
    });
    const judged = (reason: string | undefined) => ({
      'kibana.alert.workflow_status': 'closed',
      ...(reason !== undefined && { 'kibana.alert.workflow_reason': reason }),
    });
    await api.parts.alerts.add([
      alert('1', 'a', 1, judged('benign_positive')),
      alert('2', 'a', 1, judged('false_positive')),
      alert('3', 'a', 1, judged('true_positive')),
      alert('4', 'a', 1, judged('duplicate')),
      alert('5', 'a', 1, judged(undefined)),
      alert('6', 'a', 1),
      alert('7', 'a', 24 * 30, judged('true_positive')),
      alert('8', 'another', 1),
    ]);
    const health = await get<RuleHealth>('a/health');
    expect(health.judged.byMonth).toEqual([
      { month: '2026-10', harmless: 0, malicious: 1, unjudged: 0 },
      { month: '2026-11', harmless: 2, malicious: 1, unjudged: 3 },
    ]);
    expect(health.data).toEqual([
      { index: 'logs-x', arrives: true },
      { index: 'logs-y', arrives: false },
      { category: 'process', arrives: true },
      { category: 'network', arrives: false },
    ]);
    expect(health.schedule).toEqual({
      ...{ intervalMs: 300_000, lookBackMs: 300_000, maxspanMs: 60_000, spareMs: -60_000 },
    });
    expect(health).toMatchObject({ ruleId: 'a', query: SEQUENCE, isPartial: false, problems: [] });
    expect(health.text).toContain('rule_id = "a"');
    const unknown = await api.server.inject({ url: '/api/tripline/rules/none/health' });
    expect(unknown.json()).toMatchObject({ status: 404 });
  });

  test('tells lints apart from what is wrong', async () => {
    const row = async (body: JsonObject): Promise<RuleHealth> => {
      const { diagnostics, compiled } = bookRuleOf(body);
      await start({ bookRules: [book(body, { diagnostics, compiled })] });
      return await get<RuleHealth>('a/health');
    };
    const wrong = await row(rule('a', { query: 'process where nosuch.field == 1 and' }));
    expect(wrong.problems.length).toBeGreaterThan(0);
    expect(wrong).toMatchObject({ lints: [], readiness: 'draft' });
  });
});

describe('a dry run', () => {
  const preview = {
    alerts: [],
    events: 0,
    hits: 0,
    durationMs: 0,
    isAborted: false,
    warnings: [],
    alertCount: 0,
  };
  async function dryRun(payload: object) {
    return await api.server.inject({ method: 'POST', url: '/api/tripline/rules/dry-run', payload });
  }

  test('tells how many alerts rules would have given, and which could not be run', async () => {
    await start({
      bookRules: [
        book(rule('a')),
        book(rule('cut')),
        book(rule('draft', { query: 'process where' })),
        book(rule('long')),
      ],
      answers: {
        async preview({ rule: { rule_id } }, { window }) {
          expect(window).toEqual({ fromMs: NOW - 7 * 24 * HOUR, toMs: NOW });
          if (rule_id === 'long') throw new RangeError('too many runs');
          return { ...preview, alertCount: rule_id === 'a' ? 10 : 3, isAborted: rule_id === 'cut' };
        },
      },
    });
    expect((await dryRun({ ids: ['id-of-a', 'cut', 'draft', 'none', 'long'] })).json()).toEqual({
      from: '2026-11-17T09:00:00.000Z',
      rules: [
        { id: 'id-of-a', alerts: 10, perDay: 1.43, isPartial: false },
        { id: 'cut', alerts: 3, perDay: 0.43, isPartial: true },
        {
          id: 'draft',
          alerts: 0,
          perDay: 0,
          isPartial: true,
          problem: 'it does not run: its health says why',
        },
        { id: 'none', alerts: 0, perDay: 0, isPartial: true, problem: 'there is no such rule' },
        { id: 'long', alerts: 0, perDay: 0, isPartial: true, problem: 'too many runs' },
      ],
    });
  });

  test('is refused for no rules, for too many, and for too long a time', async () => {
    await start();
    expect((await dryRun({ ids: [] })).statusCode).toBe(400);
    expect((await dryRun({ ids: Array(101).fill('x') })).statusCode).toBe(400);
    expect((await dryRun({ ids: ['x'], from: 'now-1y' })).statusCode).toBe(400);
  });
});
