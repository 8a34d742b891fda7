// From bytes to events: `node bench/ingest.mjs`, after a build. Each form of input first gives its answer (so many
// events as the input holds), then is timed by turns with its yardstick:
// JSON.parse of the same lines, or for event logs the reading of the records without mapping them. Times are of
// the processor, collecting garbage included, a record; on a machine that others use the ratios hold. Last, a
// long stream shows that memory does not grow with it.
import { deepStrictEqual } from 'node:assert';
import os from 'node:os';
import process from 'node:process';
import { readEvtx } from '../dist/evtx/index.js';
import { readEvents } from '../dist/ingest/read-events.js';
import { benchInputs } from './ingest-inputs.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const STREAM_BYTES = Number(process.env.BENCH_STREAM_MIB ?? 256) * 2 ** 20;
const CHUNK_BYTES = 2 ** 18;

process.stdout.write(
  `node ${process.version}, ${process.arch}, ${os.cpus()[0]?.model} x ${os.cpus().length}, load ${os.loadavg()[0]?.toFixed(1)}, median of ${ROUNDS} rounds\n\n`,
);
const inputs = await benchInputs();
for (const input of inputs) await compare(input);
for (const input of inputs) await stream(input);

async function compare(input) {
  deepStrictEqual(await ingest(input, 1), input.events);
  const yardstick = yardstickOf(input);
  const times = { ingest: [], yardstick: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ingest.push(await microseconds(() => ingest(input, 1), input.events));
    if (yardstick !== undefined) times.yardstick.push(await microseconds(yardstick.read, input.events));
  }
  const cost = median(times.ingest);
  const ratio =
    yardstick === undefined
      ? ''
      : `, ${(cost / median(times.yardstick)).toFixed(1)} times ${yardstick.name} (${median(times.yardstick).toFixed(1)} us)`;
  process.stdout.write(
    `${input.name.padEnd(22)} ${String(input.events).padStart(6)} events of ${Math.round(input.bytes.length / input.events)} bytes: ${cost.toFixed(1)} us an event${ratio}\n`,
  );
}

function yardstickOf(input) {
  if (input.parse !== undefined) return { name: 'JSON.parse', read: input.parse };
  if (input.name !== 'EVTX') return undefined;
  return {
    name: 'reading',
    read: async () => {
      let records = 0;
      for await (const items of readEvtx(chunks(input.bytes, 1)))
        for (const item of items) if (item.kind === 'record') records++;
      deepStrictEqual(records, input.events);
    },
  };
}

/** The form again and again as one input; what is in memory after a quarter of it and at its end. */
async function stream(input) {
  const times = Math.ceil(STREAM_BYTES / input.bytes.length);
  // A log is one file with one header: its chunks cannot be repeated behind it. evtx-stream.mjs does that.
  if (input.name === 'EVTX') return;
  const resident = [];
  const events = await ingest(input, times, done => {
    if (done === Math.floor(times / 4) || done === times - 1) resident.push(process.memoryUsage.rss());
  });
  deepStrictEqual(events, input.events * times);
  const [early, late] = resident.map(bytes => `${Math.round(bytes / 2 ** 20)} MiB`);
  process.stdout.write(
    `${input.name}: ${Math.round((input.bytes.length * times) / 2 ** 20)} MiB in one stream, resident ${early} after a quarter, ${late} at the end\n`,
  );
}

async function ingest(input, times, onRound) {
  let events = 0;
  const source = { name: '<bench>', bytes: () => chunks(input.bytes, times, onRound) };
  for await (const items of readEvents(source, {}))
    for (const item of items) if (item.kind === 'event') events++;
  return events;
}

async function* chunks(bytes, times, onRound) {
  for (let round = 0; round < times; round++) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    onRound?.(round);
  }
}

async function microseconds(work, events) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / events;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
