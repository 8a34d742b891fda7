import process from 'node:process';
import { afterAll } from 'vitest';

/** How many cases a property of mutated bytes is asked: few each time, a million in the long form. */
export const FUZZ_RUNS: number = Number(process.env['PROPERTY_RUNS'] ?? 300);
/** No more than this may pass before a test of so many cases is given up. */
export const FUZZ_TIMEOUT_MS: number = Math.max(60_000, FUZZ_RUNS * 20);

/** For one case; most take a thousandth of a second. */
const MOST_MS = 10_000;
/** Of the process, with the runner of the tests and with garbage that nobody had to collect yet. */
const MOST_RESIDENT_BYTES = 1024 ** 3;
/** In the short form other tests run in the same process, whose memory says nothing about this one's. */
const isAlone = process.env['PROPERTY_RUNS'] !== undefined;

let slowestMs = 0;

afterAll(() => {
  if (!isAlone) return;
  const resident = Math.round(peakResidentBytes() / 2 ** 20);
  process.stderr.write(`slowest case ${Math.round(slowestMs)} ms, peak ${resident} MiB\n`);
});

/** Runs one case, and fails where it cost more time or memory than work in proportion to its bytes can. */
export async function withinBounds<T>(work: () => Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  const ms = performance.now() - before;
  slowestMs = Math.max(slowestMs, ms);
  if (ms > MOST_MS) throw new Error(`it took ${ms} ms`);
  if (isAlone && peakResidentBytes() > MOST_RESIDENT_BYTES) throw new Error('it took more than 1 GiB');
  return result;
}

function peakResidentBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
