import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DetectionApi, detectionApi, RULE, START_MS } from '../../../test/support/detection-api.ts';
import { ruleUuid } from '../../alerts/alert-id.ts';

const RULES = '/api/detection_engine/rules';
const ID = ruleUuid('web-shell');

let api: DetectionApi;
beforeEach(async () => {
  api = await detectionApi();
  await api.ask('POST', RULES, { ...RULE, tags: ['a'], index: ['logs-*'] });
  await api.ask('POST', RULES, { ...RULE, rule_id: 'second', name: 'Second', enabled: false });
});
afterEach(async () => {
  await api.close();
});

const act = (body: object, query = '') => api.ask('POST', `${RULES}/_bulk_action${query}`, body);
const second = () => api.parts.rules.byRuleId('second');
const first = () => api.parts.rules.byRuleId('web-shell');

describe('an action on many rules', () => {
  test('switches those that are not so yet, and tells which it passed over', async () => {
    const { body, status } = await act({ action: 'enable', query: '' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, rules_count: 2 });
    expect(body.attributes.summary).toEqual({ total: 2, succeeded: 1, failed: 0, skipped: 1 });
    expect(body.attributes.results.skipped).toMatchObject([{ id: ID, skip_reason: 'RULE_NOT_MODIFIED' }]);
    expect(second()?.isEnabled).toBe(true);
  });

  test('acts on the rules of a filter, or on those that are named', async () => {
    await act({ action: 'disable', query: 'alert.attributes.name: Second' });
    expect(first()?.isEnabled).toBe(true);
    await act({ action: 'disable', ids: [ID] });
    expect(first()?.isEnabled).toBe(false);
    expect((await act({ action: 'disable', ids: [ID], query: '' })).status).toBe(400);
  });

  test('does nothing on a dry run, and tells what would become of each', async () => {
    const before = api.changes.length;
    const edit = [{ type: 'set_schedule', value: { interval: '0m', lookback: '1m' } }];
    expect((await act({ action: 'delete' }, '?dry_run=true')).body.attributes.summary.succeeded).toBe(2);
    expect(
      (await act({ action: 'edit', ids: [ID], edit }, '?dry_run=true')).body.attributes.summary.failed,
    ).toBe(1);
    expect(api.changes.length).toBe(before);
    expect(api.parts.rules.list()).toHaveLength(2);
  });

  test('fails in part as with Elastic: 500, with what was done and what was not', async () => {
    const { body, status } = await act({ action: 'delete', ids: [ID, 'none'] });
    expect(status).toBe(500);
    expect(body).toMatchObject({ success: false, message: 'Bulk edit partially failed' });
    expect(body.attributes).toMatchObject({
      summary: { total: 2, succeeded: 1, failed: 1 },
      errors: [{ status_code: 404, rules: [{ id: 'none' }] }],
    });
    expect(body.attributes.results.deleted).toMatchObject([{ rule_id: 'web-shell' }]);
  });

  test('copies rules, switched off and under an id of their own', async () => {
    const { body } = await act({ action: 'duplicate', ids: [ID], duplicate: { include_exceptions: true } });
    const [copy] = body.attributes.results.created;
    expect(copy).toMatchObject({ name: `${RULE['name']} [Duplicate]`, enabled: false, query: RULE['query'] });
    expect(copy.rule_id).not.toBe('web-shell');
  });

  test('runs rules over a past window, but not those that are switched off', async () => {
    const run = { start_date: '2026-03-01T00:00:00Z', end_date: '2026-03-01T01:00:00Z' };
    const { body, status } = await act({ action: 'run', run });
    expect(status).toBe(500);
    expect(body.attributes.summary).toMatchObject({ succeeded: 1, failed: 1 });
    await act({ action: 'fill_gaps', ids: [ID], fill_gaps: run });
    const window = `${Date.parse(run.start_date)}-${Date.parse(run.end_date)} tester`;
    await api.parts.runRequests.idle();
    expect(api.asked).toEqual([`run ${ID} ${window}`, `fill ${ID} ${window}`]);
  });

  test.each([
    ['nothing to edit', { action: 'edit' }],
    ['the keys of another action', { action: 'enable', run: { start_date: 'a', end_date: 'b' } }],
    ['an unknown action', { action: 'explode' }],
    ['an unknown key', { action: 'enable', now: true }],
    [
      'a window that ends before it starts',
      { action: 'run', run: { start_date: '2026-03-02', end_date: '2026-03-01' } },
    ],
    ['a window in the future', { action: 'run', run: { start_date: '2027-01-01', end_date: '2027-01-02' } }],
    [
      'a window of two years',
      { action: 'fill_gaps', fill_gaps: { start_date: '2024-01-01', end_date: '2026-01-01' } },
    ],
    ['a filter that is wrong', { action: 'delete', query: 'alert.attributes.nam: x' }],
  ])('with %s is refused', async (_, body) => {
    expect((await act(body)).status).toBe(400);
    expect(api.parts.rules.list()).toHaveLength(2);
  });
});

