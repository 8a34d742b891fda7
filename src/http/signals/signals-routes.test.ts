import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import { alertDocument } from '../../../test/support/alert-store.contract.ts';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { buildServer } from '../server.ts';

const SEARCH = '/api/detection_engine/signals/search';
const NAME = 'kibana.alert.rule.name';
const SEVERITY = 'kibana.alert.severity';
const STATUS = 'kibana.alert.workflow_status';

let parts: TestParts;
let server: FastifyInstance;
let key: string;
beforeEach(async () => {
  parts = testParts();
  server = buildServer(parts);
  key = await parts.key('all');
  await parts.alerts.add([
    alertDocument('a', { '@timestamp': '2025-12-31T23:00:00.000Z', [NAME]: 'One' }),
    alertDocument('b', { '@timestamp': '2025-12-31T12:00:00.000Z', [NAME]: 'One', [SEVERITY]: 'high' }),
    alertDocument('c', { '@timestamp': '2025-12-29T12:00:00.000Z', [NAME]: 'Two', [SEVERITY]: 'high' }),
    alertDocument('d', {
      '@timestamp': '2025-12-29T13:00:00.000Z',
      [NAME]: 'Three',
      'kibana.alert.risk_score': 99,
      'kibana.alert.building_block_type': 'default',
      process: { name: 'd.exe', parent: { name: 'p.exe' } },
    }),
  ]);
});

async function post(url: string, payload: object): Promise<{ status: number; body: JsonObject }> {
  const answer = await server.inject({ method: 'POST', url, payload, headers: { authorization: key } });
  return { status: answer.statusCode, body: answer.json() };
}

interface Answer {
  readonly hits: { readonly total?: Json; readonly hits: readonly (JsonObject & { readonly _id: string })[] };
  readonly aggregations: { readonly [name: string]: JsonObject };
}

async function search(payload: object): Promise<Answer> {
  const { body, status } = await post(SEARCH, payload);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as Answer;
}

async function found(query: object): Promise<string> {
  const { hits } = await search({ query, sort: [{ 'kibana.alert.uuid': 'asc' }] });
  return hits.hits.map(({ _id }) => _id).join('');
}

