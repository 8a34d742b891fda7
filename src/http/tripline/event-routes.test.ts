import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeOf } from '../../../test/support/stored-events.ts';
import { accessOfRoutes, type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import type { EventQuery } from '../../store/event-store.ts';

const T0 = Date.UTC(2026, 10, 24, 8);

function process(second: number, name: string, pid = 1) {
  return {
    '@timestamp': new Date(T0 + second * 1000).toISOString(),
    event: { category: 'process' },
    host: { id: 'h', name: `host-${pid}` },
    user: { name: 'anna' },
    process: { name, pid },
  };
}

let api: TriplineApi;
beforeAll(async () => {
  const events = await storeOf(
    [process(0, 'a.exe'), process(1, 'b.exe'), process(2, 'a.exe', 2), process(3, 'c.exe')],
    'logs-x',
  );
  api = await triplineApi({ events });
});
afterAll(() => api.server.close());

async function post(path: string, payload: object, headers: { readonly [name: string]: string } = {}) {
  return api.server.inject({ method: 'POST', url: `/api/tripline/${path}`, payload, headers });
}

test('every route says who may call it', async () => {
  const routes = await accessOfRoutes();
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter(([, access]) => access === undefined)).toEqual([]);
  // Whoever may only read can look and search, and change nothing.
  expect(routes.filter(([route, access]) => route.startsWith('GET') && access !== 'read')).toEqual([]);
});

describe('a search', () => {
  test("answers in the shape of Elasticsearch's EQL search, and says what it searched", async () => {
    const answer = await post('events/search', {
      query: 'process where process.name == "a.exe"',
      from: '2026-11-24T08:00:00Z',
      to: 'now',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      is_partial: false,
      hits: {
        total: { value: 2, relation: 'eq' },
        events: [
          { _index: 'logs-x', _id: 'e2', _source: { process: { pid: 2 } } },
          { _index: 'logs-x', _id: 'e0' },
        ],
      },
      searched: { from: '2026-11-24T08:00:00.000Z', to: '2026-11-24T09:00:00.000Z', isComplete: true },
    });
  });

  test('gives sequences with their join keys', async () => {
    const query =
      'sequence by host.id [any where process.name == "a.exe"] [any where process.name == "b.exe"]';
    expect((await post('events/search', { query })).json().hits).toMatchObject({
      total: { value: 1, relation: 'eq' },
      sequences: [{ join_keys: ['h'], events: [{ _id: 'e0' }, { _id: 'e1' }] }],
    });
  });

  test('understands KQL, chosen fields, and pages', async () => {
    const body = { language: 'kql', query: 'process.name: a*', fields: ['process.pid', 'nothing'], size: 1 };
    const first = (await post('events/search', body)).json();
    expect(first.hits.events).toMatchObject([{ _id: 'e2', fields: { 'process.pid': [2] } }]);
    expect(first.hits.events[0]).not.toHaveProperty('_source');
    const second = (await post('events/search', { ...body, cursor: first.cursor })).json();
    expect(second.hits.events).toMatchObject([{ _id: 'e0' }]);
    expect(second).not.toHaveProperty('cursor');
  });

  test.each(['application/x-ndjson', 'text/event-stream'])('streams its results as %s', async accept => {
    const answer = await post('events/search', { query: 'any where true' }, { accept });
    expect(answer.headers['content-type']).toContain(accept);
    const kinds = [...answer.body.matchAll(/"type":"(\w+)"|^event: (\w+)$/gm)].map(
      ([, line, event]) => line ?? event,
    );
    expect(kinds.filter(kind => kind !== 'progress')).toEqual([
      'result',
      'result',
      'result',
      'result',
      'end',
    ]);
    expect(kinds).toContain('progress');
  });

  test('tells what is wrong with a query by code and place', async () => {
    const answer = await post('events/search', { query: 'process where process.name = "a"' });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = answer.json();
    expect(problem).toMatchObject({ status: 400, code: 'invalid', requestId: expect.any(String) });
    expect(problem.diagnostics[0]).toMatchObject({
      code: expect.stringMatching(/^EQL/),
      line: 1,
      column: 28,
    });
  });

  test.each([
    [{ query: 'any where true', from: 'yesterday' }, /`from` is .*yesterday.*: expected ISO 8601/],
    [{ query: 'any where true', from: 'now', to: 'now-1h' }, /lies after/],
    [{ query: 'any where true', cursor: 'x' }, /the cursor is none/],
    [{ query: 'any where true | head 3', cursor: '1_1' }, /only event queries without pipes/],
    [{ query: 'any where true', size: 100_000 }, /size/],
    [{ query: 'any where true', sise: 1 }, /additional/],
    [{ query: 1 }, /string/],
    [{}, /query/],
  ])('refuses %j and says why', async (body, why) => {
    const answer = await post('events/search', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(why);
  });

  test('turns away more than it can do at once, and stops when its reader goes away', async () => {
    let inside = 0;
    let stopped = 0;
    let mayEnter: () => void = () => {};
    const events = await storeOf([]);
    events.read = async function* ({ signal }: EventQuery) {
      inside++;
      if (inside === 6) mayEnter();
      await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()));
      stopped++;
      signal?.throwIfAborted();
      yield [];
    };
    const busy = await triplineApi({ events });
    const url = await busy.server.listen({ port: 0, host: '127.0.0.1' });
    const allInside = new Promise<void>(resolve => {
      mayEnter = resolve;
    });
    const ask = (signal: AbortSignal) =>
      fetch(`${url}/api/tripline/events/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ query: 'any where true' }),
        signal,
      }).then(answer => answer.text());
    const leaving = new AbortController();
    const searches = Array.from({ length: 6 }, () => ask(leaving.signal));
    await allInside;
    const refused = await fetch(`${url}/api/tripline/events/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'any where true' }),
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    leaving.abort();
    expect((await Promise.allSettled(searches)).every(({ status }) => status === 'rejected')).toBe(true);
    await expect.poll(() => stopped).toBe(6);
    // `fetch` opens a connection in advance when one is broken off, and a server would wait for it.
    busy.server.server.closeAllConnections();
    await busy.server.close();
  });
});

