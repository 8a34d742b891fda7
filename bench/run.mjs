// Benchmarks: `npm run bench`. Each first asserts its answer, then is timed side by side with a yardstick in the
// same process, round by round; what is printed is the median of the rounds and the ratio to the yardstick.
// Absolute times of a shared machine mean little, ratios hold; where a time is promised (the corpus compiles in a
// second) it stands beside how busy the machine was. Runs from dist/.
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { scan } from '../dist/app/scan.js';
import { buildExtractor } from '../dist/engine/extract/extractor.js';
import { buildRuleSet } from '../dist/engine/rule-set.js';
import { compileEql } from '../dist/lang/eql/index.js';
import { compileRule } from '../dist/rules/compile-rule.js';
import { loadRuleText } from '../dist/rules/load-rules.js';
import { sourceText } from '../dist/source/source-text.js';
import { corpus, generatedQueries } from './queries.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const recording = readFileSync('examples/attack.ndjson');
const lines = recording.toString().trimEnd().split('\n');
const rules = [ruleOf('rules/windows/dllhost_without_arguments_connects_out.toml')];

if (process.argv.includes('--cold-corpus')) {
  process.stdout.write(JSON.stringify(timesOfCorpus(1)));
} else {
  const load = os.loadavg()[0]?.toFixed(1);
  process.stdout.write(
    `node ${process.version}, ${process.arch}, ${os.cpus()[0]?.model} x ${os.cpus().length}, load ${load}, median of ${ROUNDS} rounds\n\n`,
  );
  benchCorpus();
  await benchLanguage();
  await benchFilters();
  await benchScan();
  await sizeForBrowsers();
}

/**
 * All rules there are, lexed, parsed, checked and lowered. Cold: the first and only round of a process of its
 * own, nothing compiled by the JIT yet, as at the start of a scan; reading the rule files is not in it.
 */
function benchCorpus() {
  const cold = Array.from({ length: ROUNDS }, () => {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--cold-corpus']);
    deepStrictEqual(child.status, 0, child.stderr.toString());
    return JSON.parse(child.stdout.toString());
  });
  const { name, queries } = corpus();
  const bytes = Buffer.byteLength(queries.join(''));
  const warm = timesOfCorpus(ROUNDS + 5).slice(5);
  process.stdout.write(`compile all ${queries.length} ${name}, ${bytes} bytes\n`);
  for (const [label, times] of [
    ['cold, a fresh process', cold.flat()],
    ['warm', warm],
  ]) {
    const of = key => median(times.map(time => time[key])).toFixed(0);
    process.stdout.write(
      `  ${label.padEnd(24)} to plans ${of('plans')} ms (processor ${of('plansCpu')} ms), to running filters ${of('filters')} ms more (${of('filtersCpu')} ms)\n`,
    );
  }
  process.stdout.write('\n');
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
async function sizeForBrowsers() {
  const bundle = await rolldown({ input: 'dist/library/eql.js', platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', name: 'eql', minify: true });
  await bundle.close();
  const [{ code }] = output;
  process.stdout.write(
    `tripline/eql for a browser: ${Buffer.byteLength(code)} bytes minified, ${gzipSync(code, { level: 9 }).length} gzipped\n`,
  );
}

/** Lex, parse, check and lower: against JSON.parse of a text of the same size. */
async function benchLanguage() {
  const queries = generatedQueries(500);
  const json = JSON.stringify(queries);
  const bytes = Buffer.byteLength(queries.join(''));
  await compare(`compile ${queries.length} queries, ${bytes} bytes`, {
    'JSON.parse of the same bytes': () => deepStrictEqual(JSON.parse(json).length, queries.length),
    compileEql: () => {
      const compiled = queries.filter(query => compileEql(sourceText('<bench>', query)).value !== undefined);
      deepStrictEqual(compiled.length, queries.length);
    },
  });
}

/** What rules cost beyond reading the events: parsed documents through 1 and through 500 rules. */
async function benchFilters() {
  const documents = lines.map(line => JSON.parse(line));
  const plans = generatedQueries(500).map(query => ({
    plan: compileEql(sourceText('<bench>', query)).value,
  }));
  const one = matcher(plans.slice(0, 1));
  const many = matcher(plans);
  const expected = plans.reduce((sum, rule) => sum + matcher([rule])(documents), 0);
  await compare(`filters over ${documents.length} parsed events`, {
    'JSON.parse of the lines': () =>
      deepStrictEqual(lines.map(line => JSON.parse(line)).length, documents.length),
    '1 rule': () => one(documents),
    '500 rules': () => deepStrictEqual(many(documents), expected),
  });
}

/** The whole of `tripline scan`, from bytes to alerts. */
async function benchScan() {
  await compare(`scan of the recording, ${recording.length} bytes`, {
    'JSON.parse of the lines': async () => void lines.map(line => JSON.parse(line)),
    scan: async () => {
      let alerts = 0;
      const input = {
        name: '<bench>',
        bytes: async function* () {
          yield recording;
        },
      };
      await scan(
        [input],
        rules,
        { executionUuid: 'bench' },
        { onAlert: () => void alerts++, onProblem() {} },
      );
      deepStrictEqual(alerts, 2);
    },
  });
}

function matcher(inputs) {
  const set = buildRuleSet(inputs);
  const extractor = buildExtractor(set.fields);
  return documents => {
    let hits = 0;
    for (const [arrival, document] of documents.entries()) {
      hits += set.match({
        index: undefined,
        slots: extractor.fromDocument(document),
        arrival,
        ref: arrival,
      }).length;
    }
    return hits;
  };
}

function ruleOf(path) {
  const compiled = compileRule(loadRuleText(sourceText(path, readFileSync(path, 'utf8'))).rules[0].value);
  return compiled.value;
}

/** Runs the variants by turns, one round uncounted, and prints them beside the first. */
async function compare(title, variants) {
  const times = new Map(Object.keys(variants).map(name => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name).push(performance.now() - start);
    }
  }
  print(title, times);
}

function print(title, times) {
  const [yardstick] = times.keys();
  const base = median(times.get(yardstick));
  process.stdout.write(`${title}\n`);
  for (const [name, all] of times) {
    process.stdout.write(
      `  ${name.padEnd(32)} ${median(all).toFixed(1).padStart(9)} ms  ${(median(all) / base).toFixed(2).padStart(7)}x\n`,
    );
  }
  process.stdout.write('\n');
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
