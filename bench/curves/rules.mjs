// Cost of an event by number of rules: from bytes to hits, on the defend stream. Beyond the public rules, the same
// again with all their literals changed.
import { deepStrictEqual } from 'node:assert';
import { buildRuleSet } from '../../dist/engine/rule-set.js';
import { speedsOf, timeWays } from '../measure/by-turns.mjs';
import { changedRules } from '../measure/changed-rules.mjs';
import { indexOf } from '../measure/event-index.mjs';
import { grouped, median, table, withSpread } from '../measure/figures.mjs';
import { linesOf, streamFile } from '../measure/stream-file.mjs';
import { Chance } from '../streams/chance.mjs';

const YARDSTICK = 'JSON.parse';

export async function rulesCurve(report, live, { perRound, rounds, isShort }) {
  const count = (rounds + 1) * perRound;
  const lines = linesOf(await streamFile('defend', { events: count }), count);
  const events = lines.map((line, arrival) => ({
    line,
    arrival,
    index: indexOf(JSON.parse(line.toString())),
  }));
  // Mixed, so that the first hundred are not all of one platform.
  const mixed = mix(live);
  const twice = [...mixed, ...changedRules(mixed)];
  const sizes = (isShort ? [1, 100, live.length] : [1, 10, 100, 500, live.length, twice.length]).filter(
    size => size <= twice.length,
  );
  const hits = sizes.map(size => new Array(size).fill(0));
  const ways = { [YARDSTICK]: all => all.forEach(({ line }) => void JSON.parse(line.toString())) };
  for (const [at, size] of sizes.entries()) {
    const ruleSet = buildRuleSet(twice.slice(0, size));
    ways[`${grouped(size)} rules`] = all => {
      for (const { line, index, arrival } of all)
        for (const { rule } of ruleSet.matchLine({ index, line, arrival, ref: arrival })) hits[at][rule]++;
    };
  }
  const microseconds = timeWays(ways, events, { rounds, perRound });
  // A rule hits as often whatever stands beside it.
  for (const [at, counts] of hits.slice(0, -1).entries())
    deepStrictEqual(
      hits[at + 1].slice(0, counts.length),
      counts,
      'the hits of a rule depend on the other rules',
    );

  report.say(
    `cost of an event by number of rules; ${rounds} rounds of ${grouped(perRound)} events of the defend stream`,
  );
  const rows = Object.entries(microseconds).map(([name, all]) => [
    `  ${name}`,
    median(all).toFixed(2),
    withSpread(speedsOf(all, microseconds[YARDSTICK])),
  ]);
  for (const row of table([['', 'us/event', 'speed of JSON.parse'], ...rows])) report.say(row);
}

function mix(rules) {
  const chance = new Chance(1);
  const mixed = rules.slice();
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = chance.whole(0, at);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}
