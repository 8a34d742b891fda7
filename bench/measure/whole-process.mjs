// Whole processes, timed from start to end by turns. What a process takes to start (Node.js, rules, automata) is
// measured with a file of few lines and taken off, so that what is left is the cost of an event.
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const TELL_USAGE = new URL('tell-usage.mjs', import.meta.url).href;
const PARSE_LINES = fileURLToPath(new URL('parse-lines.mjs', import.meta.url));
const LINE_FEED = 10;

/** The arguments of Node.js for the yardstick, and for a scan that prints one alert a line. */
export const parsing = path => [PARSE_LINES, path];
export const scanning = (path, ruleFiles, { program = 'bin/tripline.js', options = [] } = {}) => [
  program,
  'scan',
  path,
  '--format',
  'ndjson',
  ...options,
  '--rules',
  ...ruleFiles,
];

/**
 * @param {Record<string, (path: string) => string[]>} ways name -> arguments for a file
 * @param {{full: string, few: string, events: number, rounds: number}} stream a file of `events` lines more than `few` has
 * @returns {Record<string, {microseconds: number[], cpu: number[], startMs: number[], lines: number, peakMib: number}>} of
 *   each way the cost of an event in each round by the clock and of the processor, what starting took, how many lines
 *   it printed for the full file, and its peak memory
 */
export function timeByTurns(ways, { full, few, events, rounds }) {
  const figures = Object.fromEntries(
    Object.keys(ways).map(name => [
      name,
      { microseconds: [], cpu: [], startMs: [], lines: undefined, peakMib: 0 },
    ]),
  );
  for (let round = 0; round < rounds; round++) {
    // Who comes first changes, lest a machine that slows down be held against the last.
    const names = round % 2 === 0 ? Object.keys(ways) : Object.keys(ways).reverse();
    for (const name of names) {
      const figure = figures[name];
      const start = run(ways[name](few));
      const whole = run(ways[name](full));
      figure.startMs.push(start.ms);
      figure.microseconds.push(((whole.ms - start.ms) * 1000) / events);
      figure.cpu.push((whole.cpuMicroseconds - start.cpuMicroseconds) / events);
      figure.peakMib = Math.max(figure.peakMib, whole.peakMib);
      figure.lines ??= whole.lines;
      deepStrictEqual(
        whole.lines,
        figure.lines,
        `${name} printed another number of lines than in the round before`,
      );
    }
  }
  return figures;
}

function run(args) {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-run-'));
  const output = join(folder, 'output');
  const usage = join(folder, 'usage');
  try {
    const file = openSync(output, 'w');
    const start = performance.now();
    const child = spawnSync(process.execPath, ['--import', TELL_USAGE, ...args], {
      stdio: ['ignore', file, 'pipe'],
      env: { ...process.env, BENCH_USAGE: usage },
    });
    const ms = performance.now() - start;
    closeSync(file);
    if (child.status !== 0) throw new Error(`node ${args.slice(0, 3).join(' ')} failed: ${child.stderr}`);
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
    return {
      ms,
      cpuMicroseconds: userCPUTime + systemCPUTime,
      lines: countLines(output),
      peakMib: maxRSS / 1024,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function countLines(path) {
  const file = openSync(path, 'r');
  const block = Buffer.alloc(2 ** 20);
  let lines = 0;
  for (let read = readSync(file, block); read > 0; read = readSync(file, block))
    for (let at = block.indexOf(LINE_FEED); at >= 0 && at < read; at = block.indexOf(LINE_FEED, at + 1))
      lines++;
  closeSync(file);
  return lines;
}
