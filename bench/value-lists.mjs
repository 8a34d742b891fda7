// What a value list of 1,000 to 1,000,000 entries takes to read and to hold, and what a look-up costs; beside a Set of
// the same texts, which knows neither blocks nor other spellings of an address.
// Run: npm run build && node --expose-gc bench/value-lists.mjs [entries ...]
//
// Half of the look-ups are of entries, half are not; how many were found is checked before anything is printed. Each
// text is asked for once, in an order that the cache does not know. Memory is that of the process, arrays included.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { loadValueLists } from '../dist/app/load-exceptions.js';
import { compileValueList } from '../dist/event/value-list.js';
import { grouped, table } from './measure/figures.mjs';

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1e3, 1e4, 1e5, 1e6];
const MOST_ASKED = 400_000;

// Odd numbers are entries, even ones are not; 97 is prime, so that neighbours do not unite.
const number = at => Math.imul(at * 2 + 1, 97) >>> 0;
const ipv4 = value => [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.');
const KINDS = {
  keyword: {
    value: at => `host-${number(at).toString(36)}.example.test`,
    other: at => `host-${at}.nowhere.test`,
  },
  ip: { value: at => ipv4(number(at)), other: at => ipv4(number(at) + 1) },
  ip_range: {
    value: at => `${ipv4(number(at))}-${ipv4(number(at) + 9)}`,
    inside: at => ipv4(number(at) + 4),
    other: at => ipv4(number(at) + 20),
  },
};

const rows = [
  ['list', 'entries', 'read, ms', 'bytes an entry', 'look-up, ns', 'Set: bytes an entry', 'look-up, ns'],
];
for (const type of Object.keys(KINDS)) {
  // The first round is for the compiler of the JavaScript engine.
  await measure(type, SIZES[0]);
  for (const size of SIZES) rows.push(await measure(type, size));
}
process.stdout.write(`${table(rows).join('\n')}\n`);

async function measure(type, size) {
  const { value, inside = value, other } = KINDS[type];
  const path = join(tmpdir(), `tripline-bench-${process.pid}.txt`);
  writeFileSync(path, Array.from({ length: size }, (_, at) => value(at)).join('\n'));
  const items = [{ entries: [{ kind: 'list', field: 'f', isExcluded: false, list: { id: 'list', type } }] }];
  collectGarbage();
  const before = memory();
  const start = performance.now();
  const { lists, badLines } = await loadValueLists([{ id: 'list', path }], items);
  const readMs = performance.now() - start;
  collectGarbage();
  const held = (memory() - before) / size;
  const list = lists.get('list');
  assert.equal(badLines, 0);
  assert.equal(list.size, size);
  const asked = textsToAsk(size, inside, other);
  const expected = asked.filter((_, at) => at % 2 === 0).length;
  const ofList = time(asked, compileValueList(list), expected);
  const set = setOf(size, inside);
  const ofSet = time(asked, text => set.known.has(text), expected);
  return [
    type,
    grouped(size),
    readMs.toFixed(0),
    held.toFixed(1),
    ofList.toFixed(0),
    set.held.toFixed(1),
    ofSet.toFixed(0),
  ];
}

function textsToAsk(size, inside, other) {
  const step = 7919;
  return Array.from({ length: Math.min(MOST_ASKED, size * 2) }, (_, at) => {
    const entry = (at * step) % size;
    return at % 2 === 0 ? inside(entry) : other(entry);
  });
}

function setOf(size, inside) {
  collectGarbage();
  const before = memory();
  const known = new Set();
  for (let at = 0; at < size; at++) known.add(inside(at));
  collectGarbage();
  return { known, held: (memory() - before) / size };
}

/** Nanoseconds of processor time a text. */
function time(texts, holds, expected) {
  const start = process.cpuUsage();
  let found = 0;
  for (const text of texts) if (holds(text)) found++;
  const { user, system } = process.cpuUsage(start);
  assert.equal(found, expected);
  return ((user + system) * 1000) / texts.length;
}

function memory() {
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

function collectGarbage() {
  assert.ok(globalThis.gc, 'run with --expose-gc');
  globalThis.gc();
}
