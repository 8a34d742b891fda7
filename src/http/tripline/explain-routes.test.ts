import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookRuleOf } from '../../../test/support/book-rule.ts';
import { storeOf } from '../../../test/support/stored-events.ts';
import { type TriplineApi, triplineApi } from '../../../test/support/tripline-api.ts';
import { alertsOfMatch } from '../../alerts/alerts-of-match.ts';
import { compilePredicate } from '../../engine/compile-predicate.ts';
import { buildExtractor } from '../../engine/extract/extractor.ts';
import { SlotTable } from '../../engine/slot-table.ts';
import type { JsonObject } from '../../event/json.ts';
import type { EventQuery, EventStore } from '../../store/event-store.ts';
import { MemoryAlertStore } from '../../store/memory/alert-store.ts';

const T0 = Date.UTC(2026, 10, 24, 8);

function event(second: number, category: string, more: JsonObject): JsonObject {
  return {
    '@timestamp': new Date(T0 + second * 1000).toISOString(),
    event: { category },
    host: { id: 'h' },
    ...more,
  };
}
const start = (second: number, name: string, id: string): JsonObject =>
  event(second, 'process', { process: { name, entity_id: id, args_count: 1 } });
const connection = (second: number, ip: string, id: string): JsonObject =>
  event(second, 'network', { process: { entity_id: id }, destination: { ip } });

const SEQUENCE = {
  rule_id: 'connects',
  name: 'Connects out',
  description: 'd',
  type: 'eql',
  language: 'eql',
  risk_score: 47,
  severity: 'medium',
  index: ['logs-*'],
  query:
    'sequence by host.id, process.entity_id with maxspan=1m\n' +
    '  [process where process.name == "a.exe"]\n' +
    '  [network where destination.ip == "1.2.3.4"]',
};
const THRESHOLD = {
  ...SEQUENCE,
  rule_id: 'many',
  type: 'threshold',
  language: 'kuery',
  query: 'event.category: process',
  threshold: { field: ['host.id'], value: 3 },
};
const ONE = { ...SEQUENCE, rule_id: 'one', query: 'process where process.name == "a.exe"' };

const DOCUMENTS = [
  start(0, 'a.exe', 'P'),
  connection(8, '1.2.3.4', 'P'),
  start(100, 'a.exe', 'Q'),
  connection(161, '1.2.3.4', 'Q'),
  start(200, 'b.exe', 'R'),
];
const LAST_HOUR = { from: '2026-11-24T08:00:00Z', to: '2026-11-24T09:00:00Z' };

const alerts = new MemoryAlertStore();
let api: TriplineApi;
let uuids: { sequence: string; block: string; gone: string; changed: string; threshold: string };

beforeAll(async () => {
  const events = await storeOf(DOCUMENTS, 'logs-x');
  const source = (at: number) => ({ id: `e${at}`, index: 'logs-x', document: DOCUMENTS[at] ?? {} });
  const context = { executionUuid: 'run', isUnordered: false };
  const sequence = bookRuleOf(SEQUENCE);
  const one = bookRuleOf(ONE);
  const removed = bookRuleOf({ ...ONE, rule_id: 'removed' });
  const threshold = bookRuleOf(THRESHOLD);
  const group = alertsOfMatch(
    sequence.rule,
    { events: [source(0), source(1)], joinKeys: ['h', 'P'] },
    context,
  );
  const then = alertsOfMatch(
    bookRuleOf({ ...ONE, query: 'any where true' }).rule,
    { events: [source(4)] },
    context,
  );
  const gone = alertsOfMatch(removed.rule, { events: [{ ...source(0), id: 'forgotten' }] }, context);
  const counted = alertsOfMatch(
    threshold.rule,
    {
      events: [source(0), source(4)],
      joinKeys: ['h'],
      found: { kind: 'threshold', count: 3, distinct: undefined, fromMs: T0, toMs: T0 + 200_000 },
    },
    context,
  );
  const all = [group, then, gone, counted];
  await alerts.add(all.flatMap(({ alert, blocks }) => [alert, ...blocks]));
  uuids = {
    sequence: group.alert['kibana.alert.uuid'],
    block: group.blocks[1]?.['kibana.alert.uuid'] ?? '',
    changed: then.alert['kibana.alert.uuid'],
    gone: gone.alert['kibana.alert.uuid'],
    threshold: counted.alert['kibana.alert.uuid'],
  };
  api = await triplineApi({ events, alerts, bookRules: [sequence, one, threshold] });
});
afterAll(() => api.server.close());

/** As a store that decides every filter to the letter. */
function leavingOut(inner: EventStore): EventStore {
  return new Proxy(inner, {
    get(target, key) {
      if (key !== 'read') {
        const value = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async function* (query: EventQuery) {
        const table = new SlotTable();
        const { filter = { kind: 'constant', value: true } } = query;
        const holds = compilePredicate(filter, table.slotOf);
        const extractor = buildExtractor(table.paths);
        for await (const batch of target.read(query))
          yield batch.filter(({ document }) => holds(extractor.fromDocument(document)));
      };
    },
  });
}

function withoutClosest(funnel: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(funnel, (key, value: unknown) => (key === 'closest' ? [] : value)));
}