describe('a search', () => {
  test('takes the names that fields of alerts had first, to count and to sort by', async () => {
    const aggs = { status: { terms: { field: 'signal.status' } } };
    const { aggregations, hits } = await search({ aggs, sort: ['signal.rule.risk_score'], size: 4 });
    expect(aggregations['status']?.['buckets']).toEqual([{ key: 'open', doc_count: 4 }]);
    expect(hits.hits.at(-1)?._id).toBe('d');
  });

  test('answers in the form of Elasticsearch', async () => {
    const { body } = await post(SEARCH, { query: { ids: { values: ['a'] } }, sort: ['@timestamp'] });
    expect(body).toEqual({
      took: 0,
      timed_out: false,
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
      hits: {
        total: { value: 1, relation: 'eq' },
        max_score: null,
        hits: [
          {
            _index: '.alerts-security.alerts-default',
            _id: 'a',
            _score: null,
            _source: (await parts.alerts.byUuids(['a']))[0]?.document,
            sort: [Date.UTC(2025, 11, 31, 23)],
          },
        ],
      },
    });
  });

  test.each<[string, object]>([
    ['abcd', { match_all: {} }],
    ['bc', { term: { [SEVERITY]: 'high' } }],
    ['abcd', { match: { 'signal.status': 'open' } }],
    ['bc', { term: { 'signal.rule.severity': 'high' } }],
    ['c', { term: { 'signal.rule.name': 'Two' } }],
    ['cd', { terms: { [NAME]: ['Two', 'Three'] } }],
    ['abc', { bool: { must_not: { exists: { field: 'kibana.alert.building_block_type' } } } }],
    ['ab', { range: { '@timestamp': { gte: 'now-24h', lte: 'now' } } }],
    ['ab', { range: { '@timestamp': { gte: 'now-1d/d' } } }],
    ['d', { range: { 'kibana.alert.risk_score': { gt: 73 } } }],
    ['cd', { prefix: { [NAME]: 'T' } }],
    ['d', { wildcard: { 'process.name': { value: 'D.*', case_insensitive: true } } }],
    ['ab', { match_phrase: { [NAME]: 'One' } }],
    ['d', { match: { 'process.parent.name': 'p.exe' } }],
    ['bd', { bool: { should: [{ ids: { values: ['b'] } }, { exists: { field: 'process.parent' } }] } }],
    ['b', { query_string: { query: `${SEVERITY}:high AND NOT ${NAME}:T*` } }],
    ['d', { query_string: { query: 'd.exe' } }],
  ])('finds %s by %j', async (uuids, query) => {
    expect(await found(query)).toBe(uuids);
  });

  test('pages by `from`, and by `search_after` from what the last hit was sorted by', async () => {
    const sort = [{ [SEVERITY]: { order: 'desc' } }, { '@timestamp': 'desc' }];
    const all = (await search({ sort })).hits.hits;
    expect(all.map(({ _id }) => _id).join('')).toBe('adbc');
    const page = (await search({ sort, from: 1, size: 2 })).hits.hits;
    expect(page.map(({ _id }) => _id).join('')).toBe('db');
    for (const [at, { sort: after }] of all.entries()) {
      const { hits } = await search({ sort, size: 2, search_after: after });
      expect(hits.hits.map(({ _id }) => _id)).toEqual(all.slice(at + 1, at + 3).map(({ _id }) => _id));
    }
  });

  test('by time, too, `search_after` goes on behind the last hit', async () => {
    const sort = [{ '@timestamp': 'desc' }];
    const uuids: string[] = [];
    let after: Json | undefined;
    for (let page = 0; page < 5; page++) {
      const { hits } = await search({
        sort,
        size: 1,
        ...(after === undefined ? {} : { search_after: after }),
      });
      uuids.push(...hits.hits.map(({ _id }) => _id));
      after = hits.hits[0]?.['sort'];
      if (after === undefined) break;
    }
    expect(uuids).toEqual(['a', 'b', 'd', 'c']);
  });

  test('shows the fields that are wanted', async () => {
    const query = { ids: { values: ['d'] } };
    const shown = async (more: object): Promise<JsonObject | undefined> =>
      (await search({ query, ...more })).hits.hits[0];
    expect(await shown({ _source: ['process.*', NAME] })).toMatchObject({
      _source: { process: { name: 'd.exe', parent: { name: 'p.exe' } }, [NAME]: 'Three' },
    });
    expect((await shown({ _source: { includes: 'process', excludes: ['*.parent'] } }))?.['_source']).toEqual({
      process: { name: 'd.exe' },
    });
    expect(await shown({ _source: false, fields: ['process.*', { field: 'host.name' }] })).toEqual({
      _index: '.alerts-security.alerts-default',
      _id: 'd',
      _score: null,
      fields: { 'process.name': ['d.exe'], 'process.parent.name': ['p.exe'], 'host.name': ['web-1'] },
    });
  });

  test('counts as far as it is asked to', async () => {
    const total = async (track: Json): Promise<Json | undefined> =>
      (await search({ track_total_hits: track, size: 0 })).hits.total;
    expect(await total(true)).toEqual({ value: 4, relation: 'eq' });
    expect(await total(2)).toEqual({ value: 2, relation: 'gte' });
    expect(await total(4)).toEqual({ value: 4, relation: 'eq' });
    expect(await total(false)).toBeUndefined();
  });

  test('sums up by terms, in one another, however few hits it shows', async () => {
    const { aggregations, hits } = await search({
      size: 0,
      aggs: {
        rules: {
          terms: { field: NAME, size: 2, order: [{ _count: 'desc' }, { _key: 'desc' }] },
          aggs: {
            worst: { max: { field: 'kibana.alert.risk_score' } },
            last: { max: { field: '@timestamp' } },
          },
        },
        severities: { cardinality: { field: SEVERITY } },
        techniques: { terms: { field: 'kibana.alert.rule.threat.technique.id' } },
        blocks: { terms: { field: 'kibana.alert.building_block_type', missing: 'none' } },
      },
    });
    expect(hits.hits).toEqual([]);
    const day = (text: string): JsonObject => ({ value: Date.parse(text), value_as_string: text });
    expect(aggregations).toEqual({
      rules: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 1,
        buckets: [
          { key: 'One', doc_count: 2, worst: { value: 21 }, last: day('2025-12-31T23:00:00.000Z') },
          { key: 'Two', doc_count: 1, worst: { value: 21 }, last: day('2025-12-29T12:00:00.000Z') },
        ],
      },
      severities: { value: 2 },
      techniques: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: 'T1059', doc_count: 4 },
          { key: 'T1204', doc_count: 4 },
        ],
      },
      blocks: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          { key: 'none', doc_count: 3 },
          { key: 'default', doc_count: 1 },
        ],
      },
    });
  });

  test('sums up by time, with the stretches between that hold nothing, and by filters', async () => {
    const { aggregations } = await search({
      size: 0,
      query: { bool: { filter: [] } },
      aggs: {
        days: {
          date_histogram: {
            field: '@timestamp',
            calendar_interval: 'day',
            extended_bounds: { min: 'now-4d', max: 'now' },
          },
          aggs: { high: { filter: { term: { [SEVERITY]: 'high' } } } },
        },
        halves: { date_histogram: { field: '@timestamp', fixed_interval: '12h', min_doc_count: 1 } },
        named: {
          filters: { filters: { process: { exists: { field: 'process.parent' } }, all: { match_all: {} } } },
        },
        listed: { filters: { filters: [{ match_none: {} }] } },
      },
    });
    const { days, halves, listed, named } = aggregations as unknown as Record<
      string,
      { buckets: JsonObject[] }
    >;
    expect(days?.buckets.map(({ key_as_string: at, doc_count: n, high }) => [at, n, high])).toEqual([
      ['2025-12-28T00:00:00.000Z', 0, { doc_count: 0 }],
      ['2025-12-29T00:00:00.000Z', 2, { doc_count: 1 }],
      ['2025-12-30T00:00:00.000Z', 0, { doc_count: 0 }],
      ['2025-12-31T00:00:00.000Z', 2, { doc_count: 1 }],
      ['2026-01-01T00:00:00.000Z', 0, { doc_count: 0 }],
    ]);
    expect(halves?.buckets.map(({ doc_count: n }) => n)).toEqual([2, 2]);
    expect(named?.buckets).toEqual({ process: { doc_count: 1 }, all: { doc_count: 4 } });
    expect(listed?.buckets).toEqual([{ doc_count: 0 }]);
  });

  test.each<[object, string]>([
    [{ query: { fuzzy: { a: 'b' } } }, '`query.fuzzy`: the clause `fuzzy` is not understood here'],
    [
      { query: { bool: { filter: [{ term: { a: null } }] } } },
      '`query.bool.filter.0.term.a` must be a text, a number, `true` or `false`, found null',
    ],
    [{ highlight: {} }, '`highlight`: `highlight` is not understood here'],
    [{ runtime_mappings: { x: {} } }, '`runtime_mappings`: a field that is computed is not understood here'],
    [{ aggs: { a: { avg: { field: 'x' } } } }, '`aggs.a.avg`: the aggregation `avg` is not understood here'],
    [
      { aggs: { a: { filters: { filters: [{ span: {} }] } } } },
      '`aggs.a.filters.filters.0.span`: the clause `span` is not understood here',
    ],
    [{ aggs: { a: { terms: {} } } }, '`aggs.a.terms.field` must be the name of a field, found nothing'],
    [
      { aggs: { a: { terms: { field: 'x', script: {} } } } },
      '`aggs.a.terms.script`: the option `script` is not understood here',
    ],
    [
      { aggs: { a: { min: { field: 'x' }, aggs: { b: { min: { field: 'x' } } } } } },
      '`aggs.a.aggs`: an aggregation inside of `min` is not understood here',
    ],
    [
      { aggs: { a: { date_histogram: { field: '@timestamp', fixed_interval: '1x' } } } },
      '`aggs.a.date_histogram` must be given a `fixed_interval` like `"30m"`',
    ],
    [{ size: -1 }, '`size` must be a whole number from 0 on, found -1'],
    [{ from: 9_999, size: 2 }, '`from` and `size` together must be at most 10000, found 10001'],
    [{ sort: { a: 'up' } }, '`sort.a.order` must be `asc` or `desc`, found "up"'],
    [{ search_after: [1] }, '`search_after` must be the 0 values by which hits are sorted, found [1]'],
    [{ _source: 5 }, '`_source.0` must be the name of a field, found 5'],
    [{ track_total_hits: 'x' }, '`track_total_hits` must be `true`, `false` or a whole number, found "x"'],
    [{ query: { query_string: { query: '(a' } } }, '`query.query_string.query` must be a query that closes'],
  ])('that asks %j is refused by name', async (payload, message) => {
    const { body, status } = await post(SEARCH, payload);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status_code: 400, message: expect.stringContaining(message) });
  });

  test('that would make too many buckets is refused', async () => {
    const date_histogram = { field: '@timestamp', fixed_interval: '1ms' };
    const { body } = await post(SEARCH, { aggs: { a: { date_histogram } } });
    expect(body['message']).toContain('more than 65536 buckets');
  });

  test('that is nested beyond measure is refused', async () => {
    let aggs: object = { a: { terms: { field: 'x' } } };
    for (let depth = 0; depth < 50; depth++) aggs = { a: { terms: { field: 'x' }, aggs } };
    expect((await post(SEARCH, { aggs })).status).toBe(400);
  });
});

