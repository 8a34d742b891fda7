// Keeps the screens small: what a browser loads before the list of alerts can be used. Run after a build; exits with 1
// where it is more than the limit.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

/** Bytes of JavaScript, by gzip. */
const MOST = 300_000;
const FIRST_PAGE = 'pages/alerts/alerts-page.tsx';
const folder = 'dist/screens/';

const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8'));
const loaded = new Map();
for (const entry of ['index.html', FIRST_PAGE]) load(entry);
const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
process.stderr.write(`the list of alerts loads ${total} bytes of JavaScript by gzip (most: ${MOST})\n`);
if (total > MOST) {
  for (const [file, bytes] of [...loaded].sort((a, b) => b[1] - a[1]))
    process.stderr.write(`  ${bytes} ${file}\n`);
  process.exitCode = 1;
}

function load(name) {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`the build has no ${name}`);
  if (loaded.has(chunk.file)) return;
  loaded.set(chunk.file, gzipSync(readFileSync(folder + chunk.file), { level: 9 }).length);
  for (const other of chunk.imports ?? []) load(other);
}