async function explanation(uuid: string) {
  return api.server.inject({ url: `/api/tripline/alerts/${uuid}/explanation` });
}

async function post(path: string, payload: object, headers: { readonly [name: string]: string } = {}) {
  return api.server.inject({ method: 'POST', url: `/api/tripline/rules/${path}`, payload, headers });
}

describe('an alert', () => {
  test('is explained by its events, the conditions that decided, its keys and the time it took', async () => {
    const answer = await explanation(uuids.sequence);
    expect(answer.statusCode).toBe(200);
    const body = answer.json();
    expect(body).toMatchObject({
      alert: { uuid: uuids.sequence, sentence: expect.stringMatching(/^Connects out \(medium\): /) },
      rule: { rule_id: 'connects', state: 'same', changed: [] },
      explained: true,
      fires: true,
      verdict: 'fires once: all 2 steps within 8 s of the 60 s allowed',
      matches: [{ joinKeys: ['h', 'P'], tookMs: 8000, allowedMs: 60_000 }],
      missingEvents: [],
      notes: [],
    });
    const [first] = body.matches[0].events;
    expect(first).toMatchObject({ step: 1, id: 'e0', timestamp: '2026-11-24T08:00:00.000Z' });
    const name = first.evaluation.terms.at(-1);
    expect(name).toMatchObject({
      text: 'process.name == "a.exe"',
      outcome: 'true',
      decides: true,
      fields: [{ path: 'process.name', values: ['a.exe'] }],
    });
    expect(Object.keys(body.documents)).toEqual(['e0', 'e1']);
    expect(body.documents.e0).toMatchObject({ _id: 'e0', _index: 'logs-x', _source: { host: { id: 'h' } } });
  });

  test('that is a block of a sequence is explained as the sequence, and keeps its own sentence apart', async () => {
    const body = (await explanation(uuids.block)).json();
    expect(body.alert).toMatchObject({ uuid: uuids.block, explained: uuids.sequence });
    expect(body).toMatchObject({ fires: true, notes: [expect.stringContaining('one event of a sequence')] });
  });

  test('of a rule that has changed is explained by the rule as it is now, which may not fire', async () => {
    const body = (await explanation(uuids.changed)).json();
    expect(body).toMatchObject({
      rule: { state: 'changed', changed: ['query'], revision: 0 },
      fires: false,
      verdict: 'process.name is b.exe: wanted process.name == "a.exe"',
      each: [{ id: 'e4', steps: [{ step: 1, passes: false, failed: [expect.stringContaining('b.exe')] }] }],
    });
    expect(body.notes).toEqual([
      'the rule has changed since the alert (query): it is explained as it is now',
      expect.stringContaining('does not fire on these events'),
    ]);
  });

  test('of a rule and an event that are gone says so', async () => {
    const body = (await explanation(uuids.gone)).json();
    expect(body).toMatchObject({ rule: { state: 'removed' }, fires: false, missingEvents: ['forgotten'] });
    expect(body.notes).toEqual([
      expect.stringContaining('the rule is there no more'),
      expect.stringContaining('1 of its events'),
    ]);
  });

  test('of a group is explained by all events of the group, found again', async () => {
    expect((await explanation(uuids.threshold)).json()).toMatchObject({
      fires: true,
      counts: { kind: 'threshold', closest: [{ group: ['h'], most: 3, wanted: 3, isEnough: true }] },
    });
  });

  test('that is not there is answered by 404', async () => {
    expect((await explanation('none')).statusCode).toBe(404);
  });
});

describe('a rule over a window', () => {
  test('is explained with its near misses and what a change would bring', async () => {
    const body = (await post('explain', { rule: 'connects', ...LAST_HOUR })).json();
    expect(body).toMatchObject({
      rule: { rule_id: 'connects' },
      alerts: 1,
      reading: { kind: 'all', eventsInWindow: 5, searched: { events: 5, isComplete: true } },
      misses: [
        {
          text: 'connected 61 s after step 1: 1 s beyond maxspan=1m',
          change: { from: 'maxspan=1m', to: 'maxspan=61s', moreAlerts: 1 },
          events: [{ id: 'e2' }, { id: 'e3' }],
        },
      ],
    });
  });

  test('need not be stored, nor finished', async () => {
    const rule = { type: 'eql', language: 'eql', query: 'process where process.name == "c.exe"' };
    const body = (await post('explain', { rule, ...LAST_HOUR })).json();
    expect(body).toMatchObject({ fires: false, alerts: 0, steps: [{ asked: 5, hits: 0 }] });
  });

  test('that is wrong is answered by its diagnostics', async () => {
    for (const path of ['explain', 'funnel']) {
      const answer = await post(path, { rule: { ...ONE, query: 'process where process.name = "a"' } });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().diagnostics[0]).toMatchObject({ code: 'EQL014', line: 1, column: 28 });
    }
  });

  test.each([
    [{ rule: 'unknown' }, 404, /there is no rule "unknown"/],
    [{ rule: ONE, from: 'yesterday' }, 400, /expected ISO 8601/],
    [{ rule: { ...ONE, type: 'machine_learning' } }, 400, /cannot run/],
  ])('refuses %j', async (body, status, detail) => {
    const answer = await post('explain', body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().detail).toMatch(detail);
  });
});

