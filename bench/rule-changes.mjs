// Rules that change while events come: what a change takes in a running set of all live EQL rules of the public ones,
// what the events after it take longer, and what an event costs when many changes have left several segments.
//
//   node bench/rule-changes.mjs [--stream defend] [--changes 200] [--events 10000] [--rounds 5] [--save NAME]
//
// A change is followed by `AFTER` events: the first of them renews the line reader if the change brought new fields,
// and all of them teach the rebuilt segment what values pass. `events` and `rounds` are those of the last part.
//
// Answers are asserted: of every tenth change, the hits are those of a rule set built of the rules that are there; and
// in the last part each rule hits as often whatever segment it stands in.
import { deepStrictEqual } from 'node:assert';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ChangingRuleSet } from '../dist/engine/changing-rule-set.js';
import { buildRuleSet } from '../dist/engine/rule-set.js';
import { speedsOf, timeWays } from './measure/by-turns.mjs';
import { changedRules } from './measure/changed-rules.mjs';
import { indexOf } from './measure/event-index.mjs';
import { grouped, median, table, withSpread } from './measure/figures.mjs';
import { liveRules, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';
import { linesOf, streamFile } from './measure/stream-file.mjs';
import { Chance } from './streams/chance.mjs';

const { values } = parseArgs({
  options: {
    stream: { type: 'string', default: 'defend' },
    changes: { type: 'string', default: '200' },
    events: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    save: { type: 'string' },
  },
});
const CHANGES = Number(values.changes);
const AFTER = 100;
const ASSERTED = 10;
const ASSERTED_EVENTS = 400;
/** A set has met so many before its rules change. */
const BEFORE = 10_000;
/** After so many single ones there are two segments, and three. */
const ADDS = [100, 105];
const YARDSTICK = 'JSON.parse';

const live = await liveRules();
if (live === undefined) process.stdout.write(NO_RULES);
else await main();

async function main() {
  const report = startReport(values.save);
  const rounds = Number(values.rounds);
  const perRound = Number(values.events);
  const events = await eventsOf(Math.max(BEFORE + 2 * AFTER * (CHANGES + 1), (rounds + 1) * perRound));
  // Mixed, so that rules of one platform do not change one after the other.
  const rules = mixed(live);
  benchChanges(report, rules, events);
  report.say();
  benchEvents(report, rules, events, { rounds, perRound });
  report.end();
}

async function eventsOf(count) {
  const lines = linesOf(await streamFile(values.stream, { events: count }), count);
  return lines.map((line, arrival) => ({ line, arrival, index: indexOf(JSON.parse(line.toString())) }));
}

function mixed(rules) {
  const chance = new Chance(1);
  const all = rules.slice();
  for (let at = all.length - 1; at > 0; at--) {
    const other = chance.whole(0, at);
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
}

function benchChanges({ say }, rules, events) {
  const others = changedRules(rules);
  const kinds = {
    add: { initial: rules.slice(CHANGES), next: at => ({ add: [rules[at]] }) },
    change: { initial: rules, next: at => ({ remove: [at], add: [others[at]] }) },
    remove: { initial: rules, next: at => ({ remove: [at] }) },
  };
  say(
    `${CHANGES} single changes, each followed by ${AFTER} events of the ${values.stream} stream; median (least to most) in ms`,
  );
  const rows = Object.entries(kinds).map(([name, kind]) => {
    const { took, first, after, usual, set } = changeBySteps(kind, events);
    const compacting = timed(() => set.compact());
    return [
      `  ${name}, of ${grouped(kind.initial.length)} rules`,
      withSpread(took),
      withSpread(first),
      withSpread(after),
      median(usual).toFixed(2),
      compacting.toFixed(0),
    ];
  });
  const head = ['', 'the change', 'the next event', `${AFTER} events`, 'without a change', 'compact()'];
  for (const row of table([head, ...rows])) say(row);
  const rebuilds = Array.from({ length: 7 }, () => timed(() => buildRuleSet(rules))).slice(2);
  say(`  building all ${grouped(rules.length)} rules anew, warm: ${withSpread(rebuilds, 0)}`);
}

function changeBySteps({ initial, next }, events) {
  const set = new ChangingRuleSet(initial);
  for (const event of events.slice(0, BEFORE)) matched(set, event);
  const [took, first, after, usual] = [[], [], [], []];
  for (let at = 0; at < CHANGES; at++) {
    const from = BEFORE + 2 * AFTER * at;
    const change = next(at);
    took.push(timed(() => set.change(change)));
    const start = performance.now();
    matched(set, events[from]);
    first.push(performance.now() - start);
    for (const event of events.slice(from + 1, from + AFTER)) matched(set, event);
    after.push(performance.now() - start);
    const others = events.slice(from + AFTER, from + 2 * AFTER);
    usual.push(timed(() => others.forEach(event => void matched(set, event))));
    if (at % ASSERTED === 0 || at === CHANGES - 1) assertHits(set, events);
  }
  return { set, took, first, after, usual };
}

function timed(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function matched(set, { line, index, arrival }) {
  return set.matchLine({ line, index, arrival, ref: arrival });
}

function assertHits(set, events) {
  const numbers = [...set.rules.keys()];
  const fresh = buildRuleSet([...set.rules.values()]);
  let hits = 0;
  for (const event of events.slice(0, ASSERTED_EVENTS)) {
    const wanted = matched(fresh, event).map(hit => ({ ...hit, rule: numbers[hit.rule] }));
    deepStrictEqual(matched(set, event), wanted, 'the hits are not those of a set built anew');
    hits += wanted.length;
  }
  deepStrictEqual(hits > 0, true, 'no hits to compare');
}

function benchEvents({ say }, rules, events, { rounds, perRound }) {
  const compacted = afterAdds(rules, ADDS[0]);
  compacted.compact();
  const sets = {
    'a set that does not change': buildRuleSet(rules),
    'a changing set': new ChangingRuleSet(rules),
    ...Object.fromEntries(ADDS.map(adds => [`after ${adds} adds`, afterAdds(rules, adds)])),
    [`after ${ADDS[0]} adds and compact()`]: compacted,
  };
  const hits = Object.keys(sets).map(() => new Array(rules.length).fill(0));
  const ways = { [YARDSTICK]: all => all.forEach(({ line }) => void JSON.parse(line.toString())) };
  for (const [at, [name, set]] of Object.entries(sets).entries()) {
    const sizes = set.segmentSizes === undefined ? '' : `: ${set.segmentSizes.join(' + ')}`;
    ways[name + sizes] = all => {
      for (const event of all) for (const { rule } of matched(set, event)) hits[at][rule]++;
    };
  }
  const microseconds = timeWays(ways, events, { rounds, perRound });
  for (const counts of hits.slice(1))
    deepStrictEqual(counts, hits[0], 'the hits of a rule depend on its segment');

  say(
    `cost of an event, from bytes to hits; ${rules.length} rules, ${rounds} rounds of ${grouped(perRound)} events of the ${values.stream} stream`,
  );
  const rows = Object.entries(microseconds).map(([name, all]) => [
    `  ${name}`,
    median(all).toFixed(2),
    withSpread(speedsOf(all, microseconds[YARDSTICK])),
  ]);
  for (const row of table([['', 'us/event', 'speed of JSON.parse'], ...rows])) say(row);
}

/** The last so many rules are added one by one. */
function afterAdds(rules, adds) {
  const set = new ChangingRuleSet(rules.slice(0, -adds));
  for (const rule of rules.slice(-adds)) set.change({ add: [rule] });
  return set;
}
