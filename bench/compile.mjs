// From queries to what runs: how long all live EQL rules of the public ones take to compile, in a fresh process and
// warm; what the language costs beside JSON.parse of a text of the same size; and what a web page pays for it all.
//
//   node bench/compile.mjs [--rounds 7] [--save NAME]
//
// Each first asserts its answer. Where a time is promised (the corpus compiles in a second) it stands beside how
// busy the machine was.
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { buildRuleSet } from '../dist/engine/rule-set.js';
import { compileEql } from '../dist/lang/eql/index.js';
import { sourceText } from '../dist/source/source-text.js';
import { median } from './measure/figures.mjs';
import { startReport } from './measure/machine.mjs';
import { corpus, generatedQueries } from './queries.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    save: { type: 'string' },
    // How this script starts itself for the cold rounds.
    'cold-corpus': { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);

if (values['cold-corpus']) {
  process.stdout.write(JSON.stringify(timesOfCorpus(1)));
} else {
  const report = startReport(values.save);
  benchCorpus(report);
  await benchLanguage(report);
  await sizeForBrowsers(report);
  report.end();
}

/**
 * All rules there are, lexed, parsed, checked and lowered. Cold: the first and only round of a process of its
 * own, nothing compiled by the JIT yet, as at the start of a scan; reading the rule files is not in it.
 */
function benchCorpus({ say }) {
  const cold = Array.from({ length: ROUNDS }, () => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--cold-corpus']);
    deepStrictEqual(child.status, 0, child.stderr.toString());
    return JSON.parse(child.stdout.toString());
  });
  const { name, queries } = corpus();
  const bytes = Buffer.byteLength(queries.join(''));
  const warm = timesOfCorpus(ROUNDS + 5).slice(5);
  say(`compile all ${queries.length} ${name}, ${bytes} bytes; median of ${ROUNDS} rounds`);
  for (const [label, times] of [
    ['cold, a fresh process', cold.flat()],
    ['warm', warm],
  ]) {
    const of = key => median(times.map(time => time[key])).toFixed(0);
    say(
      `  ${label.padEnd(24)} to plans ${of('plans')} ms (processor ${of('plansCpu')} ms), to running filters ${of('filters')} ms more (${of('filtersCpu')} ms)`,
    );
  }
  say();
}

/** Each round compiles every query to a plan, asserts that it became one, and all plans to one rule set. */
function timesOfCorpus(rounds) {
  const sources = corpus().queries.map((query, at) => sourceText(`rule ${at}`, query));
  return Array.from({ length: rounds }, () => {
    const start = now();
    const plans = sources.map(source => compileEql(source).value).filter(plan => plan !== undefined);
    const between = now();
    const set = buildRuleSet(plans.map(plan => ({ plan })));
    const end = now();
    deepStrictEqual(plans.length, sources.length);
    deepStrictEqual(set.rules.length, sources.length);
    return {
      plans: between.wall - start.wall,
      plansCpu: between.cpu - start.cpu,
      filters: end.wall - between.wall,
      filtersCpu: end.cpu - between.cpu,
    };
  });
}

/** Milliseconds by the clock, and of the processor: on a busy machine the first is the longer. */
function now() {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}

/** What a web page pays for `tripline/eql`. test/system/library.test.ts holds the limit. */
async function sizeForBrowsers({ say }) {
  const bundle = await rolldown({ input: 'dist/library/eql.js', platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', name: 'eql', minify: true });
  await bundle.close();
  const [{ code }] = output;
  say(
    `tripline/eql for a browser: ${Buffer.byteLength(code)} bytes minified, ${gzipSync(code, { level: 9 }).length} gzipped`,
  );
}

/** Lex, parse, check and lower: against JSON.parse of a text of the same size. */
async function benchLanguage(report) {
  const queries = generatedQueries(500);
  const json = JSON.stringify(queries);
  const bytes = Buffer.byteLength(queries.join(''));
  await compare(report, `compile ${queries.length} queries, ${bytes} bytes`, {
    'JSON.parse of the same bytes': () => deepStrictEqual(JSON.parse(json).length, queries.length),
    compileEql: () => {
      const compiled = queries.filter(query => compileEql(sourceText('<bench>', query)).value !== undefined);
      deepStrictEqual(compiled.length, queries.length);
    },
  });
}

/** Runs the variants by turns, one round uncounted, and prints them beside the first. */
async function compare({ say }, title, variants) {
  const times = new Map(Object.keys(variants).map(name => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name).push(performance.now() - start);
    }
  }
  const [yardstick] = times.keys();
  const base = median(times.get(yardstick));
  say(title);
  for (const [name, all] of times)
    say(
      `  ${name.padEnd(32)} ${median(all).toFixed(1).padStart(9)} ms  ${(median(all) / base).toFixed(2).padStart(7)}x`,
    );
  say();
}
