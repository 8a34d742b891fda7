// How the cost of an event grows: with the number of rules and their types, with sequences under way, with values never seen before,
// and how it shrinks with cores. One figure hides what a curve shows.
//
//   node bench/curves.mjs [--only rules,types,sequences,values,jobs] [--events 10000] [--rounds 3] [--short] [--save NAME]
//
// `--short` measures fewer points. Answers are asserted: hits, sequences under way, alerts.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { jobsCurve } from './curves/jobs.mjs';
import { rulesCurve } from './curves/rules.mjs';
import { sequencesCurve } from './curves/sequences.mjs';
import { typesCurve } from './curves/types.mjs';
import { valuesCurve } from './curves/values.mjs';
import { liveRules, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';

const CURVES = {
  rules: rulesCurve,
  types: typesCurve,
  sequences: sequencesCurve,
  values: valuesCurve,
  jobs: jobsCurve,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(CURVES).join(',') },
    events: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    short: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});
const names = values.only.split(',');
const unknown = names.find(name => !Object.hasOwn(CURVES, name));
const rules = await liveRules();
if (unknown !== undefined) {
  process.stderr.write(`there is no curve of ${unknown}, only of ${Object.keys(CURVES).join(', ')}\n`);
  process.exitCode = 2;
} else if (rules === undefined) process.stdout.write(NO_RULES);
else {
  const report = startReport(values.save);
  const settings = { perRound: Number(values.events), rounds: Number(values.rounds), isShort: values.short };
  for (const name of names) {
    await CURVES[name](report, rules, settings);
    report.say();
  }
  report.end();
}
