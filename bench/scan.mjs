// The whole of `tripline scan` with all live EQL rules of the public ones: from the bytes of a file to alerts,
// against a process that does nothing but JSON.parse of each line of the same file.
//
//   node bench/scan.mjs [--streams defend,unique,linux,cloud,recorded] [--events 100000] [--rounds 3] [--seed 1]
//                       [--often] [--save NAME]
//
// Processes run by turns; what each takes to start is measured with a file of ten lines and taken off. Speeds are
// of events beyond those ten: 1.00 is as fast as JSON.parse, 2.00 twice as fast. Figures are of the clock but for
// `of processor`, the microseconds of all cores together, the collector's and the compiler's included.
//
// It first asserts its answer: events in any order, in order and on two cores give as many alerts, in each round.
// That they are the right ones is the affair of test/system/bench-streams.test.ts.
import { deepStrictEqual } from 'node:assert';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { grouped, median, table, withSpread } from './measure/figures.mjs';
import { liveRuleFiles, liveRules, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';
import { streamFacts } from './measure/stream-facts.mjs';
import { firstLines, linesOf, streamFile } from './measure/stream-file.mjs';
import { parsing, scanning, timeByTurns } from './measure/whole-process.mjs';
import { KINDS, whyNot } from './streams/index.mjs';

const FEW = 10;
const FACTS_OF = 20_000;

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: KINDS.join(',') },
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    often: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});
const settings = { events: Number(values.events), seed: Number(values.seed), isLoud: values.often };
const ruleFiles = liveRuleFiles();
if (ruleFiles === undefined) process.stdout.write(NO_RULES);
else await main();

async function main() {
  const report = startReport(values.save);
  const rules = await liveRules();
  report.say(`scan with ${rules.length} rules, median of ${values.rounds} rounds (least to most)`);
  for (const kind of values.streams.split(',')) {
    report.say();
    const reason = whyNot(kind, settings);
    if (reason === undefined) await measure(report, rules, kind);
    else report.say(`${kind}: left out, ${reason}`);
  }
  report.end();
}

async function measure(report, rules, kind) {
  const full = await streamFile(kind, settings);
  const facts = streamFacts(linesOf(full, Math.min(FACTS_OF, settings.events)), rules);
  const scan =
    (...options) =>
    path =>
      scanning(path, ruleFiles, { options });
  const figures = timeByTurns(
    {
      'JSON.parse': parsing,
      'scan, any order': scan(),
      // What was recorded is shuffled, and not in order.
      ...(kind === 'recorded' ? {} : { 'scan --ordered': scan('--ordered') }),
      'scan --jobs 2': scan('--jobs', '2'),
    },
    { full, few: firstLines(full, FEW), events: settings.events - FEW, rounds: Number(values.rounds) },
  );
  const { 'JSON.parse': yardstick, ...scans } = figures;
  const [alerts, ...others] = Object.values(scans).map(({ lines }) => lines);
  for (const other of others) deepStrictEqual(other, alerts, 'the ways of scanning differ in their alerts');

  report.say(
    `${kind}${settings.isLoud ? ', often' : ''}: ${grouped(settings.events)} events of ${grouped(facts.bytes)} bytes, ${facts.newValues.toFixed(2)} new values an event, ${facts.hits.toFixed(2)} hits an event, ${grouped(alerts)} alerts`,
  );
  const rows = Object.entries(figures).map(([name, { microseconds, cpu, startMs, peakMib }]) => {
    const cost = median(microseconds);
    return [
      `  ${name}`,
      cost.toFixed(1),
      median(cpu).toFixed(1),
      grouped(1e6 / cost),
      grouped(facts.bytes / cost),
      withSpread(microseconds.map((us, round) => yardstick.microseconds[round] / us)),
      grouped(peakMib),
      grouped(median(startMs)),
    ];
  });
  for (const row of table([
    ['', 'us/event', 'of processor', 'events/s', 'MB/s', 'speed of JSON.parse', 'peak MiB', 'start ms'],
    ...rows,
  ]))
    report.say(row);
}
