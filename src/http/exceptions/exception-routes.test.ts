import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DetectionApi, detectionApi, RULE, START_MS } from '../../../test/support/detection-api.ts';

const LISTS = '/api/exception_lists';
const ITEMS = `${LISTS}/items`;
const LIST = { list_id: 'fp', name: 'False alarms', description: 'agreed on', type: 'detection' };
const ENTRY = { field: 'process.name', operator: 'included', type: 'match', value: 'backup.exe' };
const ITEM = {
  list_id: 'fp',
  item_id: 'backup',
  name: 'Backup',
  description: 'nightly',
  type: 'simple',
  entries: [ENTRY],
};

let api: DetectionApi;
beforeEach(async () => {
  api = await detectionApi();
  await api.ask('POST', LISTS, LIST);
});
afterEach(async () => {
  await api.close();
});

describe('an exception list', () => {
  test('is answered with what it was made of, and read by id and list_id', async () => {
    const { body } = await api.ask('GET', `${LISTS}?list_id=fp&namespace_type=single`);
    expect(body).toMatchObject({
      ...LIST,
      namespace_type: 'single',
      tags: [],
      os_types: [],
      version: 1,
      _version: '1',
    });
    expect(body).toMatchObject({ created_by: 'tester', updated_by: 'tester', immutable: false });
    expect((await api.ask('GET', `${LISTS}?id=${body.id}`)).body).toEqual(body);
    expect((await api.ask('GET', `${LISTS}?list_id=fp&namespace_type=agnostic`)).status).toBe(404);
  });

  test('is made once under its id, and once more in the other namespace', async () => {
    expect(await api.ask('POST', LISTS, LIST)).toMatchObject({ status: 409, body: { status_code: 409 } });
    expect((await api.ask('POST', LISTS, { ...LIST, namespace_type: 'agnostic' })).status).toBe(200);
  });

  test('is changed, unless it was changed meanwhile', async () => {
    const change = { list_id: 'fp', name: 'Better', description: 'd', type: 'detection', _version: '1' };
    expect((await api.ask('PUT', LISTS, change)).body).toMatchObject({
      name: 'Better',
      version: 2,
      _version: '2',
    });
    expect((await api.ask('PUT', LISTS, change)).status).toBe(409);
  });

  test('goes with its items', async () => {
    await api.ask('POST', ITEMS, ITEM);
    expect((await api.ask('DELETE', `${LISTS}?list_id=fp`)).status).toBe(200);
    expect((await api.ask('GET', `${ITEMS}?item_id=backup`)).status).toBe(404);
    expect(api.excepted()?.items).toEqual([]);
  });

  test('is found by a filter, and counted by operating system', async () => {
    await api.ask('POST', LISTS, { ...LIST, list_id: 'other', name: 'Other' });
    const filter = encodeURIComponent('exception-list.attributes.name: Other');
    expect((await api.ask('GET', `${LISTS}/_find?filter=${filter}`)).body).toMatchObject({
      ...{ total: 1, page: 1, per_page: 20, data: [{ list_id: 'other' }] },
    });
    await api.ask('POST', ITEMS, { ...ITEM, os_types: ['linux'] });
    const summary = await api.ask('GET', `${LISTS}/summary?list_id=fp`);
    expect(summary.body).toEqual({ windows: 0, linux: 1, macos: 0, total: 1 });
  });

  test('shared by name has an id of its own', async () => {
    const { body } = await api.ask('POST', '/api/exceptions/shared', { name: 'n', description: 'd' });
    expect(body).toMatchObject({ type: 'detection', name: 'n' });
    expect(body.list_id).toMatch(/^0000/);
  });
});

