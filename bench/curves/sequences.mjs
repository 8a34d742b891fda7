// Cost of an event by sequences under way. Every event begins a sequence under a key of its own, and ends by its age
// another: so many are under way all the time.
import { deepStrictEqual } from 'node:assert';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startFinisher } from '../../dist/engine/finisher.js';
import { buildRuleSet } from '../../dist/engine/rule-set.js';
import { compileEql } from '../../dist/lang/eql/index.js';
import { sourceText } from '../../dist/source/source-text.js';
import { grouped, median, table } from '../measure/figures.mjs';

const MEASURED = 20_000;
const START_MS = Date.UTC(2026, 2, 17, 8, 0);

export async function sequencesCurve(report, _rules, { rounds, isShort }) {
  v8.setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  report.say(
    `cost of an event by sequences under way; from bytes to matches with one rule, median of ${rounds} rounds`,
  );
  const rows = [];
  for (const live of isShort ? [1000, 100_000] : [1000, 10_000, 100_000, 1_000_000]) {
    const { ruleSet, finisher } = ruleWithSpan(live);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    let next = run(ruleSet, finisher, 0, live).next;
    collectGarbage();
    const bytesOfOne = (process.memoryUsage().heapUsed - before) / live;
    const microseconds = [];
    for (let round = 0; round < rounds; round++) {
      const { ms, next: after } = run(ruleSet, finisher, next, MEASURED);
      next = after;
      microseconds.push((ms * 1000) / MEASURED);
      // One a millisecond, and the span's last millisecond counts.
      deepStrictEqual(finisher.pending, live + 1, 'another number of sequences is under way');
    }
    rows.push([`  ${grouped(live)}`, median(microseconds).toFixed(2), grouped(bytesOfOne)]);
  }
  for (const row of table([['  under way', 'us/event', 'bytes each'], ...rows])) report.say(row);
}

function ruleWithSpan(live) {
  const query = `sequence by process.entity_id with maxspan=${live / 1000}s
    [process where event.type == "start"] [process where event.type == "end" and process.name == "never.exe"]`;
  const { value: plan } = compileEql(sourceText('<bench>', query));
  return { ruleSet: buildRuleSet([{ plan }]), finisher: startFinisher(plan, 0, { maxStateBytes: 2 ** 30 }) };
}

/** Lines are made beforehand: what is timed is the engine. */
function run(ruleSet, finisher, from, count) {
  const lines = Array.from({ length: count }, (_, at) => lineOf(from + at));
  const start = performance.now();
  for (let at = 0; at < count; at++)
    for (const hit of ruleSet.matchLine({
      index: undefined,
      line: lines[at],
      arrival: from + at,
      ref: from + at,
    }))
      finisher.push(hit);
  return { ms: performance.now() - start, next: from + count };
}

function lineOf(number) {
  const time = new Date(START_MS + number).toISOString();
  const entity = Buffer.from(`1e360092-986c-4613-ac32-a0241f960450-${number}`).toString('base64');
  return Buffer.from(
    `{"@timestamp":"${time}","event":{"category":["process"],"type":["start"],"sequence":${number}},"process":{"entity_id":"${entity}","name":"svchost.exe"}}`,
  );
}