describe('events held against a rule', () => {
  test('are told one by one, what is missing with them', async () => {
    const body = (await post('explain', { rule: SEQUENCE, eventIds: ['e4', 'e3', 'none'] })).json();
    expect(body).toMatchObject({ fires: false, missingEvents: ['none'] });
    expect(
      body.each.map(({ id, steps }: { id: string; steps: { passes: boolean }[] }) => [
        id,
        steps.map(({ passes }) => passes),
      ]),
    ).toEqual([
      ['e4', [false, false]],
      ['e3', [false, true]],
    ]);
  });

  test('events that are not stored are held against the rule too, and told by their places', async () => {
    const documents = [start(0, 'a.exe', 'X'), connection(8, '9.9.9.9', 'X')];
    const body = (await post('explain', { rule: SEQUENCE, documents })).json();
    expect(body).toMatchObject({ fires: false, missingEvents: [] });
    const passed = body.each.map(({ id, steps }: { id: string; steps: { passes: boolean }[] }) => [
      id,
      ...steps.map(({ passes }) => passes),
    ]);
    expect(passed).toEqual([
      ['document-1', true, false],
      ['document-2', false, false],
    ]);
    expect(body.documents['document-1']._source).toEqual(documents[0]);
  });

  test('stored events and others are not mixed', async () => {
    const answer = await post('explain', {
      rule: SEQUENCE,
      eventIds: ['e1'],
      documents: [start(0, 'a.exe', 'X')],
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().detail).toContain('either `eventIds` or `documents`');
  });
});

describe('a funnel', () => {
  test('counts what passes each condition and each step', async () => {
    const body = (await post('funnel', { rule: SEQUENCE, ...LAST_HOUR })).json();
    expect(body).toMatchObject({
      isPartial: false,
      events: 5,
      alerts: 1,
      steps: [
        { step: 1, asked: 5, hits: 2, conditions: [{ passed: 3 }, { passed: 2, failedAlone: 1 }] },
        { step: 2, asked: 5, hits: 2 },
      ],
      sequences: { began: 2, reached: [2, 1], leastLateMs: 1000 },
      searched: { events: 5, isComplete: true },
    });
  });

  test.each(['application/x-ndjson', 'text/event-stream'])('streams as %s', async accept => {
    const answer = await post('funnel', { rule: SEQUENCE, ...LAST_HOUR }, { accept });
    expect(answer.headers['content-type']).toContain(accept);
    const kinds = [...answer.body.matchAll(/"type":"(\w+)"|^event: (\w+)$/gm)].map(
      ([, line, name]) => line ?? name,
    );
    expect(kinds.filter(kind => kind !== 'funnel')).toEqual(['diagnostics', 'end']);
  });

  test('is the same where the store leaves out what passes no filter', async () => {
    const { events, ...parts } = api.parts;
    const choosy = await triplineApi({ ...parts, events: leavingOut(events) });
    const of = async (server: TriplineApi['server'], rule: object, path: string): Promise<JsonObject> => {
      const url = `/api/tripline/rules/${path}`;
      return (await server.inject({ method: 'POST', url, payload: { rule, ...LAST_HOUR } })).json();
    };
    for (const rule of [SEQUENCE, ONE, THRESHOLD]) {
      const whole = await of(api.server, rule, 'funnel');
      const told = { ...(await of(choosy.server, rule, 'funnel')), searched: null };
      // Which event is closest is told of those that were read.
      expect(withoutClosest(told)).toEqual(withoutClosest({ ...whole, searched: null }));
    }
    await choosy.server.close();
  });

  test('of new terms knows what came before the window, and counts nothing of it', async () => {
    const rule = {
      ...ONE,
      type: 'new_terms',
      language: 'kuery',
      query: 'event.category: process',
      new_terms_fields: ['process.name'],
      history_window_start: 'now-7d',
    };
    const body = (
      await post('funnel', { rule, from: '2026-11-24T08:01:00Z', to: '2026-11-24T09:00:00Z' })
    ).json();
    // Of a.exe and b.exe only the second is new.
    expect(body).toMatchObject({ events: 3, alerts: 1, steps: [{ asked: 3, hits: 2 }] });
  });

  test('of a rule over alerts reads alerts', async () => {
    const rule = {
      ...ONE,
      language: 'kuery',
      type: 'query',
      index: ['.alerts-security.alerts-default'],
      query: 'kibana.alert.rule.rule_id: connects',
    };
    const body = (await post('funnel', { rule, from: '2026-01-01', to: '2027-01-01' })).json();
    expect(body).toMatchObject({ alerts: 3, eventsInWindow: null });
  });
});
