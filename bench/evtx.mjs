// Reading event logs, measured on what lies in ../shared/data/events: all chunks there that are filled, as one
// log. Each way first gives its answer (the number of records that the chunk headers announce), then all are
// timed side by side, round by round, in processor time, which holds on a machine that others use too; the first
// rounds, while the engine still compiles what it runs (on other cores, which counts), are left out. The
// yardstick, @ts-evtx/core, is measured where it can be imported: TS_EVTX=/path/to/node_modules/@ts-evtx/core/dist/index.js
import { deepStrictEqual } from 'node:assert';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { readEvtx } from '../dist/evtx/index.js';
import { readEvents } from '../dist/ingest/read-events.js';
import { filledLog } from './ingest-inputs.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const WARM_UP_ROUNDS = 20;

const filled = filledLog();
if (filled !== undefined) await main(filled);
else process.stdout.write('nothing to measure: there are no event logs\n');

async function main({ log, records }) {
  const folder = mkdtempSync(join(tmpdir(), 'evtx-'));
  try {
    const path = join(folder, 'all.evtx');
    writeFileSync(path, log);
    const ways = {
      'to elements': () => read(path),
      'to ECS documents': () => ingest(path),
      ...(await yardstick(path)),
    };
    process.stdout.write(
      `node ${process.version}, ${records} records, ${(log.length / 2 ** 20).toFixed(1)} MiB, median of ${ROUNDS} rounds\n\n`,
    );
    for (const way of Object.values(ways)) deepStrictEqual(await way(), records);
    const times = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++)
      for (const [name, way] of Object.entries(ways)) {
        const took = await seconds(way);
        if (round >= WARM_UP_ROUNDS) times[name].push(took);
      }
    const costs = Object.entries(times).map(([name, all]) => {
      const cost = (all.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] / records) * 1e6;
      process.stdout.write(
        `${name.padEnd(24)} ${Math.round(1e6 / cost)} records a second of processor time, ${cost.toFixed(1)} us each\n`,
      );
      return cost;
    });
    const [reading, whole] = costs;
    process.stdout.write(`mapping costs ${((whole - reading) / reading).toFixed(2)} of reading\n`);
    process.stdout.write(`\npeak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read(path) {
  let count = 0;
  for await (const items of readEvtx(createReadStream(path, { highWaterMark: 2 ** 18 })))
    for (const item of items) if (item.kind === 'record') count++;
  return count;
}

async function ingest(path) {
  let count = 0;
  const input = { name: path, bytes: () => createReadStream(path, { highWaterMark: 2 ** 18 }) };
  for await (const items of readEvents(input, {}))
    for (const item of items) if (item.kind === 'event') count++;
  return count;
}

async function yardstick(path) {
  if (process.env.TS_EVTX === undefined) return {};
  const { evtx } = await import(pathToFileURL(process.env.TS_EVTX).href);
  return {
    '@ts-evtx/core': async () => {
      let count = 0;
      await evtx(path).forEach(() => void count++);
      return count;
    },
  };
}

async function seconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
