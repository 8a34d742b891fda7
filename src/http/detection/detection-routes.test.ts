import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DetectionApi, detectionApi, RULE, START_MS } from '../../../test/support/detection-api.ts';
import { ruleUuid } from '../../alerts/alert-id.ts';
import { buildServer } from '../server.ts';

const RULES = '/api/detection_engine/rules';
const TOML = `[metadata]
creation_date = "2026/01/01"
maturity = "production"
[rule]
name = "From a folder"
description = "It stands in a file."
risk_score = 21
severity = "low"
type = "query"
language = "kuery"
query = "process.name: cmd.exe"
rule_id = "from-folder"
tags = ["OS: Windows"]
index = ["logs-*"]
`;

let api: DetectionApi;
beforeEach(async () => {
  api = await detectionApi();
});
afterEach(async () => {
  await api.close();
});

function withFolder(): Promise<void> {
  return api.parts.rules.setFiles([{ path: 'rules/a.toml', text: TOML }], { who: 'start', atMs: START_MS });
}

describe('one rule', () => {
  test('is answered with everything it was written with, the defaults and what the server knows', async () => {
    const { body, status } = await api.ask('POST', RULES, { ...RULE, meta: { note: 'kept' }, tags: ['a'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...RULE, meta: { note: 'kept' }, tags: ['a'] });
    expect(body).toMatchObject({ id: ruleUuid('web-shell'), revision: 0, version: 1, enabled: true });
    expect(body).toMatchObject({
      interval: '5m',
      from: 'now-6m',
      max_signals: 100,
      immutable: false,
      actions: [],
    });
    expect(body).toMatchObject({
      created_by: 'tester',
      updated_by: 'tester',
      rule_source: { type: 'internal' },
    });
    expect(api.changes).toMatchObject([{ kind: 'set', rule: { id: body.id, isEnabled: true } }]);
  });

  test('is read by id and by rule_id, also below the default space', async () => {
    const { body } = await api.ask('POST', RULES, RULE);
    for (const url of [
      `${RULES}?id=${body.id}`,
      `${RULES}?rule_id=web-shell`,
      `/s/default${RULES}?rule_id=web-shell`,
    ])
      expect((await api.ask('GET', url)).body).toEqual(body);
  });

  test('gets an id of its own where it has none', async () => {
    const { rule_id: _, ...rest } = RULE;
    const { body } = await api.ask('POST', RULES, rest);
    expect(body.rule_id).toBe(body.id);
  });

  test("is refused where its rule_id is taken, in Elastic's words", async () => {
    await api.ask('POST', RULES, RULE);
    expect(await api.ask('POST', RULES, RULE)).toMatchObject({
      status: 409,
      body: { message: 'rule_id: "web-shell" already exists', status_code: 409 },
    });
  });

  test('is refused where its query is wrong, with line and column in the query', async () => {
    const query = 'process where process.name == "sh"\n  and process.nmae == ';
    const { body, status } = await api.ask('POST', RULES, { ...RULE, query });
    expect(status).toBe(400);
    expect(body.status_code).toBe(400);
    expect(body.diagnostics[0]).toMatchObject({ file: 'query', line: 2, severity: 'error' });
    expect(body.message).toContain('query:2:');
    expect((await api.ask('GET', `${RULES}?rule_id=web-shell`)).status).toBe(404);
  });

  test('may be wrong while it is switched off, and cannot be switched on then', async () => {
    const draft = { ...RULE, query: 'process where', enabled: false };
    const { body, status } = await api.ask('POST', RULES, draft);
    expect(status).toBe(200);
    expect(body.tripline.diagnostics).toHaveLength(1);
    expect((await api.ask('PATCH', RULES, { id: body.id, enabled: true })).status).toBe(400);
    const mended = await api.ask('PATCH', RULES, { id: body.id, enabled: true, query: 'process where true' });
    expect(mended).toMatchObject({ status: 200, body: { enabled: true, revision: 1 } });
  });

  test('of a type that does not run is kept, and says that it does not', async () => {
    const { body, status } = await api.ask('POST', RULES, {
      ...RULE,
      ...{ type: 'machine_learning', anomaly_threshold: 50, machine_learning_job_id: 'job' },
      ...{ query: undefined, language: undefined },
    });
    expect(status).toBe(200);
    expect(body.execution_summary.last_execution).toMatchObject({ status: 'failed', status_order: 30 });
    expect(body.execution_summary.last_execution.message).toContain('does not run');
  });

  test.each([
    ['a wrong type of value', { risk_score: 'high' }, '`risk_score` must be a whole number'],
    ['a key that no rule has', { exeption_list: [] }, 'unknown key "exeption_list"'],
    ['no name', { name: null }, '`name`'],
    ['a rule_id that is no text', { rule_id: 7 }, '`rule_id` must be'],
  ])('with %s is refused', async (_, change, message) => {
    const { body, status } = await api.ask('POST', RULES, { ...RULE, ...change });
    expect(status).toBe(400);
    expect(body.message).toContain(message);
  });

  test('is put back as it was answered, and counts a revision', async () => {
    const { body } = await api.ask('POST', RULES, { ...RULE, tags: ['a'] });
    const put = await api.ask('PUT', RULES, { ...body, name: 'Another name' });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({
      name: 'Another name',
      tags: ['a'],
      revision: 1,
      created_at: body.created_at,
    });
  });

  test('loses by PUT what the body has not, and keeps by PATCH what it does not name', async () => {
    await api.ask('POST', RULES, { ...RULE, tags: ['a'], note: 'n' });
    const patch = await api.ask('PATCH', RULES, { rule_id: 'web-shell', note: null, risk_score: 50 });
    expect(patch.body).toMatchObject({ tags: ['a'], risk_score: 50, revision: 1 });
    expect(patch.body).not.toHaveProperty('note');
    expect((await api.ask('PUT', RULES, RULE)).body).toMatchObject({ tags: [], revision: 2 });
  });

  test('counts no revision when it is switched off, and is told all the same', async () => {
    await api.ask('POST', RULES, RULE);
    const { body } = await api.ask('PATCH', RULES, { rule_id: 'web-shell', enabled: false });
    expect(body).toMatchObject({ enabled: false, revision: 0 });
    expect(api.changes.at(-1)).toMatchObject({ kind: 'set', rule: { isEnabled: false } });
  });

  test('is not changed where it stands at another revision than If-Match says', async () => {
    await api.ask('POST', RULES, RULE);
    const put = (lock: string) =>
      api.server.inject({ method: 'PUT', url: RULES, payload: RULE, headers: { 'if-match': lock } });
    expect((await put('"0"')).statusCode).toBe(200);
    expect((await put('"0"')).statusCode).toBe(409);
    expect((await put('what')).statusCode).toBe(400);
  });

  test('keeps both of two changes that come at once', async () => {
    await api.ask('POST', RULES, RULE);
    await Promise.all([
      api.ask('PATCH', RULES, { rule_id: 'web-shell', note: 'n' }),
      api.ask('PATCH', RULES, { rule_id: 'web-shell', setup: 's' }),
    ]);
    const { body } = await api.ask('GET', `${RULES}?rule_id=web-shell`);
    expect(body).toMatchObject({ note: 'n', setup: 's', revision: 2 });
  });

  test('is deleted, and answered once more', async () => {
    await api.ask('POST', RULES, RULE);
    expect((await api.ask('DELETE', `${RULES}?rule_id=web-shell`)).body).toMatchObject({
      rule_id: 'web-shell',
    });
    expect((await api.ask('GET', `${RULES}?rule_id=web-shell`)).body).toEqual({
      message: 'rule_id: "web-shell" not found',
      status_code: 404,
    });
    expect(api.changes.at(-1)?.kind).toBe('removed');
  });

  test('tells how its last run went', async () => {
    const { body } = await api.ask('POST', RULES, RULE);
    api.records.set(body.id, {
      ...{ id: 'r', ruleId: body.id, kind: 'scheduled', outcome: 'partial', window: { fromMs: 0, toMs: 9 } },
      ...{ startedAtMs: START_MS, durationMs: 12.4, delayMs: 0, events: 1, hits: 1, newAlerts: 1 },
      ...{ knownAlerts: 0, supersededAlerts: 0, suppressedAlerts: 0, exceptedMatches: 0 },
      ...{ warnings: ['cut'], notCovered: [{ fromMs: 0, toMs: 5000 }] },
    });
    const { execution_summary: summary } = (await api.ask('GET', `${RULES}?id=${body.id}`)).body;
    expect(summary.last_execution).toEqual({
      ...{ date: '2026-03-02T09:00:00.000Z', status: 'partial failure', status_order: 20, message: 'cut' },
      metrics: { total_search_duration_ms: 12, execution_gap_duration_s: 5 },
    });
  });
});

describe('a rule of a folder', () => {
  test('is answered as a prebuilt one with its file', async () => {
    await withFolder();
    const { body } = await api.ask('GET', `${RULES}?rule_id=from-folder`);
    expect(body).toMatchObject({
      immutable: true,
      tripline: { file: 'rules/a.toml' },
      id: ruleUuid('from-folder'),
    });
    expect(body.meta.tripline.metadata.maturity).toBe('production');
  });

  test('is not changed nor deleted by API, which names the file, but switched', async () => {
    await withFolder();
    const put = await api.ask('PATCH', RULES, { rule_id: 'from-folder', name: 'x' });
    expect(put).toMatchObject({ status: 409 });
    expect(put.body.message).toContain('rules/a.toml');
    expect((await api.ask('DELETE', `${RULES}?rule_id=from-folder`)).status).toBe(409);
    const off = await api.ask('PATCH', RULES, { rule_id: 'from-folder', enabled: false });
    expect(off.body).toMatchObject({ enabled: false, revision: 0 });
  });
});

describe('the search for rules', () => {
  beforeEach(async () => {
    await withFolder();
    await api.ask('POST', RULES, { ...RULE, tags: ['Tactic: Execution', 'x'], enabled: false });
    await api.ask('POST', RULES, {
      ...RULE,
      rule_id: 'second',
      name: 'another',
      risk_score: 99,
      severity: 'critical',
    });
  });
  const find = (query: string) => api.ask('GET', `${RULES}/_find?${query}`);
  const names = async (filter: string): Promise<string[]> => {
    const { body } = await find(`filter=${encodeURIComponent(filter)}&sort_field=name`);
    return body.data?.map((rule: { rule_id: string }) => rule.rule_id);
  };

  test('answers a page of them', async () => {
    expect((await find('page=2&per_page=2&sort_field=name')).body).toMatchObject({
      ...{ page: 2, perPage: 2, total: 3 },
      data: [{ rule_id: 'from-folder' }],
    });
    expect((await find('')).body).toMatchObject({ page: 1, perPage: 20, total: 3 });
  });

  test.each([
    ['alert.attributes.enabled: false', ['web-shell']],
    ['alert.attributes.tags: "OS: Windows"', ['from-folder']],
    ['alert.attributes.tags: ("OS: Windows" or "x")', ['web-shell', 'from-folder']],
    ['alert.attributes.name: *folder*', ['from-folder']],
    ['alert.attributes.name.keyword: "another"', ['second']],
    ['alert.attributes.params.immutable: true', ['from-folder']],
    ['alert.attributes.params.ruleId: second', ['second']],
    [
      'alert.attributes.params.riskScore >= 47 and not alert.attributes.params.severity: critical',
      ['web-shell'],
    ],
    ['alert.attributes.params.type: eql', ['second', 'web-shell']],
    ['alert.attributes.params.ruleSource.type: "internal"', ['second', 'web-shell']],
    ['alert.attributes.alertTypeId: siem.queryRule', ['from-folder']],
    [`alert.id: "alert:${ruleUuid('second')}"`, ['second']],
  ])('finds by %s', async (filter, expected) => {
    expect((await names(filter))?.sort()).toEqual([...expected].sort());
  });

  test('refuses a filter on what no rule has, as `not` of it would be all rules', async () => {
    const { body, status } = await find(`filter=${encodeURIComponent('not alert.attributes.enabeld: true')}`);
    expect(status).toBe(400);
    expect(body.message).toContain('alert.attributes.enabeld');
  });

  test.each([
    ['sort_field=risk_score&sort_order=desc', ['second', 'web-shell', 'from-folder']],
    ['sort_field=severity', ['from-folder', 'web-shell', 'second']],
    ['sort_field=createdAt', ['from-folder', 'web-shell', 'second']],
  ])('sorts by %s', async (query, expected) => {
    expect((await find(query)).body.data.map((rule: { rule_id: string }) => rule.rule_id)).toEqual(expected);
  });

  test.each(['sort_field=query', 'page=0', 'page=x', 'per_page=100000', 'what=1', 'filter=((('])(
    'refuses %s',
    async query => {
      expect(await find(query)).toMatchObject({ status: 400, body: { status_code: 400 } });
    },
  );

  test('answers only the fields that are wanted, and the ids', async () => {
    const { body } = await find('fields=name&fields=tags&per_page=1&sort_field=name');
    expect(Object.keys(body.data[0]).sort()).toEqual(['id', 'name', 'rule_id', 'tags']);
  });
});

describe('what surrounds the rules', () => {
  test('tags are told once each, in order', async () => {
    await withFolder();
    await api.ask('POST', RULES, { ...RULE, tags: ['b', 'OS: Windows', 'a'] });
    expect((await api.ask('GET', '/api/detection_engine/tags')).body).toEqual(['OS: Windows', 'a', 'b']);
  });

  test('scripts that look before they act find what they look for', async () => {
    await withFolder();
    const status = await api.ask('GET', `${RULES}/prepackaged/_status`);
    expect(status.body).toMatchObject({ rules_installed: 1, rules_custom_installed: 0 });
    expect((await api.ask('GET', '/api/detection_engine/privileges')).body).toMatchObject({
      is_authenticated: true,
    });
    expect((await api.ask('GET', '/api/detection_engine/index')).body.name).toContain('alerts-security');
    expect((await api.ask('POST', '/api/detection_engine/index')).body).toEqual({ acknowledged: true });
    expect((await api.ask('DELETE', '/api/detection_engine/index')).status).toBe(400);
  });

  test('a preview runs over the window of its runs and keeps nothing', async () => {
    const timeframeEnd = '2026-03-02T09:00:00Z';
    const { body, status } = await api.ask('POST', `${RULES}/preview`, {
      ...RULE,
      invocationCount: 3,
      timeframeEnd,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isAborted: false,
      alertCount: 0,
      events: 3,
      logs: [{ warnings: ['seen little'] }],
    });
    // Twice the interval of 5 minutes, and 6 minutes of look-back.
    expect(api.asked).toEqual([`preview ${RULE['name']} ${START_MS - 16 * 60_000}-${START_MS}`]);
    expect(api.parts.rules.list()).toEqual([]);
  });

  test.each([
    ['no count', { timeframeEnd: '2026-03-02T09:00:00Z' }],
    ['no end', { invocationCount: 1 }],
    [
      'a query that is wrong',
      { invocationCount: 1, timeframeEnd: '2026-03-02T09:00:00Z', query: 'process where' },
    ],
    ['an unknown key', { invocationCount: 1, timeframeEnd: '2026-03-02T09:00:00Z', invocations: 2 }],
  ])('a preview with %s is refused', async (_, change) => {
    expect((await api.ask('POST', `${RULES}/preview`, { ...RULE, ...change })).status).toBe(400);
  });
});

describe('within the whole server', () => {
  test('who has no key is told so in the form of these paths', async () => {
    const server = buildServer(api.parts);
    for (const url of [
      `${RULES}/_find`,
      `/s/default${RULES}/_find`,
      '/api/exception_lists/_find',
      '/api/lists/_find',
    ]) {
      const response = await server.inject({ method: 'GET', url });
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ status_code: 401 });
    }
    await server.close();
  });
});
