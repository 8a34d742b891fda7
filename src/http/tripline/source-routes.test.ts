import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeOf } from '../../../test/support/stored-events.ts';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { BookRule } from '../../detect/rule-book.ts';
import { MemoryAlertStore } from '../../store/memory/alert-store.ts';

interface Reference {
  readonly id: string;
  readonly name: string;
  readonly subtechnique?: readonly Reference[];
}

function rule(
  id: string,
  indices: readonly string[],
  isEnabled: boolean,
  technique: readonly Reference[],
): BookRule {
  const tactic = { id: 'TA0005', name: 'Defense Evasion' };
  const threat = technique.length === 0 ? [] : [{ framework: 'MITRE ATT&CK', tactic, technique }];
  // Of a rule these routes read its names, its threats and its indices only.
  return {
    ...{ id: `id-${id}`, isEnabled, compiled: { indices } },
    rule: { rule_id: id, name: `Rule ${id}`, threat },
  } as unknown as BookRule;
}

const PROXY = { id: 'T1218', name: 'System Binary Proxy Execution' };
const RUNDLL = { id: 'T1218.011', name: 'Rundll32' };
const bookRules = [
  rule('ready', ['logs-*'], true, [{ ...PROXY, subtechnique: [RUNDLL] }]),
  rule('starved', ['winlogbeat-*'], true, [PROXY]),
  rule('off', ['logs-*'], false, [PROXY]),
  rule('unmapped', ['logs-*'], true, []),
];

let api: TriplineApi;
beforeAll(async () => {
  const documents = ['08:00:00', '08:00:10', '08:00:20'].map((time, at) => ({
    '@timestamp': `2026-11-24T${time}Z`,
    event: { category: 'process' },
    process: { name: `p${at}.exe`, own_field: at, ...(at === 2 && { pid: 7 }) },
  }));
  const alerts = new MemoryAlertStore();
  const alert = { '@timestamp': '2026-11-24T08:30:00.000Z', 'kibana.alert.rule.rule_id': 'ready' };
  await alerts.add([
    { ...alert, 'kibana.alert.uuid': 'a' },
    { ...alert, 'kibana.alert.uuid': 'block', 'kibana.alert.group.index': 0 },
    { ...alert, 'kibana.alert.uuid': 'old', '@timestamp': '2025-11-24T08:30:00.000Z' },
  ]);
  api = await triplineApi({ bookRules, alerts, events: await storeOf(documents, 'logs-x') });
});
afterAll(() => api.server.close());

async function get(path: string) {
  return api.server.inject(`/api/tripline/${path}`);
}

describe('coverage', () => {
  test('counts rules that could fire, and says why others could not', async () => {
    const coverage = (await get('coverage')).json();
    expect(coverage.tactics).toEqual([
      {
        ...{ id: 'TA0005', name: 'Defense Evasion', ready: 1, alerts: 1 },
        rules: ['id-ready', 'id-starved', 'id-off'],
        techniques: [
          {
            ...{ ...PROXY, rules: ['id-ready', 'id-starved', 'id-off'], ready: 1, alerts: 1 },
            subtechniques: [{ ...RUNDLL, rules: ['id-ready'], ready: 1, alerts: 1 }],
          },
        ],
      },
    ]);
    expect(coverage.unmapped).toEqual(['id-unmapped']);
    expect(coverage.rules).toMatchObject({
      'id-ready': { state: 'ready', alerts: 1 },
      'id-starved': { state: 'no-data' },
      'id-off': { state: 'disabled' },
    });
  });

  test('says what arrives, and what would be covered if some of it did not', async () => {
    const { sources } = (await get('coverage')).json();
    expect(sources).toEqual([{ index: 'logs-x', events: 3 }]);
    const { rules } = (await get('coverage?without=logs-y,logs-x')).json();
    expect(rules['id-ready']).toMatchObject({ state: 'no-data', alerts: 1 });
  });

  test('is told as a layer of the Navigator', async () => {
    expect((await get('coverage?format=navigator&from=now-1y')).json()).toMatchObject({
      domain: 'enterprise-attack',
      techniques: [
        { techniqueID: 'T1218', tactic: 'defense-evasion', score: 1 },
        { techniqueID: 'T1218.011', comment: '1 alerts; Rule ready (ready)' },
      ],
    });
    expect((await get('coverage?format=xml')).statusCode).toBe(400);
  });
});

test('sources say what came, what stopped coming, which rules it feeds and which fields it has', async () => {
  const { intake, sources, total } = (await get('sources?fields=true')).json();
  expect(total).toBe(1);
  expect(sources).toMatchObject([
    {
      ...{ index: 'logs-x', events: 3, last: '2026-11-24T08:00:21.000Z', medianLatenessMs: 1_000 },
      ...{ isSilent: true, rulesFed: 2 },
      fields: { sampledEvents: 3, leftOut: 0 },
    },
  ]);
  expect(sources[0].fields.seen).toContainEqual({ name: 'process.pid', events: 1 });
  expect(intake.refused).toEqual({ 'no JSON': 2 });
  expect((await get('sources?index=logs-y')).json()).toMatchObject({ total: 0, sources: [] });
});

test('a silent source names how many rules it starves, and rules that nothing came for are listed', async () => {
  const { rules, sources } = (await get('sources')).json();
  expect(sources).toMatchObject([{ isSilent: true, lastHourEvents: 3, rulesFed: 2, rulesStarved: 2 }]);
  expect(rules).toEqual({
    ...{ enabled: 3, withoutData: 1 },
    listed: [{ id: 'id-starved', ruleId: 'starved', name: 'Rule starved', indices: ['winlogbeat-*'] }],
  });
});

describe('whoever writes a query', () => {
  test('is told of all mistakes as they stand, and of what is right', async () => {
    const check = async (payload: object) =>
      (await api.server.inject({ method: 'POST', url: '/api/tripline/query/check', payload })).json();
    expect(await check({ query: 'process where process.nmae == "x"' })).toMatchObject({
      isValid: true,
      kind: 'events',
      diagnostics: [
        {
          severity: 'warning',
          line: 1,
          column: 15,
          endColumn: 27,
          help: expect.stringContaining('process.name'),
        },
      ],
    });
    expect(await check({ language: 'kql', query: 'process.name: (' })).toMatchObject({
      isValid: false,
      kind: null,
      diagnostics: [{ code: expect.stringMatching(/^KQL/), severity: 'error' }],
    });
  });

  test('finds fields, those first that events have, with examples', async () => {
    const { fields, sampledEvents } = (await get('fields?prefix=process.&size=4')).json();
    expect(sampledEvents).toBe(3);
    expect(fields).toMatchObject([
      {
        name: 'process.name',
        type: 'keyword',
        isEcs: true,
        events: 3,
        examples: ['p2.exe', 'p1.exe', 'p0.exe'],
      },
      { name: 'process.own_field', type: 'unknown', isEcs: false, events: 3 },
      { name: 'process.pid', type: 'long', events: 1, examples: [7] },
      { isEcs: true, events: 0, examples: [] },
    ]);
    expect((await get('fields?size=x')).statusCode).toBe(400);
  });
});
