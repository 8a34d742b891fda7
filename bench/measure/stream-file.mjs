// Streams as files. They are kept in the folder for temporary files and made anew when their generator changes.
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { streamLines } from '../streams/index.mjs';

const FOLDER = join(tmpdir(), 'tripline-bench');
const BATCH_CHARACTERS = 2 ** 22;
const LINE_FEED = 10;

/** The path of the stream with these events, made if it is not there. */
export async function streamFile(kind, { events, seed = 1, isLoud = false }) {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(
    FOLDER,
    `${kind}-${events}-${seed}${isLoud ? '-often' : ''}-${generatorHash(kind)}.ndjson`,
  );
  if (!existsSync(path)) await writeStream(path, streamLines(kind, { events, seed, isLoud }));
  return path;
}

/** @returns {Promise<number>} how many lines were written; a file that stands there is whole */
export async function writeStream(path, lines) {
  const underWay = `${path}.${process.pid}`;
  const file = openSync(underWay, 'w');
  let batch = '';
  let written = 0;
  for await (const line of lines) {
    batch += line;
    written++;
    if (batch.length < BATCH_CHARACTERS) continue;
    writeSync(file, batch);
    batch = '';
  }
  writeSync(file, batch);
  closeSync(file);
  renameSync(underWay, path);
  return written;
}

/** The path of a file with the first lines of another, made if it is not there. */
export function firstLines(path, count) {
  const first = path.replace(/\.ndjson$/, `-first-${count}.ndjson`);
  if (!existsSync(first))
    writeFileSync(
      first,
      linesOf(path, count)
        .map(line => `${line}\n`)
        .join(''),
    );
  return first;
}

/** The first lines of a file as bytes, without line feeds. Many share one buffer, as those of a file that is read do. */
export function linesOf(path, count) {
  const lines = [];
  const file = openSync(path, 'r');
  let rest = Buffer.alloc(0);
  while (lines.length < count) {
    const block = Buffer.alloc(2 ** 24);
    rest.copy(block);
    const end = rest.length + readSync(file, block, rest.length, block.length - rest.length, null);
    if (end === rest.length) break;
    let from = 0;
    for (let at = block.indexOf(LINE_FEED); at >= 0 && at < end; at = block.indexOf(LINE_FEED, from)) {
      if (lines.length < count) lines.push(block.subarray(from, at));
      from = at + 1;
    }
    rest = block.subarray(from, end);
  }
  closeSync(file);
  return lines;
}

/** What was recorded is mapped by the built program: another build may make another stream of it. */
function generatorHash(kind) {
  const hash = createHash('sha256');
  for (const folder of kind === 'recorded'
    ? ['../streams/', '../../dist/ingest/', '../../dist/evtx/']
    : ['../streams/']) {
    const root = new URL(folder, import.meta.url);
    const files = readdirSync(root, { recursive: true }).filter(file => /\.m?js$/.test(file));
    for (const file of files.sort()) hash.update(readFileSync(new URL(file, root)));
  }
  return hash.digest('hex').slice(0, 8);
}
