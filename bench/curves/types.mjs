// Cost of an event with the rules in EQL alone, and with those of every type that runs: from bytes to rows of
// hits, as a scan keeps them, on each stream that is there. One rule is left out: it counts any events, to be seen firing.
import { deepStrictEqual } from 'node:assert';
import { HitRows } from '../../dist/engine/hit-rows.js';
import { buildRuleSet } from '../../dist/engine/rule-set.js';
import { timeWays } from '../measure/by-turns.mjs';
import { indexOf } from '../measure/event-index.mjs';
import { grouped, median, table } from '../measure/figures.mjs';
import { liveRules, RUNNING_TYPES } from '../measure/live-rules.mjs';
import { linesOf, streamFile } from '../measure/stream-file.mjs';
import { whyNot } from '../streams/index.mjs';

const DEMO = 'My First Rule';

export async function typesCurve(report, live, { perRound, rounds, isShort }) {
  const all = (await liveRules(RUNNING_TYPES)).filter(({ rule }) => rule.name !== DEMO);
  report.say(`cost of an event by types of rules, ${rounds} rounds of ${grouped(perRound)} events, median`);
  const rows = [];
  for (const kind of isShort ? ['defend'] : ['defend', 'linux', 'recorded']) {
    const reason = whyNot(kind, {});
    if (reason === undefined) rows.push(await measure(kind, live, all, { perRound, rounds }));
    else report.say(`${kind}: left out, ${reason}`);
  }
  const head = ['  stream', `${grouped(live.length)} in EQL`, `${grouped(all.length)} of all types`, 'ratio'];
  for (const row of table([head, ...rows])) report.say(row);
}

async function measure(kind, live, all, { perRound, rounds }) {
  const count = (rounds + 1) * perRound;
  const events = linesOf(await streamFile(kind, { events: count }), count).map((line, arrival) => ({
    line,
    arrival,
    index: indexOf(JSON.parse(line.toString())),
  }));
  const hitsOf = [0, 0];
  const way = (rules, at) => {
    const ruleSet = buildRuleSet(rules);
    const isEql = Uint8Array.from(ruleSet.steps, ({ rule }) => Number(rules[rule].rule.type === 'eql'));
    const reader = ruleSet.lineReader();
    const rows = new HitRows(1024);
    return own => {
      for (const { line, index, arrival } of own) {
        if (!reader.open(line)) throw new Error('a line that is not scanned');
        ruleSet.siftOpened(reader, { index, ref: arrival }, rows);
        for (let row = 0; row < rows.count; row++) hitsOf[at] += isEql[rows.filters[row]];
        rows.clear();
      }
    };
  };
  const microseconds = timeWays({ eql: way(live, 0), all: way(all, 1) }, events, { rounds, perRound });
  deepStrictEqual(hitsOf[0], hitsOf[1], 'rules in EQL hit otherwise beside others');
  const [eql, both] = [median(microseconds.eql), median(microseconds.all)];
  return [`  ${kind}`, `${eql.toFixed(2)} us`, `${both.toFixed(2)} us`, (both / eql).toFixed(2)];
}
