// The package as its users get it: packed, installed into an empty folder without dev dependencies, and run
// on this Node and on the newest long-term one. Closes with `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const NEWEST_LTS = 'node@24';
/** A third of it are the screens. */
const MOST_PACKED_BYTES = 2_800_000;
/** Most of them are the HTTP server's. */
const MOST_INSTALLED_PACKAGES = 110;
/** The store inside the process, which is for who wants `serve` without a ClickHouse server. */
const { chdb: CHDB } = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies;
/** What a tarball may hold; everything else is a leak of sources, tests or scratch files. */
const BELONGS =
  /^(bin\/[\w.-]+\.js|dist\/[\w./-]+\.(js|d\.ts|json)|dist\/screens\/[\w./-]+\.(html|css|svg|md)|deploy\/[\w.-]+\.(json|yml)|rules\/[\w./-]+\.(toml|md)|examples\/[\w./-]+\.(ndjson|mjs|md)|docs\/[\w./-]+\.(md|svg|png)|(package\.json|LICENSE|NOTICE|[A-Z]+\.md))$/;

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
  const nodes = new Set([process.execPath, newest.trim()]);
  for (const node of nodes) tryOut(node, home);
  for (const node of nodes) refusesWithoutStore(node, home);
  npm(['install', ...quiet, `chdb@${CHDB}`], home);
  for (const node of nodes) await tryServer(node, home);
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

function refusesWithoutStore(node, home) {
  const name = must(node, ['--version']).trim();
  const told = run(node, ['node_modules/tripline/bin/tripline.js', 'serve', '--listen', '127.0.0.1:0'], home);
  const isClear = told.status === 2 && told.stderr.includes('npm install chdb');
  check(`${name}: serve says what it needs where chdb is not there`, isClear, said(told));
}

/** The server, from its start to an event that is stored and found. */
async function tryServer(node, home) {
  const name = must(node, ['--version']).trim();
  const key = 'a-key-of-this-test-0123456789-012345';
  const data = `data-${name}`;
  const args = ['node_modules/tripline/bin/tripline.js', 'serve', '--data', data, '--listen', '127.0.0.1:0'];
  const env = { ...process.env, TRIPLINE_BOOTSTRAP_KEY: key };
  const child = spawn(node, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  const ended = new Promise(resolve => child.once('exit', resolve));
  try {
    const url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('it does not listen')), 60_000);
      const take = chunk => {
        told += chunk;
        const found = /listening on\s+(http:\S+)/.exec(told);
        if (found === null) return;
        clearTimeout(late);
        resolve(found[1]);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('exit', code => reject(new Error(`it ended with ${code}`)));
    });
    const headers = { authorization: `ApiKey ${key}`, 'content-type': 'application/x-ndjson' };
    const body =
      '{"create":{"_index":"logs-x-default"}}\n{"@timestamp":"2026-01-01T00:00:00Z","user":{"name":"a"}}\n';
    const written = await (await fetch(`${url}/_bulk`, { method: 'POST', headers, body })).json();
    const banner = await (await fetch(url, { headers: { authorization: headers.authorization } })).json();
    const isFine = written.errors === false && written.items.length === 1 && banner.version !== undefined;
    check(`${name}: serve starts, takes an event and answers shippers`, isFine, JSON.stringify(written));
  } catch (problem) {
    check(`${name}: serve starts, takes an event and answers shippers`, false, `${problem}\n${told}`);
  } finally {
    child.kill('SIGTERM');
    check(`${name}: serve ends when it is told to`, (await ended) === 0, told);
  }
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