describe('an edit of many rules', () => {
  const edited = async (type: string, value: unknown) => {
    const { body, status } = await act({ action: 'edit', ids: [ID], edit: [{ type, value }] });
    expect(status).toBe(200);
    return body.attributes.results.updated[0];
  };

  test.each([
    ['add_tags', ['a', 'b'], { tags: ['a', 'b'] }],
    ['delete_tags', ['a', 'x'], { tags: [] }],
    ['set_tags', ['c', 'c'], { tags: ['c'] }],
    ['add_index_patterns', ['x-*'], { index: ['logs-*', 'x-*'] }],
    ['set_index_patterns', ['x-*'], { index: ['x-*'] }],
    ['set_schedule', { interval: '10m', lookback: '1m' }, { interval: '10m', from: 'now-660s' }],
    ['set_timeline', { timeline_id: 'i', timeline_title: 't' }, { timeline_id: 'i', timeline_title: 't' }],
    ['add_investigation_fields', { field_names: ['a'] }, { investigation_fields: { field_names: ['a'] } }],
  ])('%s changes the rules and their revision', async (type, value, expected) => {
    expect(await edited(type, value)).toMatchObject({ ...expected, revision: 1 });
  });

  test('that changes nothing counts no revision', async () => {
    const { body } = await act({ action: 'edit', ids: [ID], edit: [{ type: 'add_tags', value: ['a'] }] });
    expect(body.attributes.summary).toMatchObject({ succeeded: 0, skipped: 1 });
    expect(first()?.revision).toBe(0);
  });

  test('leaves no rule without index patterns', async () => {
    const { status } = await act({
      ...{ action: 'edit', ids: [ID] },
      edit: [{ type: 'delete_index_patterns', value: ['logs-*'] }],
    });
    expect(status).toBe(500);
    expect(first()?.rule.index).toEqual(['logs-*']);
  });
});

describe('an export', () => {
  test('has a rule on each line, and at its end what there is', async () => {
    const { text } = await api.ask('POST', `${RULES}/_export`);
    const lines = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.map(({ rule_id: id }) => id)).toEqual(['web-shell', 'second', undefined]);
    expect(lines[2]).toMatchObject({ exported_count: 2, exported_rules_count: 2, missing_rules: [] });
  });

  test('of some rules tells which are not there', async () => {
    const body = { objects: [{ rule_id: 'second' }, { rule_id: 'none' }] };
    const { text } = await api.ask('POST', `${RULES}/_export`, body);
    expect(JSON.parse(text.trimEnd().split('\n')[1] ?? '')).toMatchObject({
      ...{ missing_rules_count: 1, missing_rules: [{ rule_id: 'none' }] },
    });
    const bare = await api.ask('POST', `${RULES}/_export?exclude_export_details=true`, body);
    expect(bare.text.trimEnd().split('\n')).toHaveLength(1);
  });

  test('of another server comes in as it was, exceptions included', async () => {
    const list = { list_id: 'fp', name: 'l', description: '', type: 'detection' };
    const entries = [{ field: 'process.name', operator: 'included', type: 'match', value: 'a' }];
    await api.ask('POST', '/api/exception_lists', list);
    const item = { list_id: 'fp', item_id: 'i', name: 'i', description: '', type: 'simple', entries };
    await api.ask('POST', '/api/exception_lists/items', item);
    const named = { id: 'x', list_id: 'fp', type: 'detection', namespace_type: 'single' };
    await api.ask('PATCH', RULES, { rule_id: 'second', exceptions_list: [named] });
    const { text } = await api.ask('POST', `${RULES}/_export`);
    const other = await detectionApi();
    const { body } = await other.upload(`${RULES}/_import`, 'export.ndjson', text);
    expect(body).toMatchObject({ success: true, success_count: 2, exceptions_success_count: 2, errors: [] });
    const again = (await other.ask('POST', `${RULES}/_export`)).text;
    const bare = (exported: string) =>
      exported.replaceAll(
        /"(created|updated)_at":"[^"]*"|"(id|tie_breaker_id|_version)":"[^"]*"|"revision":\d+/g,
        '',
      );
    expect(bare(again)).toBe(bare(text));
    await other.close();
  });
});

