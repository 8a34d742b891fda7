// Keeps the layers of ARCHITECTURE.md: which folder of src/ may import which, what the pure layers may not
// touch, and how long a file may grow. Prints each breach with the reason and exits with 1.
import { readdirSync, readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import process from 'node:process';

const LOWEST = ['base', 'source', 'event', 'plan'];
/** folder of src/ -> folders that it may import besides itself. */
const ALLOWED = {
  base: [],
  source: ['base'],
  event: ['base', 'source'],
  plan: ['base', 'source', 'event'],
  'lang/eql': LOWEST,
  engine: LOWEST,
  ingest: ['base', 'source', 'event'],
  rules: [...LOWEST, 'lang/eql'],
  alerts: [...LOWEST, 'engine', 'rules'],
  explain: [...LOWEST, 'engine', 'rules'],
  app: [...LOWEST, 'lang/eql', 'engine', 'ingest', 'rules', 'alerts', 'explain'],
  cli: [...LOWEST, 'lang/eql', 'engine', 'ingest', 'rules', 'alerts', 'explain', 'app'],
};
/** Folders that may touch files, sockets and processes. */
const IMPURE = ['ingest', 'app', 'cli'];
/** Folders that may read the clock, randomness and the environment. */
const EDGE = ['app', 'cli'];
const MOST_LINES = 800;
const LONG_FILES = { 'src/event/ecs.generated.ts': 'the ECS field table' };

const breaches = [];
for (const file of sourceFiles('src')) {
  const text = readFileSync(file, 'utf8');
  const layer = layerOf(file);
  if (layer === undefined) {
    breaches.push(`${file}: stands in no layer; the layers are ${Object.keys(ALLOWED).join(', ')}`);
    continue;
  }
  checkLength(file, text);
  if (file.endsWith('.test.ts')) continue;
  for (const target of imports(text)) checkImport(file, layer, target);
  if (!EDGE.includes(layer)) {
    const found = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.env)\b/.exec(
      text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''),
    );
    if (found)
      breaches.push(
        `${file}: uses ${found[0]}; a replayable engine gets time, chance and settings as arguments`,
      );
  }
}
for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.exitCode = breaches.length > 0 ? 1 : 0;

function checkImport(file, layer, target) {
  if (target.startsWith('node:')) {
    if (!IMPURE.includes(layer))
      breaches.push(`${file}: imports ${target}; ${layer} must run anywhere, a browser included`);
    return;
  }
  if (!target.startsWith('.')) return;
  const path = posix.join(posix.dirname(file), target);
  const other = layerOf(path);
  if (other === layer) return;
  if (other === undefined || !ALLOWED[layer].includes(other)) {
    breaches.push(
      `${file}: ${layer} may not import ${path}; it may import ${ALLOWED[layer].join(', ') || 'nothing'}`,
    );
  }
}

function checkLength(file, text) {
  const lines = text.split('\n').length;
  if (lines > MOST_LINES && !(file in LONG_FILES))
    breaches.push(`${file}: ${lines} lines; over ${MOST_LINES} needs a reason in scripts/layers.mjs`);
}

function layerOf(file) {
  const inner = file.slice('src/'.length);
  return Object.keys(ALLOWED).find(layer => inner.startsWith(`${layer}/`));
}

function imports(text) {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(match => match[1]);
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry =>
      relative('.', `${entry.parentPath ?? entry.path}/${entry.name}`)
        .split(sep)
        .join('/'),
    )
    .sort();
}
