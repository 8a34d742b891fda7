// What an event log of gigabytes costs in memory: `node bench/evtx-stream.mjs`, after a build. The chunks of the
// event logs in ../shared/data/events come again and again as one log, with a header that announces them all, as
// the bytes of one stream; it is read to elements, then to ECS documents. Resident memory is told after each
// eighth, and the run fails where it grows by more than 64 MiB after the first one, or where a record is missing.
// BENCH_STREAM_MIB says how long the stream is, 3072 if not given; more than 4095 MiB no log's header can announce.
import { deepStrictEqual, ok } from 'node:assert';
import os from 'node:os';
import process from 'node:process';
import { crc32 } from 'node:zlib';
import { readEvtx } from '../dist/evtx/index.js';
import { readEvents } from '../dist/ingest/read-events.js';
import { filledLog } from './ingest-inputs.mjs';

const STREAM_BYTES = Number(process.env.BENCH_STREAM_MIB ?? 3072) * 2 ** 20;
const HEADER_BYTES = 4096;
/** As a file is read. */
const PIECE_BYTES = 2 ** 16;
const PARTS = 8;
const MOST_GROWTH_BYTES = 64 * 2 ** 20;

const filled = filledLog();
if (filled !== undefined) {
  process.stdout.write(
    `node ${process.version}, ${process.arch}, ${os.cpus()[0]?.model} x ${os.cpus().length}, load ${os.loadavg()[0]?.toFixed(1)}\n`,
  );
  await measure('to elements', filled, bytes => readEvtx(bytes), 'record');
  await measure(
    'to ECS documents',
    filled,
    bytes => readEvents({ name: '<bench>', bytes: () => bytes }, {}),
    'event',
  );
} else process.stdout.write('nothing to measure: there are no event logs\n');

async function measure(name, { log, records }, read, kind) {
  const chunks = log.subarray(HEADER_BYTES);
  const times = Math.ceil(STREAM_BYTES / chunks.length);
  const resident = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  let count = 0;
  const bytes = stream(log.subarray(0, HEADER_BYTES), chunks, times, round => {
    if (Math.floor((round * PARTS) / times) > resident.length) resident.push(process.memoryUsage.rss());
  });
  for await (const items of read(bytes)) for (const item of items) if (item.kind === kind) count++;
  const { user, system } = process.cpuUsage(cpu);
  deepStrictEqual(count, records * times);
  const mib = resident.map(size => Math.round(size / 2 ** 20));
  process.stdout.write(
    `${name}: ${count} records, ${Math.round((chunks.length * times) / 2 ** 20)} MiB, ${((performance.now() - started) / 1000).toFixed(0)} s, ${((user + system) / count).toFixed(1)} us a record of processor time\n`,
  );
  process.stdout.write(`  resident after each ${PARTS}th: ${mib.join(', ')} MiB\n`);
  ok(Math.max(...resident) - resident[0] < MOST_GROWTH_BYTES, 'memory grows with the log');
}

async function* stream(header, chunks, times, onRound) {
  yield announcing(header, (chunks.length * times) / PIECE_BYTES);
  for (let round = 1; round <= times; round++) {
    for (let at = 0; at < chunks.length; at += PIECE_BYTES) yield chunks.subarray(at, at + PIECE_BYTES);
    onRound(round);
  }
}

/** The header of a log of so many chunks, with its checksum. */
function announcing(header, chunkCount) {
  const changed = Buffer.from(header);
  changed.writeUInt16LE(chunkCount, 42);
  changed.writeUInt32LE(crc32(changed.subarray(0, 120)), 124);
  return changed;
}
