// The filters of all live EQL rules of the public ones in one process, events as lines in memory: from bytes to hits
// (`RuleSet.matchLine`), its scanner alone, and hits of events already parsed (`RuleSet.match`), beside JSON.parse of
// the same lines.
//
//   node bench/network.mjs [--streams defend,unique,linux,cloud,recorded] [--events 20000] [--rounds 5] [--seed 1]
//                          [--often] [--save NAME]
//
// Each of `rounds` rounds, and one before them that does not count, has `events` events of its own, so that what is
// new in the stream is new to the engine. Speeds are ratios to `bytes to object`: 1.00 is as fast. The ratio is the
// figure to trust; absolute ones are of this machine at this hour.
//
// It first asserts its answer: both ways of matching give as many hits in each round.
import { deepStrictEqual } from 'node:assert';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { buildExtractor } from '../dist/engine/extract/extractor.js';
import { JsonScanner } from '../dist/engine/extract/json-scanner.js';
import { buildRuleSet } from '../dist/engine/rule-set.js';
import { speedsOf, timeWays } from './measure/by-turns.mjs';
import { indexOf } from './measure/event-index.mjs';
import { grouped, least, median, table, withSpread } from './measure/figures.mjs';
import { liveRules, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';
import { streamFacts } from './measure/stream-facts.mjs';
import { linesOf, streamFile } from './measure/stream-file.mjs';
import { KINDS, whyNot } from './streams/index.mjs';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: KINDS.join(',') },
    events: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    often: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});
const perRound = Number(values.events);
const rounds = Number(values.rounds);
const YARDSTICK = 'bytes to object';

const rules = await liveRules();
if (rules === undefined) process.stdout.write(NO_RULES);
else await main();

async function main() {
  const report = startReport(values.save);
  report.say(`${rules.length} rules, ${rounds} rounds of ${grouped(perRound)} events, least and median`);
  for (const kind of values.streams.split(',')) {
    report.say();
    const reason = whyNot(kind, { isLoud: values.often });
    if (reason === undefined) await measure(report, kind);
    else report.say(`${kind}: left out, ${reason}`);
  }
  report.end();
}

async function measure(report, kind) {
  const count = (rounds + 1) * perRound;
  const path = await streamFile(kind, { events: count, seed: Number(values.seed), isLoud: values.often });
  const lines = linesOf(path, count);
  const facts = streamFacts(lines.slice(0, 2 * perRound), rules);
  const events = lines.map((line, arrival) => {
    const text = line.toString();
    const document = JSON.parse(text);
    return { line, text, document, index: indexOf(document), arrival };
  });
  const { ways, hits } = waysOf();
  const microseconds = timeWays(ways, events, { rounds, perRound });
  deepStrictEqual(hits.ofLines, hits.ofDocuments, 'bytes and documents differ in their hits');

  report.say(
    `${kind}${values.often ? ', often' : ''}: ${grouped(facts.bytes)} bytes, ${facts.newValues.toFixed(2)} new values and ${facts.hits.toFixed(2)} hits an event`,
  );
  const rows = Object.entries(microseconds).map(([name, all]) => [
    `  ${name}`,
    least(all).toFixed(2),
    median(all).toFixed(2),
    grouped(1e6 / median(all)),
    grouped(facts.bytes / median(all)),
    withSpread(speedsOf(all, microseconds[YARDSTICK])),
  ]);
  for (const row of table([
    ['', 'least us', 'median us', 'events/s', 'MB/s', 'speed (least to most)'],
    ...rows,
  ]))
    report.say(row);
}

function waysOf() {
  // Each way has a rule set of its own, which meets the values of the stream for the first time.
  const byLine = buildRuleSet(rules);
  const byDocument = buildRuleSet(rules);
  const extractor = buildExtractor(byDocument.fields);
  const scanner = new JsonScanner(byLine.fields);
  const hits = { ofLines: [], ofDocuments: [] };
  const ways = {
    [YARDSTICK]: events => events.forEach(({ line }) => void JSON.parse(line.toString())),
    'JSON.parse of strings': events => events.forEach(({ text }) => void JSON.parse(text)),
    'scanner alone': events => events.forEach(({ line }) => void scanner.scan(line)),
    'bytes to hits': events => {
      let found = 0;
      for (const { line, index, arrival } of events)
        found += byLine.matchLine({ index, line, arrival, ref: arrival }).length;
      hits.ofLines.push(found);
    },
    'objects to hits': events => {
      let found = 0;
      for (const { document, index, arrival } of events)
        found += byDocument.match({
          index,
          slots: extractor.fromDocument(document),
          arrival,
          ref: arrival,
        }).length;
      hits.ofDocuments.push(found);
    },
  };
  return { ways, hits };
}
