// Runs the property tests with as many random cases as wanted, and says what ran: the seed, the cases that each
// property was really asked about, the time. With the seed it printed, a run can be had again.
//
//     node scripts/run-properties.mjs 1000000 [--seed 42] [--minutes 10] [predicate sequence ...]
//
// The words pick files by their names; without them all of test/props runs. `--minutes` is the longest that one
// property may take; it then counts the cases that it came to. One thread, so that times compare.
import os from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, minutes: { type: 'string' } },
});
const [runs = '100000', ...names] = positionals;
const seed = values.seed ?? String(Date.now() % 2 ** 31);
if (!(Number(runs) > 0 && Number.isInteger(Number(seed)))) {
  process.stderr.write('usage: run-properties.mjs [runs] [--seed N] [--minutes N] [name of a file...]\n');
  process.exit(2);
}
process.env.PROPERTY_RUNS = runs;
process.env.PROPERTY_SEED = seed;
if (values.minutes !== undefined) process.env.PROPERTY_MINUTES = values.minutes;

const say = text => process.stdout.write(`${text}\n`);
let cases = 0;
let failed = 0;
const reporter = {
  onTestCaseResult(testCase) {
    const { propertyRuns = 0 } = testCase.meta();
    const { state, errors = [] } = testCase.result();
    cases += propertyRuns;
    if (state === 'skipped' || (propertyRuns === 0 && state === 'passed')) return;
    const seconds = (testCase.diagnostic()?.duration ?? 0) / 1000;
    say(
      `${String(propertyRuns).padStart(9)} cases ${seconds.toFixed(1).padStart(7)} s  ${testCase.fullName}`,
    );
    if (state === 'failed') failed++;
    for (const error of errors) say(`FAIL ${error.message}`);
  },
  onTestRunEnd(_modules, errors) {
    failed += errors.length;
    for (const error of errors) say(`FAIL outside any test: ${error.message}`);
  },
};

say(
  `seed ${seed}, up to ${runs} cases a property, node ${process.version}, ${os.cpus()[0]?.model ?? 'no CPU name'}`,
);
const started = performance.now();
const vitest = await startVitest(
  'test',
  names.length > 0 ? names.map(name => `test/props/${name}`) : ['test/props'],
  {
    watch: false,
    reporters: [reporter],
    setupFiles: ['scripts/property-setup.mjs'],
    testTimeout: 0,
    maxWorkers: 1,
  },
);
await vitest.close();
say(`${cases} cases in ${((performance.now() - started) / 1000).toFixed(0)} s, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
