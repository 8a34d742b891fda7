// Runs another engine's test suites against what is built: `npm run conformance -- DIR`, where DIR/suites.json
// names each file, its kind and its settings (src/app/conformance). Closes with `N passed, N failed`.
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const { runConformance } = await import(pathToFileURL('dist/app/conformance/index.js').href);

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run conformance -- DIR, a folder with a suites.json\n');
  process.exit(2);
}
let passed = 0;
let failed = 0;
for await (const report of runConformance(folder)) {
  const { file, name, passes, expected, found, difference } = report;
  if (passes) passed++;
  else failed++;
  if (!passes)
    process.stdout.write(
      `FAIL ${file} > ${name}\n${indent('expected ', expected)}${indent('found    ', found)}`,
    );
  else if (difference !== undefined)
    process.stdout.write(`known difference ${file} > ${name}\n${indent('', difference.reason)}`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

function indent(label, text) {
  const pad = ' '.repeat(label.length);
  return `${text
    .split('\n')
    .map((line, at) => `  ${at === 0 ? label : pad}${line}`)
    .join('\n')}\n`;
}
