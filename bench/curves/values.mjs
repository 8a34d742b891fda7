// Cost of an event by how many of its values were never seen before: from the defend stream, whose values recur, to
// the unique one, in which none does, by way of mixtures of the two.
import { buildRuleSet } from '../../dist/engine/rule-set.js';
import { speedsOf, timeWays } from '../measure/by-turns.mjs';
import { indexOf } from '../measure/event-index.mjs';
import { grouped, median, table, withSpread } from '../measure/figures.mjs';
import { streamFacts } from '../measure/stream-facts.mjs';
import { linesOf, streamFile } from '../measure/stream-file.mjs';
import { Chance } from '../streams/chance.mjs';

export async function valuesCurve(report, rules, { perRound, rounds, isShort }) {
  const count = (rounds + 1) * perRound;
  const recurring = linesOf(await streamFile('defend', { events: count }), count);
  const unique = linesOf(await streamFile('unique', { events: count }), count);
  report.say(`cost of an event by values never seen before; ${rounds} rounds of ${grouped(perRound)} events`);
  const rows = [];
  for (const share of isShort ? [0, 1] : [0, 0.25, 0.5, 0.75, 1]) {
    const chance = new Chance(1);
    const lines = recurring.map((line, at) => (chance.next() < share ? unique[at] : line));
    const { newValues } = streamFacts(lines.slice(0, 2 * perRound), rules);
    const ruleSet = buildRuleSet(rules);
    const events = lines.map((line, arrival) => ({
      line,
      arrival,
      index: indexOf(JSON.parse(line.toString())),
    }));
    const { parse, hits } = timeWays(
      {
        parse: all => all.forEach(({ line }) => void JSON.parse(line.toString())),
        hits: all =>
          all.forEach(
            ({ line, index, arrival }) => void ruleSet.matchLine({ index, line, arrival, ref: arrival }),
          ),
      },
      events,
      { rounds, perRound },
    );
    rows.push([
      `  ${Math.round(share * 100)} % unique`,
      newValues.toFixed(2),
      median(hits).toFixed(2),
      withSpread(speedsOf(hits, parse)),
    ]);
  }
  for (const row of table([['', 'new values/event', 'us/event', 'speed of JSON.parse'], ...rows]))
    report.say(row);
}
