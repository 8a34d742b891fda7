// The short form of every benchmark of rules and engine, one after the other: `npm run bench`, a few minutes.
//
//   node bench/run.mjs [--long] [--save NAME]
//
// `--long` measures all streams and all points of the curves, which takes far longer. `--save NAME` keeps what is
// printed in bench/results/<date>-NAME-<benchmark>.txt. How to read it: bench/README.md.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const BENCHMARKS = [
  { name: 'compile', short: ['--rounds', '3'], long: [] },
  { name: 'network', short: ['--streams', 'defend,unique', '--events', '8000', '--rounds', '3'], long: [] },
  { name: 'curves', short: ['--only', 'rules,sequences,values', '--short', '--events', '5000'], long: [] },
  { name: 'scan', short: ['--streams', 'defend', '--events', '20000'], long: [] },
];

const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, save: { type: 'string' } },
});
for (const { name, short, long } of BENCHMARKS) {
  process.stdout.write(`== bench/${name}.mjs\n`);
  const script = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  const kept = values.save === undefined ? [] : ['--save', `${values.save}-${name}`];
  const { status } = spawnSync(process.execPath, [script, ...(values.long ? long : short), ...kept], {
    stdio: 'inherit',
  });
  // A benchmark that fails gave a wrong answer: the others still tell theirs.
  if (status !== 0) process.exitCode = 1;
  process.stdout.write('\n');
}
