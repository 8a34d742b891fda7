// The store of events, after a build: `node bench/store.mjs [--events N] [--folder DIR] [--kind defend|linux|...]`.
// Intake: events of a stream are appended in requests of 500, four at a time, as fast as they are taken, until they
// can be read. Then searches over all of them: each asserts what it finds. Times are of the wall, CPU of the whole
// process, ClickHouse in it included, but for making the events.
import { deepStrictEqual, ok } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openClickHouse } from '../dist/store/clickhouse/connection.js';
import { openEventStore } from '../dist/store/clickhouse/event-store.js';
import { streamLines } from './streams/index.mjs';

const { values: args } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    folder: { type: 'string', default: os.tmpdir() },
    kind: { type: 'string', default: 'defend' },
    durability: { type: 'string', default: 'power-loss' },
  },
});
const EVENTS = Number(args.events);
const REQUEST = 500;
const AT_ONCE = 4;
/** Documents that are made once, and then sent again under other ids and times: making them costs more than storing. */
const MADE = 100_000;
const START = 1_700_000_000_000;
/** Events of a millisecond, so that they last as long as at 20,000 a second. */
const A_MILLISECOND = 20;
/** One event in so many is of the program that the searches look for. */
const RARE = 100_000;

const folder = mkdtempSync(join(args.folder, 'tripline-bench-store-'));
const clickHouse = await openClickHouse({ folder });
const store = await openEventStore(clickHouse, { clock: Date.now, durability: args.durability });
say(
  `node ${process.version}, ${os.cpus()[0]?.model} x ${os.cpus().length}, load ${os.loadavg()[0]?.toFixed(1)}`,
);
try {
  await intake();
  await searches();
} finally {
  await store.close();
  await clickHouse.close();
  rmSync(folder, { recursive: true, force: true });
}

async function intake() {
  const documents = [];
  let bytes = 0;
  for await (const line of streamLines(args.kind, { events: Math.min(MADE, EVENTS) })) {
    const raw = Buffer.from(line.trim());
    bytes += raw.length;
    documents.push(raw);
  }
  let next = 0;
  let slowest = 0;
  let late = 0;
  const lag = setInterval(
    (
      (last = performance.now()) =>
      () => {
        late = Math.max(late, performance.now() - last - 10);
        last = performance.now();
      }
    )(),
    10,
  );
  const cpu = process.cpuUsage();
  const start = performance.now();
  const send = async () => {
    while (next < EVENTS) {
      const first = next;
      next = Math.min(EVENTS, next + REQUEST);
      const events = [];
      for (let n = first; n < next; n++) events.push(newEvent(n, documents[n % documents.length]));
      const sent = performance.now();
      await store.append(events);
      slowest = Math.max(slowest, performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const appended = performance.now() - start;
  await store.settle();
  const all = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(lag);
  const { events, bytesOnDisk } = await store.size();
  deepStrictEqual(events, EVENTS);
  say(
    `intake: ${EVENTS} events of ${Math.round(bytes / documents.length)} bytes (${args.kind}, ${args.durability}): ` +
      `${rate(EVENTS, appended)} acknowledged, ${rate(EVENTS, all)} readable, ` +
      `${((user + system) / EVENTS).toFixed(1)} us CPU an event, slowest request ${ms(slowest)}, ` +
      `event loop late by ${ms(late)} at most, ${Math.round(bytesOnDisk / EVENTS)} bytes an event on disk, ` +
      `${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB resident`,
  );
}

function newEvent(n, raw) {
  const timeMs = START + Math.floor(n / A_MILLISECOND);
  const isRare = n % RARE === RARE / 2;
  const document = isRare
    ? Buffer.from(raw.toString().replace(/"process":\{/, '"process":{"title":"needle in hay",'))
    : raw;
  return {
    id: `${n.toString(16).padStart(8, '0')}-5f2b-4c1e`,
    index: 'logs-endpoint.events.process-default',
    timeMs,
    ingestedMs: timeMs,
    raw: isRare ? withName(document) : document,
  };
}

/** Another program in the place of the first. */
function withName(raw) {
  const document = JSON.parse(raw.toString());
  document.process = { ...document.process, name: 'rare.exe', entity_id: 'rare-entity' };
  return Buffer.from(JSON.stringify(document));
}

async function searches() {
  const rare = Math.floor((EVENTS + RARE / 2) / RARE);
  const field = path => ({ path, type: 'keyword' });
  const isIn = (path, ...values) => ({ kind: 'equals', field: field(path), values, ignoreCase: false });
  const named = (...names) => ({
    kind: 'equals',
    field: field('process.name'),
    values: names,
    ignoreCase: true,
  });
  await search('a name in any case', named('Rare.exe'), rare);
  await search('an entity id', isIn('process.entity_id', 'rare-entity'), rare);
  await search(
    'a wildcard on a path and a category',
    {
      kind: 'all',
      terms: [
        isIn('event.category', 'registry'),
        {
          kind: 'like',
          field: field('process.executable'),
          patterns: ['*\\nowhere\\*.exe'],
          ignoreCase: true,
        },
      ],
    },
    0,
  );
  await search(
    'two steps of a sequence (names and a category, by entity)',
    {
      kind: 'any',
      terms: [
        { kind: 'all', terms: [named('rare.exe', 'none.exe'), isIn('host.os.type', 'windows')] },
        { kind: 'all', terms: [isIn('event.category', 'network'), named('rare.exe')] },
      ],
    },
    rare,
  );
  await search(
    'a text in documents',
    { kind: 'like', field: field('process.title'), patterns: ['*NEEDLE in*'], ignoreCase: true },
    rare,
    1,
  );
  const start = performance.now();
  const count = await store.count({ window: { by: 'time', fromMs: START, toMs: START + EVENTS } });
  say(`count of a window: ${count} in ${ms(performance.now() - start)}`);
  await stopped({
    kind: 'like',
    field: field('process.title'),
    patterns: ['*no such text*'],
    ignoreCase: true,
  });
}

async function search(name, filter, expected, rounds = 3) {
  const times = [];
  let steps = 0;
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    found = 0;
    steps = 0;
    for await (const events of store.read({ filter, onProgress: () => steps++ })) found += events.length;
    times.push(performance.now() - start);
  }
  ok(found >= expected, `${name}: found ${found}, expected ${expected} at least`);
  say(
    `${name}: ${found} found (${expected} wanted), ${times.map(ms).join(', ')}, progress told ${steps} times`,
  );
}

/** How soon a search ends that is told to. */
async function stopped(filter) {
  const stop = new AbortController();
  let told = 0;
  const start = performance.now();
  try {
    const onProgress = () => {
      told = performance.now();
      stop.abort();
    };
    for await (const _ of store.read({ filter, signal: stop.signal, onProgress }));
    say('a text in documents: too few events to stop it');
  } catch {
    say(
      `a text in documents, stopped at its first progress after ${ms(told - start)}: ended ${ms(performance.now() - told)} later`,
    );
  }
}

function rate(events, milliseconds) {
  return `${Math.round((events / milliseconds) * 1000)}/s`;
}

function ms(milliseconds) {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
