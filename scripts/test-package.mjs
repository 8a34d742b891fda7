// The package as its users get it: packed, installed into an empty folder without dev dependencies, and run
// on this Node and on the newest long-term one. Closes with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const NEWEST_LTS = 'node@24';
const MOST_PACKED_BYTES = 1_500_000;
const MOST_INSTALLED_PACKAGES = 20;
/** What a tarball may hold; everything else is a leak of sources, tests or scratch files. */
const BELONGS =
  /^(bin\/[\w.-]+\.js|dist\/[\w./-]+\.(js|d\.ts|json)|rules\/[\w./-]+\.(toml|md)|examples\/[\w./-]+\.(ndjson|mjs|md)|docs\/[\w./-]+\.(md|svg|png)|(package\.json|LICENSE|NOTICE|[A-Z]+\.md))$/;

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
let passed = 0;
let failed = 0;
const folder = mkdtempSync(join(tmpdir(), 'tripline-package-'));
try {
  must(process.execPath, ['scripts/ensure-installed.mjs', '--build']);
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], '.'));
  const strays = packed.files
    .map(file => file.path)
    .filter(path => !BELONGS.test(path) || /\.test\.|\/(test|src|scripts|node_modules)\//.test(`/${path}`));
  check(
    'the package holds nothing but what runs and what explains it',
    strays.length === 0,
    strays.join('\n'),
  );
  check(
    `the package is smaller than ${MOST_PACKED_BYTES} bytes`,
    packed.size <= MOST_PACKED_BYTES,
    `${packed.size} bytes`,
  );

  const home = join(folder, 'home');
  mkdirSync(home);
  // Says that this is the project, lest npm take a folder further up for it.
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--omit=dev'];
  npm(['install', ...quiet, join('..', packed.filename)], home);
  const installed = Object.keys(JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8')).packages);
  check(
    `it brings at most ${MOST_INSTALLED_PACKAGES} packages`,
    installed.length - 1 <= MOST_INSTALLED_PACKAGES,
    installed.join('\n'),
  );

  const newest = npm(
    ['exec', '--yes', '--package', NEWEST_LTS, '--', 'node', '-p', 'process.execPath'],
    home,
  );
  for (const node of new Set([process.execPath, newest.trim()])) tryOut(node, home);
} catch (problem) {
  check('the package can be packed and installed', false, String(problem?.message ?? problem));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** The commands that a newcomer types, in a folder that knows nothing of the checkout. */
function tryOut(node, home) {
  const name = must(node, ['--version']).trim();
  const inside = 'node_modules/tripline';
  const tripline = args => run(node, [`${inside}/bin/tripline.js`, ...args], home);

  const told = tripline(['--version']);
  check(
    `${name}: --version says ${version}`,
    told.status === 0 && told.stdout.trim() === version,
    said(told),
  );

  const checked = tripline(['check', `${inside}/rules`]);
  check(`${name}: check accepts the rules that ship`, checked.status === 0, said(checked));

  const scan = [
    'scan',
    `${inside}/examples/attack.ndjson`,
    '--rules',
    `${inside}/rules`,
    '--format',
    'ndjson',
  ];
  const scanned = tripline(scan);
  const alerts = scanned.stdout.split('\n').filter(Boolean).map(parsed);
  const fine = alerts.length > 0 && alerts.every(alert => typeof alert?.['kibana.alert.uuid'] === 'string');
  check(`${name}: scan finds the attack in the example`, scanned.status === 0 && fine, said(scanned));

  const failing = tripline([...scan, '--fail-on-alert']);
  check(`${name}: scan --fail-on-alert ends with 1`, failing.status === 1, said(failing));

  const wrong = tripline(['scan', '--no-such-option']);
  check(`${name}: a wrong call ends with 2`, wrong.status === 2, said(wrong));

  const usage = `import { compile } from 'tripline/eql'; import 'tripline/engine';
    const { program } = compile('process where true');
    if (!program?.matches({ 'event.category': 'process' })) throw new Error('no match');`;
  const imported = run(node, ['--input-type=module', '-e', usage], home);
  check(`${name}: tripline/eql and tripline/engine can be imported`, imported.status === 0, said(imported));
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function check(name, isFine, otherwise) {
  if (isFine) passed++;
  else failed++;
  process.stdout.write(isFine ? `ok   ${name}\n` : `FAIL ${name}\n${otherwise.replace(/^/gm, '  ')}\n`);
}

function said({ status, stdout, stderr }) {
  return `exit ${status}\n${stdout.slice(0, 2_000)}\n${stderr.slice(0, 4_000)}`;
}

function npm(args, cwd) {
  const isWindows = process.platform === 'win32';
  return must(isWindows ? 'npm.cmd' : 'npm', args, cwd, { shell: isWindows });
}

/** Runs what the test itself needs; that it fails is a failure of the whole. */
function must(command, args, cwd = '.', options = {}) {
  const done = run(command, args, cwd, options);
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${said(done)}`);
  return done.stdout;
}

function run(command, args, cwd, options = {}) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
}