describe('a change', () => {
  const statusOf = async (...uuids: string[]): Promise<readonly (Json | undefined)[]> =>
    (await parts.alerts.byUuids(uuids)).map(({ document }) => document[STATUS]);

  test('of the status, by ids, tells who, when and why', async () => {
    const payload = { signal_ids: ['a', 'b', 'none'], status: 'closed', reason: 'false_positive' };
    const { body, status } = await post('/api/detection_engine/signals/status', payload);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      took: 0,
      timed_out: false,
      total: 2,
      updated: 2,
      noops: 0,
      batches: 1,
      version_conflicts: 0,
      failures: [],
    });
    expect((await parts.alerts.byUuids(['a']))[0]?.document).toMatchObject({
      [STATUS]: 'closed',
      'kibana.alert.workflow_status_updated_at': '2026-01-01T00:00:00.000Z',
      'kibana.alert.workflow_user': 'a key for all',
      'kibana.alert.workflow_reason': 'false_positive',
    });
    await post('/api/detection_engine/signals/status', { signal_ids: ['a'], status: 'acknowledged' });
    const [reopened] = await parts.alerts.byUuids(['a']);
    expect(reopened?.document['kibana.alert.workflow_reason']).toBeUndefined();
    expect(await statusOf('a', 'b', 'c')).toEqual(['acknowledged', 'closed', 'open']);
    const history = await server.inject({
      url: '/api/tripline/alerts/a/history',
      headers: { authorization: key },
    });
    expect(history.json()).toMatchObject({
      uuid: 'a',
      changes: [
        { version: 2, who: 'a key for all', at: '2026-01-01T00:00:00.000Z', set: { [STATUS]: 'closed' } },
        { version: 3, set: { [STATUS]: 'acknowledged' }, removed: ['kibana.alert.workflow_reason'] },
      ],
    });
  });

  test('of the status, by a query, changes what it finds', async () => {
    const payload = { query: { term: { [SEVERITY]: 'high' } }, status: 'closed', conflicts: 'proceed' };
    const { body } = await post('/api/detection_engine/signals/status', payload);
    expect(body).toMatchObject({ total: 2, updated: 2 });
    expect(await statusOf('a', 'b', 'c')).toEqual(['open', 'closed', 'closed']);
  });

  test('of tags and assignees adds and removes, and counts who had them so already', async () => {
    const tags = { tags_to_add: ['x', 'y'], tags_to_remove: ['z'] };
    const url = '/api/detection_engine/signals/tags';
    expect((await post(url, { ids: ['a', 'b', 'none'], tags })).body).toMatchObject({ total: 2, updated: 2 });
    expect((await post(url, { ids: ['a', 'c'], tags })).body).toMatchObject({ updated: 1, noops: 1 });
    await post(url, { ids: ['a'], tags: { tags_to_add: [], tags_to_remove: ['x'] } });
    await post('/api/detection_engine/signals/assignees', {
      ids: ['a'],
      assignees: { add: ['ann'], remove: [] },
    });
    expect((await parts.alerts.byUuids(['a']))[0]?.document).toMatchObject({
      'kibana.alert.workflow_tags': ['y'],
      'kibana.alert.workflow_assignee_ids': ['ann'],
    });
  });

  test.each<[string, object, string]>([
    ['status', { status: 'closed' }, 'one of `signal_ids` and `query`'],
    ['status', { status: 'closed', signal_ids: ['a'], query: {} }, 'one of `signal_ids` and `query`'],
    ['status', { status: 'gone', signal_ids: ['a'] }, 'status'],
    ['status', { status: 'open', signal_ids: ['a'], reason: 'x' }, '`reason` must stand beside'],
    ['status', { status: 'open', query: { fuzzy: {} } }, '`query.fuzzy`'],
    ['status', { status: 'open', signal_ids: ['a'], more: 1 }, 'additional'],
    ['tags', { ids: ['a'], tags: { tags_to_add: ['x'], tags_to_remove: ['x'] } }, '`x` is to be both'],
    ['tags', { ids: [], tags: { tags_to_add: [], tags_to_remove: [] } }, 'ids'],
    ['assignees', { ids: ['a'] }, 'assignees'],
  ])('of the %s that asks %j is refused', async (what, payload, message) => {
    const { body, status } = await post(`/api/detection_engine/signals/${what}`, payload);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status_code: 400, message: expect.stringContaining(message) });
  });

  test('needs a key that may change things, and a search one that may see them', async () => {
    key = await parts.key('read');
    expect((await post(SEARCH, {})).status).toBe(200);
    expect(
      (await post('/api/detection_engine/signals/status', { signal_ids: ['a'], status: 'open' })).status,
    ).toBe(403);
    key = await parts.key('ingest');
    expect((await post(SEARCH, {})).status).toBe(403);
  });

  test('of an alert that is not there has no history', async () => {
    const answer = await server.inject({
      url: '/api/tripline/alerts/none/history',
      headers: { authorization: key },
    });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});
