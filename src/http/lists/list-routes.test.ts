import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DetectionApi, detectionApi } from '../../../test/support/detection-api.ts';
import { openValueListBook } from '../../detect/value-list-book.ts';
import { compileValueList } from '../../event/value-list.ts';

const LISTS = '/api/lists';
const ITEMS = `${LISTS}/items`;
const LIST = { id: 'ips', name: 'Bad addresses', description: 'd', type: 'ip' };

let api: DetectionApi;
beforeEach(async () => {
  api = await detectionApi();
  await api.ask('POST', LISTS, LIST);
});
afterEach(async () => {
  await api.close();
});

describe('a value list', () => {
  test('is made, read, changed, found and deleted', async () => {
    const { body } = await api.ask('GET', `${LISTS}?id=ips`);
    expect(body).toMatchObject({ ...LIST, version: 1, immutable: false, created_by: 'tester' });
    expect((await api.ask('POST', LISTS, LIST)).status).toBe(409);
    const patch = await api.ask('PATCH', LISTS, { id: 'ips', name: 'New', _version: body._version });
    expect(patch.body).toMatchObject({ name: 'New', description: 'd', version: 2 });
    expect((await api.ask('PATCH', LISTS, { id: 'ips', name: 'N', _version: body._version })).status).toBe(
      409,
    );
    expect((await api.ask('GET', `${LISTS}/_find?filter=new`)).body).toMatchObject({
      total: 1,
      data: [{ id: 'ips' }],
    });
    expect((await api.ask('DELETE', `${LISTS}?id=ips`)).body.id).toBe('ips');
    expect((await api.ask('GET', `${LISTS}?id=ips`)).status).toBe(404);
  });

  test.each([
    ['a type that exceptions do not look into', { type: 'shape' }, 'keyword, text, ip, ip_range'],
    ['an unknown key', { nmae: 'x' }, 'additional properties'],
    ['a wrong type of value', { name: 7 }, 'name'],
    ['an id with a slash', { id: 'a/b' }, 'id'],
  ])('of %s is refused', async (_, change, message) => {
    const { body, status } = await api.ask('POST', LISTS, { ...LIST, id: 'new', ...change });
    expect(status).toBe(400);
    expect(body.message).toContain(message);
  });

  test('that exceptions look into is not deleted by accident', async () => {
    await api.ask('POST', '/api/exception_lists', {
      list_id: 'fp',
      name: 'n',
      description: '',
      type: 'detection',
    });
    const entries = [
      { field: 'source.ip', operator: 'included', type: 'list', list: { id: 'ips', type: 'ip' } },
    ];
    const item = { list_id: 'fp', name: 'n', description: '', type: 'simple', entries };
    await api.ask('POST', '/api/exception_lists/items', item);
    expect((await api.ask('DELETE', `${LISTS}?id=ips`)).status).toBe(409);
    expect((await api.ask('DELETE', `${LISTS}?id=ips&ignoreReferences=true`)).status).toBe(200);
    expect(api.excepted()?.valueLists.size).toBe(0);
  });

  test('scripts that look before they act find what they look for', async () => {
    expect((await api.ask('GET', `${LISTS}/index`)).body).toEqual({
      list_index: true,
      list_item_index: true,
    });
    expect((await api.ask('POST', `${LISTS}/index`)).body).toEqual({ acknowledged: true });
    expect((await api.ask('GET', `${LISTS}/privileges`)).body.is_authenticated).toBe(true);
  });
});

describe('a value', () => {
  test('is added, looked up, replaced and taken off', async () => {
    const { body } = await api.ask('POST', ITEMS, { list_id: 'ips', value: '192.0.2.7' });
    expect(body).toMatchObject({ list_id: 'ips', value: '192.0.2.7', type: 'ip' });
    expect((await api.ask('POST', ITEMS, { list_id: 'ips', value: '192.0.2.7' })).status).toBe(409);
    expect((await api.ask('GET', `${ITEMS}?id=${encodeURIComponent(body.id)}`)).body).toEqual(body);
    expect((await api.ask('GET', `${ITEMS}?list_id=ips&value=192.0.2.7`)).body).toEqual([body]);
    const put = await api.ask('PUT', ITEMS, { id: body.id, value: '192.0.2.8' });
    expect(put.body.value).toBe('192.0.2.8');
    expect((await api.ask('DELETE', `${ITEMS}?list_id=ips&value=192.0.2.8`)).status).toBe(200);
    expect((await api.ask('GET', `${ITEMS}/_find?list_id=ips`)).body.total).toBe(0);
  });

  test('that the type of the list does not have is refused', async () => {
    const { body, status } = await api.ask('POST', ITEMS, { list_id: 'ips', value: 'example.org' });
    expect(status).toBe(400);
    expect(body.message).toContain('an IP address');
    expect((await api.ask('POST', ITEMS, { list_id: 'none', value: '192.0.2.7' })).status).toBe(404);
  });
});

describe('an import of values', () => {
  test('makes the list, counts what it took, and tells what it did not', async () => {
    const { body, status } = await api.upload(
      `${ITEMS}/_import?type=ip_range`,
      'ranges.txt',
      '192.0.2.0/24\r\n\r\nno\n10.0.0.1-10.0.0.9',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'ranges.txt', type: 'ip_range' });
    expect(body.tripline).toMatchObject({ lines_added: 2, lines_known: 0, lines_refused: 1 });
    expect(body.tripline.refused[0]).toContain('line 3');
    const isIn = compileValueList(api.parts.valueLists.compiled('ranges.txt') ?? expect.fail('no list'));
    expect(['192.0.2.9', '10.0.0.5', '10.0.0.10'].map(isIn)).toEqual([true, true, false]);
  });

  test('is exported again, one value on each line', async () => {
    await api.upload(`${ITEMS}/_import?list_id=ips`, 'f', '192.0.2.7\n192.0.2.8\n192.0.2.7\n');
    expect((await api.ask('POST', `${ITEMS}/_export?list_id=ips`)).text).toBe('192.0.2.7\n192.0.2.8\n');
  });

  test.each([
    ['into a list that is not there', 'list_id=none', 'a\n', 404],
    ['that says neither list nor type', '', 'a\n', 400],
    ['of no value at all', 'list_id=ips', 'no\n', 400],
    ['of a type that is not kept', 'type=shape', 'a\n', 400],
  ])('%s is refused', async (_, query, text, status) => {
    expect((await api.upload(`${ITEMS}/_import?${query}`, 'f.txt', text)).status).toBe(status);
  });

  test('of a hundred thousand values takes a moment, and they are there after a restart', async () => {
    const values = Array.from(
      { length: 100_000 },
      (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
    );
    const started = performance.now();
    const { body } = await api.upload(`${ITEMS}/_import?list_id=ips`, 'f.txt', values.join('\n'));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(body.tripline.lines_added).toBe(100_000);
    const again = await openValueListBook(api.parts.objects);
    expect(again.list('ips')?.size).toBe(100_000);
    expect(again.value('ips', '10.1.0.5')?.value).toBe('10.1.0.5');
    // One more value rewrites a small part of the list.
    const before = (await api.parts.objects.list('value-list-item')).filter(
      ({ version }) => version > 1,
    ).length;
    await api.ask('POST', ITEMS, { list_id: 'ips', value: '192.0.2.7' });
    const after = (await api.parts.objects.list('value-list-item')).filter(
      ({ version }) => version > 1,
    ).length;
    expect(after - before).toBe(1);
  });
});
