// What the screens ask of many alerts: lists with their counts, pages, acts and their undoing, exceptions that are tried.
//
//   npm run build && node bench/alerts.mjs [--alerts 100000] [--rounds 5] [--folder DIR] [--whole]
//     [--only WORD] [--save NAME]
//
// Alerts are made of the events of a stream by live public rules, as the engine makes them, and stored in ClickHouse
// inside this process; without the guide and the parameters of their rules, if not `--whole`: with them an alert of the
// public rules takes three times as much. A folder that is named is kept, and its alerts are used again. Then the API is asked in this
// process, so that each figure is what the server takes, text of the answer included. Each is the median of some
// rounds with the least and the most, after one that warms up, and the processor time of the whole process, ClickHouse
// included; answers are checked.
//
// Limits that it is held against: a list with its counts and first page in 500 ms, a page of 100 rows in 100 ms, an act
// on 10,000 alerts or its undoing in 1.5 s, fields of exceptions and a trial of one in 500 ms.
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import fastify from 'fastify';
import { buildAlerts } from '../dist/alerts/build-alerts.js';
import { openExceptionBook } from '../dist/detect/exception-book.js';
import { openValueListBook } from '../dist/detect/value-list-book.js';
import { readBodies } from '../dist/http/bodies.js';
import { tellErrors } from '../dist/http/tell-errors.js';
import { triplineRoutes } from '../dist/http/tripline/index.js';
import { ClickHouseAlertStore } from '../dist/store/clickhouse/alert-store.js';
import { openClickHouse } from '../dist/store/clickhouse/connection.js';
import { ClickHouseObjectStore } from '../dist/store/clickhouse/object-store.js';
import { MemoryEventStore } from '../dist/store/memory/event-store.js';
import { grouped, median, withSpread } from './measure/figures.mjs';
import { liveRules, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';
import { Chance } from './streams/chance.mjs';
import { streamLines } from './streams/index.mjs';

const { values: args } = parseArgs({
  options: {
    alerts: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string' },
    whole: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    save: { type: 'string' },
  },
});
const ALERTS = Number(args.alerts);
const ROUNDS = Number(args.rounds);
const START = Date.UTC(2026, 10, 24, 9);
/** So long alerts came before that. */
const SPAN_MS = 30 * 86_400_000;
/** Rules that made alerts; the first of them one of ten. */
const FIRING = 300;
/** One alert in so many is of a sequence, with two building blocks. */
const SEQUENCE = 50;
const ACTED = Math.min(10_000, ALERTS / 2);
const PAGE = 100;

const rules = await liveRules(['eql', 'query']);
if (rules === undefined) process.stdout.write(NO_RULES);
else await main();

async function main() {
  const report = startReport(args.save);
  const folder = args.folder ?? mkdtempSync(join(os.tmpdir(), 'tripline-bench-alerts-'));
  const clickHouse = await openClickHouse({ folder });
  const store = new ClickHouseAlertStore(clickHouse);
  const api = await apiOver(store, new ClickHouseObjectStore(clickHouse));
  try {
    await seed(store, report);
    await measure(api, report);
  } finally {
    await api.server.close();
    await store.close();
    await clickHouse.close();
    if (args.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
  report.end();
}

async function seed(store, report) {
  let there = 0;
  for await (const groups of store.groups({}, { by: [], each: [] }))
    for (const { count } of groups) there += count;
  if (there > 0) {
    report.say(`${grouped(there)} alerts and building blocks are there already`);
    return;
  }
  const chance = new Chance(1);
  const single = rules.filter(({ plan }) => plan.kind !== 'sequence').slice(0, FIRING);
  const sequences = rules.filter(({ plan }) => plan.kind === 'sequence').slice(0, 20);
  const start = performance.now();
  let [bytes, made, total] = [0, 0, 0];
  let waiting = [];
  const send = async () => {
    bytes += waiting.reduce((sum, alert) => sum + JSON.stringify(alert).length, 0);
    total += waiting.length;
    await store.add(waiting);
    waiting = [];
  };
  let before;
  for await (const line of streamLines('defend', { events: ALERTS })) {
    const at = START - Math.floor((made / ALERTS) * SPAN_MS);
    const document = { ...JSON.parse(line), '@timestamp': new Date(at).toISOString() };
    const event = { id: `event-${made}`, index: 'logs-endpoint.events.process-default', document };
    const isSequence = made % SEQUENCE === SEQUENCE - 1 && before !== undefined;
    const chosen = isSequence
      ? sequences[made % sequences.length]
      : single[made % 10 === 0 ? 0 : chance.whole(0, single.length - 1)];
    const { alert, blocks } = buildAlerts(
      chosen.rule,
      isSequence ? [before, event] : [event],
      isSequence ? ['a'] : undefined,
      { executionUuid: 'run' },
    );
    waiting.push(stored(alert), ...blocks.map(stored));
    before = event;
    made++;
    if (waiting.length >= 1_000) await send();
  }
  await send();
  const seconds = (performance.now() - start) / 1000;
  report.say(
    `${grouped(made)} alerts, ${grouped(total - made)} building blocks, ${Math.round(bytes / total)} bytes each, stored in ${seconds.toFixed(1)} s`,
  );
}

function stored(alert) {
  const document = { 'kibana.alert.workflow_status': 'open', 'kibana.alert.status': 'active', ...alert };
  if (!args.whole)
    for (const key of ['parameters', 'note', 'setup']) delete document[`kibana.alert.rule.${key}`];
  return document;
}

/** The name that most alerts hold. */
async function commonest(store, field) {
  const counts = new Map();
  for await (const groups of store.groups({}, { by: [field], each: [] }))
    for (const { by, count } of groups) counts.set(by[0], (counts.get(by[0]) ?? 0) + count);
  return [...counts].filter(([name]) => typeof name === 'string').sort(([, a], [, b]) => b - a)[0][0];
}

async function measure(api, report) {
  const { ask } = api;
  const snapshot = body => ask('POST', '/alerts/snapshots', body);
  const open = { query: 'status: open' };
  const page = snapshotIs(ALERTS);
  const line = async (name, work, options) => {
    if (name.includes(args.only)) report.say(await figure(name, work, options));
  };
  await line('list, its counts and first page', async () => page(await snapshot({})));
  await line('list of what is open, 30 days', async () => page(await snapshot({ ...open, from: 'now-30d' })));
  await line('list of one day', async () => {
    const { total } = await snapshot({ ...open, from: 'now-24h' });
    ok(Math.abs(total - ALERTS / 30) < 10, `${total} of one day`);
  });
  for (const group of ['host', 'rule', 'parent'])
    await line(`list, grouped by ${group}`, async () => {
      const answer = await snapshot({ group });
      page(answer);
      if (answer.groups.length < 500)
        ok(answer.groups.reduce((sum, { count }) => sum + count, 0) >= ALERTS, `groups by ${group}`);
    });
  const program = await commonest(api.store, 'process.name');
  await line('list by a program', async () => {
    const { isPartial, total } = await snapshot({ query: `process.name: ${program}` });
    ok(total > 0 && !isPartial, `${total} by a program, partial: ${isPartial}`);
  });
  const { id } = await snapshot({});
  let offset = 0;
  await line(`page of ${PAGE} rows`, async () => {
    offset = (offset + 7_919) % (ALERTS - PAGE);
    const { rows } = await ask('GET', `/alerts/snapshots/${id}/rows?offset=${offset}&size=${PAGE}`);
    strictEqual(rows.length, PAGE);
  });
  await line('what came since', async () => {
    const { total } = await ask('GET', `/alerts/snapshots/${id}/newer`);
    strictEqual(total, 0);
  });
  await acts(api, line);
  await line('list, its counts and first page, after these acts', async () => page(await snapshot({})));
  await exceptions(api, line);
}

function snapshotIs(total) {
  return answer => {
    strictEqual(answer.total, total);
    strictEqual(answer.isPartial, false);
    strictEqual(answer.rows.length, PAGE);
    const { facets, histogram } = answer;
    for (const name of ['severity', 'status'])
      strictEqual(
        facets[name].reduce((sum, { count }) => sum + count, 0),
        total,
      );
    const counts = histogram.buckets.flatMap(({ critical, high, low, medium }) => [
      critical,
      high,
      low,
      medium,
    ]);
    ok(Math.abs(counts.reduce((sum, count) => sum + count, 0) - total) <= 1);
  };
}

async function acts({ ask, store }, line) {
  const uuids = [];
  for await (const rows of store.values({}, ['kibana.alert.uuid', 'kibana.alert.building_block_type']))
    for (const [uuid, block] of rows) if (block === undefined && uuids.length < ACTED) uuids.push(uuid);
  const act = async change => {
    const { done, id } = await ask('POST', '/alerts/acts', { on: { uuids }, change });
    strictEqual(done, uuids.length);
    return id;
  };
  const closed = { status: 'closed', verdict: 'expected' };
  const done = [];
  const before = async () => {
    for (const id of done.splice(0)) await ask('POST', `/alerts/acts/${id}/undo`);
  };
  const own = { before, after: before };
  await line(`act: ${grouped(ACTED)} closed`, async () => done.push(await act(closed)), own);
  await line(`act: ${grouped(ACTED)} tagged`, async () => done.push(await act({ addTags: ['seen'] })), own);
  await line(
    `undoing: ${grouped(ACTED)} closed`,
    async () => {
      const { done: undone, skipped } = await ask('POST', `/alerts/acts/${done.pop()}/undo`);
      deepStrictEqual([undone, skipped], [uuids.length, []]);
    },
    { before: async () => done.push(await act(closed)) },
  );
}

async function exceptions({ ask, later, store }, line) {
  const busiest = rules.filter(({ plan }) => plan.kind !== 'sequence')[0].rule;
  const field = { path: 'kibana.alert.rule.rule_id', type: 'keyword' };
  const filter = { kind: 'equals', field, values: [busiest.rule_id], ignoreCase: false };
  let uuid;
  for await (const [alert] of store.search({ filter, size: 1 })) uuid = alert.uuid;
  const fields = async () => {
    const { steps } = await ask('GET', `/alerts/${uuid}/exception-fields`);
    ok(steps[0].fields.length > 10 && steps[0].fields[0].alone.removes > 0);
  };
  const items = [
    {
      name: 'tried',
      description: 'x',
      type: 'simple',
      entries: [{ type: 'match', operator: 'included', field: 'host.os.type', value: 'windows' }],
    },
  ];
  const trial = async () => {
    const { alerts } = await ask('POST', `/rules/${busiest.rule_id}/exceptions/dry-run`, { items });
    ok(alerts >= ALERTS / 10 || alerts === 10_000, `${alerts} alerts were tried`);
  };
  await line('fields for an exception, at first', fields, { before: later });
  await line('fields for an exception, again', fields);
  await line('exceptions tried, at first', trial, { before: later });
  await line('exceptions tried, again', trial);
}

/** @param {{before?: () => unknown, after?: () => unknown}} options what is done around each round and not measured */
async function figure(name, work, { after, before } = {}) {
  const milliseconds = [];
  const processor = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await before?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    await work();
    const took = performance.now() - start;
    const { system, user } = process.cpuUsage(cpu);
    if (round === 0) continue;
    milliseconds.push(took);
    processor.push((user + system) / 1000);
  }
  await after?.();
  return `${name.padEnd(52)} ${withSpread(milliseconds, 0).padStart(20)} ms, processor ${median(processor).toFixed(0)} ms`;
}

/** The routes over these stores, with what nothing here asks left out. */
async function apiOver(alerts, objects) {
  let [ids, nowMs] = [0, START];
  const newId = () => `00000000-0000-4000-8000-${String(process.pid * 100_000 + ids++).padStart(12, '0')}`;
  const valueLists = await openValueListBook(objects);
  const book = rules.map(({ rule, ...compiled }) => ({
    ...{ id: rule.rule_id, rule, compiled: { rule, ...compiled }, diagnostics: [], isEnabled: true },
    ...{ revision: 1 },
  }));
  const server = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  server.addHook('onRequest', async request => {
    request.caller = { name: 'analyst', access: 'all', by: 'key', id: 'k' };
  });
  tellErrors(server);
  readBodies(server);
  const byRuleId = new Map(book.map(entry => [entry.rule.rule_id, entry]));
  triplineRoutes(server, {
    ...{ alerts, objects, newId, valueLists, events: new MemoryEventStore(), version: '0.0.0' },
    clock: () => nowMs,
    exceptions: await openExceptionBook({ objects, newId, valueLists }),
    rules: { list: () => book, byId: id => byRuleId.get(id), byRuleId: id => byRuleId.get(id) },
    detection: { latestRuns: async () => [], gaps: async () => [] },
    changes: { subscribe: () => () => {} },
  });
  await server.ready();
  const ask = async (method, path, payload) => {
    const url = `/api/tripline${path}`;
    const answer = await server.inject({ method, url, ...(payload && { payload }) });
    if (answer.statusCode !== 200) throw new Error(`${method} ${path}: ${answer.body}`);
    return answer.json();
  };
  const later = () => {
    nowMs += 61_000;
  };
  return { server, store: alerts, ask, later };
}