describe('counts', () => {
  const window = { from: '2026-11-24T08:00:00Z', to: '2026-11-24T08:00:03.999Z' };

  test('by time are exact, whether events are read or only counted', async () => {
    for (const query of ['any where true', 'process where process.pid > 0']) {
      const { buckets, isPartial } = (
        await post('events/histogram', { query, ...window, buckets: 2 })
      ).json();
      expect(buckets).toEqual([
        { from: '2026-11-24T08:00:00.000Z', count: 2 },
        { from: '2026-11-24T08:00:02.000Z', count: 2 },
      ]);
      expect(isPartial).toBe(false);
    }
    const whole = (await post('events/histogram', { query: 'any where true', buckets: 3 })).json();
    expect(whole.buckets.map(({ count }: { readonly count: number }) => count)).toEqual([2, 1, 1]);
  });

  test('of values name the most frequent and the rarest', async () => {
    const body = { query: 'any where true', field: 'process.name', size: 1 };
    expect((await post('events/top-values', body)).json()).toMatchObject({
      values: [{ value: 'a.exe', count: 2 }],
      rarest: [{ value: 'c.exe', count: 1 }],
      different: 3,
      events: 4,
      isPartial: false,
    });
  });

  test('of one value say how common it is', async () => {
    expect((await post('prevalence', { field: 'process.name', value: 'A.EXE' })).json()).toMatchObject({
      events: 2,
      first: '2026-11-24T08:00:00.000Z',
      last: '2026-11-24T08:00:02.000Z',
      hosts: 1,
      users: 1,
    });
    expect((await post('prevalence', { field: 'process.name', value: 'never.exe' })).json()).toMatchObject({
      events: 0,
      first: null,
    });
  });
});

test('an event is found by its id, and one that is not there is told of', async () => {
  const found = await api.server.inject('/api/tripline/events/e1');
  expect(found.json()).toMatchObject({ _id: 'e1', _source: { process: { name: 'b.exe' } } });
  const missing = await api.server.inject('/api/tripline/events/none');
  expect(missing.json()).toMatchObject({ status: 404, code: 'not-found' });
});
