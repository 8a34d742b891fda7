// npm runs this after an install: build, and inside a git checkout point git at our hooks.
// In an installed package neither sources nor TypeScript are there, and nothing is to be done.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

if (existsSync('.git')) spawnSync('git', ['config', 'core.hooksPath', '.githooks']);
if (existsSync('tsconfig.build.json')) {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  process.exitCode = built.status ?? 1;
}
