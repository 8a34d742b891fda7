// Keeps the layers of ARCHITECTURE.md: which folder of src/ may import which, what the pure layers may not
// touch, what a file may be called and how long it may grow. Prints each breach with the reason and exits
// with 1.
import { readdirSync, readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import process from 'node:process';

const LOWEST = ['base', 'source', 'event', 'plan'];
const LANGUAGES = ['lang/eql', 'lang/kql', 'lang/dsl'];
const BELOW_DRIVERS = [
  ...LOWEST,
  ...LANGUAGES,
  ...['engine', 'ingest', 'rules', 'alerts', 'exceptions', 'explain'],
];
/** folder of src/ -> folders that it may import besides itself. */
const ALLOWED = {
  base: [],
  source: ['base'],
  event: ['base', 'source'],
  plan: ['base', 'source', 'event'],
  'lang/eql': LOWEST,
  'lang/kql': LOWEST,
  'lang/dsl': LOWEST,
  engine: LOWEST,
  evtx: [],
  ingest: ['base', 'source', 'event', 'evtx'],
  rules: [...LOWEST, ...LANGUAGES],
  alerts: [...LOWEST, 'engine', 'rules'],
  exceptions: [...LOWEST, 'engine', 'rules'],
  explain: [...LOWEST, 'engine', 'rules'],
  library: [...LOWEST, 'lang/eql', 'engine'],
  store: [...LOWEST, 'engine', 'alerts'],
  detect: [...LOWEST, 'engine', 'rules', 'alerts', 'exceptions', 'store'],
  api: ['base'],
  http: [...BELOW_DRIVERS, 'store', 'detect', 'api'],
  app: [...BELOW_DRIVERS, 'store', 'detect', 'api', 'http'],
  // Bundled for browsers. Of alerts only the reading of guides, which reads text alone, and of rules only how they are
  // written.
  web: ['api', 'source', 'event', 'plan', ...LANGUAGES, 'rules', 'alerts'],
  cli: [...BELOW_DRIVERS, 'store', 'detect', 'api', 'http', 'app'],
};
/** Folders that may touch files, sockets and processes. */
const IMPURE = ['ingest', 'store', 'http', 'app', 'cli'];
/** Folders that may read the clock, randomness and the environment. */
const EDGE = ['app', 'cli', 'web'];
const EDGE_ONLY =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|crypto\.randomUUID|process\.env)\b/;
const COMMENT_LINES = /^\s*(\/\/|\*|\/\*).*$/gm;
/** Words that say a file holds this and that. */
const EMPTY_NAMES = /(?:^|-)(utils?|helpers?|common|types|misc|manager|service|handler)(?:[-.]|$)/;
const MOST_LINES = 800;
const LONG_FILES = { 'src/event/ecs.generated.ts': 'the ECS field table' };

const breaches = [];
for (const file of sourceFiles('src')) {
  const text = readFileSync(file, 'utf8');
  checkName(file);
  checkLength(file, text);
  const layer = layerOf(file);
  if (layer === undefined) {
    breaches.push(`${file}: stands in no layer; the layers are ${Object.keys(ALLOWED).join(', ')}`);
    continue;
  }
  // Tests may read files and reach across layers: they are no part of what is built.
  if (/\.test\.tsx?$/.test(file)) continue;
  for (const target of imports(text)) checkImport(file, layer, target);
  checkPurity(file, layer, text);
}
for (const file of [...sourceFiles('test'), ...sourceFiles('bench')]) {
  checkName(file);
  checkLength(file, readFileSync(file, 'utf8'));
}
for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.exitCode = breaches.length > 0 ? 1 : 0;

function checkName(file) {
  const name = posix.basename(file);
  const empty = EMPTY_NAMES.exec(name)?.[1];
  if (empty !== undefined)
    breaches.push(`${file}: "${empty}" says nothing about what is inside; name the file for what it does`);
  if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.tsx?$/.test(name))
    breaches.push(`${file}: names are kebab-case, so that they read the same on every file system`);
}

function checkLength(file, text) {
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES && !(file in LONG_FILES))
    breaches.push(
      `${file}: ${lines} lines; a file this long has several reasons to change: split it, ` +
        `or give the reason in scripts/layers.mjs (most: ${MOST_LINES})`,
    );
}

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
      `${file}: ${layer} may not import ${path}; it may import ${ALLOWED[layer].join(', ') || 'nothing'}: ` +
        'what both need belongs in a layer below both',
    );
  }
}

function checkPurity(file, layer, text) {
  if (EDGE.includes(layer)) return;
  const found = EDGE_ONLY.exec(text.replace(COMMENT_LINES, ''));
  if (found)
    breaches.push(
      `${file}: uses ${found[0]}; a replayable engine gets time, chance and settings as arguments`,
    );
}

function layerOf(file) {
  if (!file.startsWith('src/')) return undefined;
  const inner = file.slice('src/'.length);
  return Object.keys(ALLOWED).find(layer => inner.startsWith(`${layer}/`));
}

function imports(text) {
  const code = text.replace(COMMENT_LINES, '');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map(match => match[1]);
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry =>
      relative('.', `${entry.parentPath ?? entry.path}/${entry.name}`)
        .split(sep)
        .join('/'),
    )
    .sort();
}