describe('an import', () => {
  const line = (change: object) => `${JSON.stringify({ ...RULE, rule_id: 'new', ...change })}\n`;

  test('takes what is right, and tells what is not', async () => {
    const text = `${line({})}${line({ rule_id: 'bad', query: 'process where' })}{"rule_id": "cut\n${line({
      rule_id: 'worse',
      risk_score: 'x',
    })}`;
    const { body, status } = await api.upload(`${RULES}/_import`, 'rules.ndjson', text);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: false, success_count: 1, rules_count: 4 });
    expect(body.errors.map(({ rule_id: id }: { rule_id: string }) => id).sort()).toEqual([
      '(unknown id)',
      'bad',
      'worse',
    ]);
    expect(JSON.stringify(body.errors)).toContain('rules.ndjson:3:');
    expect(api.parts.rules.byRuleId('new')?.rule.name).toBe(RULE['name']);
  });

  test('leaves rules that are there alone, unless it is told to overwrite them', async () => {
    const text = line({ rule_id: 'second', name: 'Better' });
    const kept = await api.upload(`${RULES}/_import`, 'r.ndjson', text);
    expect(kept.body.errors).toMatchObject([{ rule_id: 'second', error: { status_code: 409 } }]);
    expect((await api.upload(`${RULES}/_import?overwrite=true`, 'r.ndjson', text)).body.success).toBe(true);
    expect(second()).toMatchObject({ revision: 1, rule: { name: 'Better' } });
  });

  test('counts the first of two rules of one id', async () => {
    const { body } = await api.upload(`${RULES}/_import`, 'r.ndjson', line({}) + line({ name: 'Two' }));
    expect(body).toMatchObject({
      success_count: 1,
      errors: [{ rule_id: 'new', error: { status_code: 400 } }],
    });
    expect(api.parts.rules.byRuleId('new')?.rule.name).toBe(RULE['name']);
  });

  test('keeps keys that this version does not know', async () => {
    await api.upload(`${RULES}/_import`, 'r.ndjson', line({ of_tomorrow: 1 }));
    expect((await api.ask('GET', `${RULES}?rule_id=new`)).body.of_tomorrow).toBe(1);
  });

  test('of what is no rule, or without a file, is refused', async () => {
    expect((await api.upload(`${RULES}/_import`, 'r.ndjson', '# README')).status).toBe(400);
    expect((await api.ask('POST', `${RULES}/_import`, {})).status).toBe(415);
    expect((await api.upload(`${RULES}/_import?as_new_list=true`, 'r.ndjson', line({}))).status).toBe(400);
  });

  test('does not touch a rule of a folder', async () => {
    const text = `[rule]\nname="f"\ndescription="d"\nrisk_score=1\nseverity="low"\ntype="query"\nlanguage="kuery"\nquery="a.b: 1"\nrule_id="of-file"\n`;
    await api.parts.rules.setFiles([{ path: 'f.toml', text }], { who: 'start', atMs: START_MS });
    const { body } = await api.upload(
      `${RULES}/_import?overwrite=true`,
      'r.ndjson',
      line({ rule_id: 'of-file' }),
    );
    expect(body.errors).toMatchObject([{ rule_id: 'of-file', error: { status_code: 409 } }]);
  });
});

describe("the client of Elastic's rule repository", () => {
  const headers = {
    'content-type': 'application/json',
    'kbn-xsrf': 'true',
    'elastic-api-version': '2023-10-31',
  };

  test('exports all rules without a body that it calls JSON', async () => {
    const url = `${RULES}/_export?exclude_export_details=true`;
    const { payload, statusCode } = await api.server.inject({ method: 'POST', url, headers });
    expect(statusCode).toBe(200);
    expect(payload.trimEnd().split('\n')).toHaveLength(2);
  });

  test('sends null for what it does not say, and sorts by `_id`', async () => {
    const body = { query: null, ids: [ID], action: 'disable', edit: null, duplicate: null };
    expect((await act(body, '?dry_run=false')).body.attributes.results.updated).toMatchObject([
      { rule_id: 'web-shell' },
    ]);
    expect(
      (await api.ask('GET', `${RULES}/_find?per_page=10&page=1&sort_field=_id&sort_order=asc`)).body.total,
    ).toBe(2);
  });
});
