// How fast a rule is explained: the funnel over a day of a busy host, its first numbers, and one alert.
// Run: npm run build && node bench/explain.mjs [--events N] [--rules FILE...]
//
// Each figure is the median of five rounds, with the least and the most; its answer (the number of alerts, which the
// engine itself gives) is checked first. The limits that it is held against: a funnel over 100,000 events in two
// seconds with its first numbers after 300 ms, and one alert in 50 ms.
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadRuleFiles } from '../dist/app/load-rule-files.js';
import { readAllEvents } from '../dist/app/read-all-events.js';
import { buildExtractor, buildRuleSet, finishHits, memoryHitLog } from '../dist/engine/index.js';
import { explain } from '../dist/explain/explain.js';
import { startFunnel } from '../dist/explain/funnel.js';
import { fileInput } from '../dist/ingest/event-input.js';
import { streamLines } from './streams/index.mjs';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, rules: { type: 'string', multiple: true } },
});
const EVENTS = Number(values.events);
const ROUNDS = 5;
/** The first numbers are drawn after so many events. */
const FIRST = 5000;

const events = [];
for await (const line of streamLines('defend', { events: EVENTS, isLoud: true }))
  events.push({ id: String(events.length), document: JSON.parse(line) });
const { rules } = await loadRuleFiles(values.rules ?? ['rules'], { lints: false });

for (const { compiled, kind } of rules) {
  if (kind !== 'compiled') continue;
  const wanted = engineAlerts(compiled, events);
  const firsts = [];
  const wholes = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const run = startFunnel(compiled, { total: events.length });
    for (const [at, event] of events.entries()) {
      run.add(event);
      if (at !== FIRST) continue;
      run.snapshot();
      firsts.push(performance.now() - start);
    }
    const { alerts } = run.snapshot();
    wholes.push(performance.now() - start);
    assert.equal(alerts, wanted);
  }
  process.stdout.write(`${compiled.rule.name} (${wanted} alerts of ${events.length} events)\n`);
  process.stdout.write(
    `  funnel, first numbers  ${figures(firsts)}\n  funnel, all            ${figures(wholes)}\n`,
  );
}

const recording = (await readAllEvents([fileInput('examples/attack.ndjson')], {}, EVENTS, () => {})).events;
const [shipped] = (await loadRuleFiles(['rules'], { lints: false })).rules;
assert.equal(shipped.kind, 'compiled');
const few = eventsOfOneAlert(shipped.compiled, recording);
const ones = [];
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now();
  assert.ok(explain(shipped.compiled, few).fires);
  ones.push(performance.now() - start);
}
process.stdout.write(
  `one alert explained among ${few.length} events: ${figures(ones)}, the first ${ones[0].toFixed(1)} ms\n`,
);

function matchesOf({ indices, plan }, all) {
  const ruleSet = buildRuleSet([{ plan, ...(indices && { indices }) }]);
  const extractor = buildExtractor(ruleSet.fields);
  const log = memoryHitLog();
  for (const [ref, { document, index }] of all.entries())
    for (const hit of ruleSet.match({ index, slots: extractor.fromDocument(document), arrival: ref, ref }))
      log.add(hit);
  return [...finishHits([{ plan }], log.inOrder())];
}

function engineAlerts(rule, all) {
  return matchesOf(rule, all).length;
}

/** The events of the first alert, and the hundred around each. */
function eventsOfOneAlert(rule, all) {
  const [match] = matchesOf(rule, all);
  if (match === undefined) return [];
  const refs = match.refs.filter(ref => ref !== undefined);
  const chosen = new Set(refs.flatMap(ref => Array.from({ length: 100 }, (_, at) => ref - 50 + at)));
  return all.filter((_, ref) => chosen.has(ref));
}

function figures(all) {
  const sorted = all.toSorted((a, b) => a - b);
  const shown = ms => `${ms.toFixed(1)} ms`;
  return `${shown(sorted[Math.floor(sorted.length / 2)])} (${shown(sorted[0])} to ${shown(sorted.at(-1))})`;
}
