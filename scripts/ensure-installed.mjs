// Makes `npm start` and `npm test` work as the only command on a fresh clone: installs what the lock file
// names where node_modules is absent or older than it, and builds where dist/ is absent or older than src/.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import process from 'node:process';

const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || modified(installed) < modified('package-lock.json')) {
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], {
    shell: process.platform === 'win32',
  });
}
if (
  process.argv.includes('--build') &&
  newest('src') > (existsSync('dist/cli/main.js') ? modified('dist/cli/main.js') : 0)
) {
  run(process.execPath, ['scripts/build.mjs']);
}

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function newest(folder) {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile());
  return Math.max(...files.map(entry => modified(`${entry.parentPath ?? entry.path}/${entry.name}`)));
}

function modified(path) {
  return statSync(path).mtimeMs;
}