describe('an exception', () => {
  test('is answered with what it was made of, and told to the detection', async () => {
    const { body, status } = await api.ask('POST', ITEMS, { ...ITEM, comments: [{ comment: 'agreed' }] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...ITEM,
      namespace_type: 'single',
      comments: [{ comment: 'agreed', created_by: 'tester' }],
    });
    expect(api.excepted()?.items).toMatchObject([{ itemId: 'backup', listId: 'fp', namespace: 'single' }]);
    expect([...(api.excepted()?.lists ?? [])]).toEqual(['single fp']);
  });

  test.each([
    ['entries of no kind', { entries: [{ ...ENTRY, type: 'mach' }] }, 'entries[0].type'],
    [
      'an entry without a value',
      { entries: [{ field: 'a', operator: 'included', type: 'match' }] },
      'entries[0].value',
    ],
    ['a key that entries have not', { entries: [{ ...ENTRY, vlaue: 1 }] }, 'additional properties'],
    ['no entries', { entries: [] }, 'entries'],
    ['a time that is none', { expire_time: 'tomorrow' }, 'expire_time'],
    ['an unknown key', { entires: [] }, 'additional properties'],
    ['a wrong type', { name: 7 }, 'name'],
  ])('with %s is refused, and the place named', async (_, change, place) => {
    const { body, status } = await api.ask('POST', ITEMS, { ...ITEM, ...change });
    expect(status).toBe(400);
    expect(body.message).toContain(place);
  });

  test('needs its list', async () => {
    const { body, status } = await api.ask('POST', ITEMS, { ...ITEM, list_id: 'none' });
    expect(status).toBe(404);
    expect(body.message).toContain('"none" does not exist');
  });

  test('is changed without losing a comment, and keeps its ids', async () => {
    const made = await api.ask('POST', ITEMS, { ...ITEM, comments: [{ comment: 'first' }] });
    const { list_id: _, ...keys } = ITEM;
    const change = { ...keys, name: 'New', comments: [{ comment: 'second' }], _version: made.body._version };
    const { body } = await api.ask('PUT', ITEMS, change);
    expect(body).toMatchObject({ name: 'New', list_id: 'fp', item_id: 'backup', id: made.body.id });
    expect(body.comments.map(({ comment }: { comment: string }) => comment)).toEqual(['first', 'second']);
    expect((await api.ask('PUT', ITEMS, change)).status).toBe(409);
  });

  test('is deleted', async () => {
    await api.ask('POST', ITEMS, ITEM);
    expect((await api.ask('DELETE', `${ITEMS}?item_id=backup`)).body.item_id).toBe('backup');
    expect(api.excepted()?.items).toEqual([]);
  });

  test('is found by its list, a word in it, or a filter', async () => {
    await api.ask('POST', ITEMS, ITEM);
    await api.ask('POST', ITEMS, {
      ...ITEM,
      item_id: 'two',
      name: 'Two',
      entries: [{ ...ENTRY, value: 'x.exe' }],
    });
    const find = async (query: string) =>
      (await api.ask('GET', `${ITEMS}/_find?list_id=fp&${query}`)).body.total;
    expect(await find('')).toBe(2);
    expect(await find('search=BACKUP.exe')).toBe(1);
    expect(
      await find(`filter=${encodeURIComponent('exception-list.attributes.entries.value: "x.exe"')}`),
    ).toBe(1);
    expect((await api.ask('GET', `${ITEMS}/_find?list_id=other`)).body.total).toBe(0);
  });

  test('that looks into a value list that is not there says that it is not applied', async () => {
    const entries = [
      { field: 'source.ip', operator: 'included', type: 'list', list: { id: 'ips', type: 'ip' } },
    ];
    expect((await api.ask('POST', ITEMS, { ...ITEM, entries })).body.tripline.warnings[0]).toContain('"ips"');
    await api.ask('POST', '/api/lists', { id: 'ips', name: 'n', description: 'd', type: 'ip' });
    expect((await api.ask('GET', `${ITEMS}?item_id=backup`)).body).not.toHaveProperty('tripline');
    expect([...(api.excepted()?.valueLists.keys() ?? [])]).toEqual(['ips']);
  });
});

