// Benchmarks: `npm run bench`. Each first asserts its answer, then is timed side by side with a yardstick in the
// same process, round by round; what is printed is the median of the rounds and the ratio to the yardstick.
// Absolute times of a shared machine mean little, ratios hold. Runs from dist/.
import { deepStrictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { scan } from '../dist/app/scan.js';
import { buildExtractor } from '../dist/engine/extract/extractor.js';
import { buildRuleSet } from '../dist/engine/rule-set.js';
import { compileEql } from '../dist/lang/eql/index.js';
import { compileRule } from '../dist/rules/compile-rule.js';
import { loadRuleText } from '../dist/rules/load-rules.js';
import { sourceText } from '../dist/source/source-text.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const recording = readFileSync('examples/attack.ndjson');
const lines = recording.toString().trimEnd().split('\n');
const rules = [ruleOf('rules/windows/dllhost_without_arguments_connects_out.toml')];

process.stdout.write(`node ${process.version}, ${process.arch}, median of ${ROUNDS} rounds\n\n`);
await benchLanguage();
await benchFilters();
await benchScan();

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

/** Queries of the shapes that real rules have, the same on every machine: no chance, no files. */
function generatedQueries(count) {
  const names = [
    'cmd.exe',
    'powershell.exe',
    'rundll32.exe',
    'mshta.exe',
    'regsvr32.exe',
    'dllhost.exe',
    'certutil.exe',
  ];
  return Array.from({ length: count }, (_, at) => {
    const name = names[at % names.length];
    const kind = at % 4;
    if (kind === 0)
      return `process where host.os.type == "windows" and event.type == "start" and process.name : "${name}" and process.args : ("*-enc${at}*", "/c", "*\\\\temp${at}\\\\*")`;
    if (kind === 1)
      return `network where process.name : ("${name}", "x${at}*.exe") and destination.port == ${at} and not cidrmatch(destination.ip, "10.0.0.0/8", "192.168.0.0/16", "fe80::/10")`;
    if (kind === 2)
      return `file where event.type != "deletion" and file.path : "?:\\\\Users\\\\*\\\\AppData\\\\${at}\\\\*.dll" and not process.executable : ("C:\\\\Windows\\\\*", "C:\\\\Program Files\\\\*")`;
    return `sequence by host.id, process.entity_id with maxspan=${at + 1}s [process where process.name : "${name}"] [network where destination.port == ${at}]`;
  });
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
