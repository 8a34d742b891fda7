// Loaded before a program that is measured: when it ends, it tells what it took (processor time and the most memory
// it ever held, workers included) in the file that BENCH_USAGE names.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

if (isMainThread)
  process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