describe('exceptions of one rule', () => {
  const give = (id: string, items: unknown) =>
    api.ask('POST', `/api/detection_engine/rules/${id}/exceptions`, { items });
  const { list_id: _, ...own } = ITEM;

  test('stand in a list of its own, which the rule names', async () => {
    const { body: rule } = await api.ask('POST', '/api/detection_engine/rules', RULE);
    const { body, status } = await give(rule.id, [own]);
    expect(status).toBe(200);
    await give(rule.id, [{ ...own, item_id: 'other' }]);
    const { exceptions_list: lists } = (await api.ask('GET', `/api/detection_engine/rules?id=${rule.id}`))
      .body;
    expect(lists).toMatchObject([{ type: 'rule_default', list_id: body[0].list_id }]);
    expect(api.parts.exceptions.items()).toHaveLength(2);
  });

  test('are given to a rule of a folder too, whose file stays as it is; a list that was deleted is made again', async () => {
    const text = `[rule]\nname="f"\ndescription="d"\nrisk_score=1\nseverity="low"\ntype="query"\nlanguage="kuery"\nquery="process.name: a"\nrule_id="of-file"\n`;
    await api.parts.rules.setFiles([{ path: 'f.toml', text }], { who: 'start', atMs: START_MS });
    const id = api.parts.rules.byRuleId('of-file')?.id ?? '';
    const { body, status } = await give(id, [own]);
    expect(status).toBe(200);
    const lists = async (): Promise<unknown> =>
      (await api.ask('GET', `/api/detection_engine/rules?id=${id}`)).body.exceptions_list;
    expect(await lists()).toMatchObject([{ type: 'rule_default', list_id: body[0].list_id }]);
    await api.ask('DELETE', `${LISTS}?list_id=${body[0].list_id}`);
    const { body: again } = await give(id, [own]);
    expect(again[0].list_id).not.toBe(body[0].list_id);
    expect(await lists()).toMatchObject([{ list_id: again[0].list_id }]);
  });
});

describe('exceptions as files', () => {
  test('an export comes in again elsewhere, and only once', async () => {
    await api.ask('POST', ITEMS, ITEM);
    await api.ask('POST', ITEMS, { ...ITEM, item_id: 'old', expire_time: '2020-01-01T00:00:00Z' });
    const { text } = await api.ask('POST', `${LISTS}/_export?list_id=fp&include_expired_exceptions=true`);
    const bare = await api.ask('POST', `${LISTS}/_export?list_id=fp&include_expired_exceptions=false`);
    expect([text, bare.text].map(one => one.trimEnd().split('\n').length)).toEqual([4, 3]);
    const other = await detectionApi();
    const first = await other.upload(`${LISTS}/_import`, 'e.ndjson', text);
    expect(first.body).toMatchObject({
      success: true,
      success_count: 3,
      success_count_exception_list_items: 2,
    });
    const second = await other.upload(`${LISTS}/_import`, 'e.ndjson', text);
    expect(second.body).toMatchObject({ success: false, success_count: 0 });
    expect(second.body.errors).toHaveLength(3);
    expect((await other.upload(`${LISTS}/_import?overwrite=true`, 'e.ndjson', text)).body.success).toBe(true);
    await other.close();
  });

  test('a line that is wrong stops none of the others', async () => {
    const text = `nonsense\n${JSON.stringify(ITEM)}\n${JSON.stringify({ ...ITEM, item_id: 'x', entries: [] })}\n`;
    const { body } = await api.upload(`${LISTS}/_import`, 'e.ndjson', text);
    expect(body).toMatchObject({ success: false, success_count: 1 });
    expect(body.errors[0].error.message).toContain('line 1');
    expect(body.errors[1]).toMatchObject({ item_id: 'x', error: { status_code: 400 } });
  });

  test('a copy of a list has its items', async () => {
    await api.ask('POST', ITEMS, ITEM);
    const { body } = await api.ask('POST', `${LISTS}/_duplicate?list_id=fp&namespace_type=single`);
    expect(body.name).toBe('False alarms [Duplicate]');
    expect((await api.ask('GET', `${ITEMS}/_find?list_id=${body.list_id}`)).body.total).toBe(1);
  });
});
