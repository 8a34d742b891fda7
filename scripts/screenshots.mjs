// Pictures of every page of the screens, in both themes, narrow and wide, of a server with the recorded attack:
//     npm run build && node scripts/screenshots.mjs --out pictures [--pages alerts,rules] [--widths 390,1366,2560]
//         [--themes dark,light] [--path /alerts?q=x] [--rules FOLDER] [--empty]
// Says what a page wrote to the browser's console. Exits with 1 where one failed.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openBrowser } from './chromium.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    pages: { type: 'string' },
    path: { type: 'string', multiple: true, default: [] },
    widths: { type: 'string', default: '390,1366,2560' },
    themes: { type: 'string', default: 'dark,light' },
    rules: { type: 'string', multiple: true, default: [] },
    empty: { type: 'boolean', default: false },
    wait: { type: 'string', default: '1500' },
  },
});
const PATHS = {
  alerts: '/alerts',
  alert: '/alerts/FIRST',
  panel: '/alerts?open=FIRST',
  rules: '/rules',
  rule: '/rules/RULE',
  editor: '/rules/RULE/edit',
  new: '/rules/new',
  hunt: '/hunt?q=process%20where%20true&from=now-1h',
  coverage: '/coverage',
  sources: '/sources',
  settings: '/settings',
  welcome: '/welcome',
};
const HEIGHTS = { 390: 844, 1366: 768, 2560: 1300 };

const folder = mkdtempSync(join(tmpdir(), 'tripline-screens-'));
const key = 'key-of-the-screenshots-0123456789abcdef';
const server = spawn(
  process.execPath,
  [
    'bin/tripline.js',
    'serve',
    '--demo',
    ...(values.empty ? ['--empty'] : []),
    ...['--data', folder, '--listen', '127.0.0.1:0', '--sign-in-link'],
    ...values.rules.flatMap(path => ['--rules', path]),
  ],
  {
    env: { ...process.env, TRIPLINE_BOOTSTRAP_KEY: key, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
let said = '';
server.stdout.on('data', chunk => {
  said += chunk;
});
try {
  await until(() => /data in/.test(said), 'the server does not listen');
  const url = /listening on\s+(http:\S+)/.exec(said)[1];
  const link = /(http:\S+\/sign-in\?token=\S+)/.exec(said)[1];
  const found = values.empty ? {} : await firstAlert(url);
  await photograph(url, link, found);
} finally {
  server.kill('SIGTERM');
  await new Promise(done => server.once('exit', done));
  rmSync(folder, { recursive: true, force: true });
}

async function photograph(url, link, { rule, uuid }) {
  const browser = await openBrowser();
  mkdirSync(values.out, { recursive: true });
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = [];
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', error => problems.push(error.message));
  await page.goto(link);
  await page.click('button');
  const names = values.pages?.split(',') ?? (values.path.length > 0 ? [] : Object.keys(PATHS));
  const wanted = [
    ...names.map(name => [name, PATHS[name]]),
    ...values.path.map((path, at) => [`path-${at}`, path]),
  ];
  for (const [name, pattern] of wanted) {
    const path = pattern.replace('FIRST', uuid ?? 'none').replace('RULE', rule ?? 'none');
    for (const theme of values.themes.split(',')) {
      await page.emulateMedia({ colorScheme: theme });
      for (const width of values.widths.split(',').map(Number)) {
        await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 });
        await page.goto(`${url}/app${path}`);
        await page.waitForTimeout(Number(values.wait));
        await page.screenshot({ path: join(values.out, `${name}-${theme}-${width}.png`) });
      }
    }
  }
  await browser.close();
  for (const problem of new Set(problems)) process.stdout.write(`in the console: ${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function firstAlert(url) {
  let alert;
  await until(async () => {
    const answer = await fetch(`${url}/api/detection_engine/signals/search`, {
      method: 'POST',
      headers: { authorization: `ApiKey ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        query: { bool: { must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }] } },
        size: 1,
      }),
    });
    alert = (await answer.json()).hits?.hits?.[0]?._source;
    return alert !== undefined;
  }, 'no alert comes');
  return { uuid: alert['kibana.alert.uuid'], rule: alert['kibana.alert.rule.uuid'] };
}

async function until(isSo, problem, seconds = 90) {
  for (let tries = 0; tries < seconds * 4; tries += 1) {
    if (await isSo()) return;
    await new Promise(next => setTimeout(next, 250));
  }
  throw new Error(`${problem}: ${said}`);
}
