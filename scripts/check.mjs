// All that CI checks, fast first; stops at the first that fails and says which.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const bin = name => [process.execPath, `node_modules/${name}`];
const script = name => [process.execPath, `scripts/${name}`];
const steps = [
  ['format and lint', bin('@biomejs/biome/bin/biome'), ['check', '.']],
  ['layers', script('layers.mjs'), []],
  ['types', bin('typescript/bin/tsc'), ['-p', 'tsconfig.json', '--noEmit']],
  ['types of the screens', bin('typescript/bin/tsc'), ['-p', 'tsconfig.web.json', '--noEmit']],
  ['unused exports', bin('knip/bin/knip.js'), []],
  // The steps from here on run what was built.
  ['build', script('build.mjs'), []],
  ['size of the screens', script('screens-size.mjs'), []],
  ['generated docs', script('gen-docs.mjs'), ['--check']],
  ['docs', script('check-docs.mjs'), []],
  ['tests', bin('vitest/vitest.mjs'), ['run']],
];

for (const [name, [command, ...prefix], args] of steps) {
  process.stderr.write(`── ${name}\n`);
  const done = spawnSync(command, [...prefix, ...args], { stdio: 'inherit' });
  if (done.status !== 0) {
    process.stderr.write(`── ${name} failed\n`);
    process.exit(done.status ?? 1);
  }
}
