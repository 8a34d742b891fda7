// Writes a stream of events to a file, the same bytes for the same seed:
//
//   node bench/streams/make.mjs KIND EVENTS FILE [--seed N] [--often]
//
// KIND is defend, unique, linux, cloud or recorded. With --often the stream gives an alert every few events, where
// otherwise it gives hardly any, as in production.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { writeStream } from '../measure/stream-file.mjs';
import { KINDS, streamLines, whyNot } from './index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, often: { type: 'boolean', default: false } },
});
const [kind, count, path] = positionals;
const events = Number(count);
const seed = Number(values.seed);
const reason = whyNot(kind, { isLoud: values.often });

if (!KINDS.includes(kind) || !(events >= 0) || path === undefined || !Number.isInteger(seed)) {
  process.stderr.write(
    `usage: node bench/streams/make.mjs ${KINDS.join('|')} EVENTS FILE [--seed N] [--often]\n`,
  );
  process.exitCode = 2;
} else if (reason !== undefined) {
  process.stderr.write(`no ${kind} stream: ${reason}\n`);
  process.exitCode = 1;
} else {
  mkdirSync(dirname(path), { recursive: true });
  const written = await writeStream(path, streamLines(kind, { events, seed, isLoud: values.often }));
  process.stdout.write(`${written} events of the ${kind} stream with seed ${seed} in ${path}\n`);
}
