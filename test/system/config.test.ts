/** Settings of a server from a file, the environment and flags, as its users give them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, runProgram } from '../support/run-program.ts';
import { ServerProcess } from '../support/running-server.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-config-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function tripline(args: readonly string[], env: object = {}): Ran {
  return runProgram(args, { cwd: home, env: { NO_COLOR: '1', ...env } });
}

test('config check says what is wrong with a file, or that nothing is', () => {
  writeFileSync(join(home, 'good.toml'), 'keep = "7d"\nrules = ["rules"]\n');
  writeFileSync(join(home, 'bad.toml'), 'keep = "7d"\nlisen = "127.0.0.1:1"\n');
  expect(tripline(['config', 'check', 'good.toml'])).toEqual({
    ...{ code: 0, out: '', talk: '`good.toml`: 2 settings, nothing wrong\n' },
  });
  const bad = tripline(['config', 'check', 'bad.toml']);
  expect(bad.code).toBe(1);
  expect(bad.talk).toContain('bad.toml:2:1');
  expect(bad.talk).toContain('did you mean `listen`?');
  expect(tripline(['config', 'check', 'none.toml']).code).toBe(2);
});

test('a server with wrong settings does not start', () => {
  writeFileSync(join(home, 'wrong.toml'), 'durability = "some"\n');
  const file = tripline(['serve', '--config', 'wrong.toml']);
  expect(file.code).toBe(2);
  expect(file.talk).toContain('the server did not start: its settings are wrong');
  expect(tripline(['serve'], { TRIPLINE_KEEP: 'ever' }).code).toBe(2);
});

test('a flag wins over the environment, and that over the file', async () => {
  const settings = join(home, 'settings');
  mkdirSync(join(settings, 'rules'), { recursive: true });
  const file = 'data = "kept"\nrules = "rules"\nlisten = "127.0.0.1:1"\nkeep = "5h"\nkeep-gigabytes = 3\n';
  writeFileSync(join(settings, 'serve.toml'), file);
  process.env['TRIPLINE_KEEP'] = '6h';
  process.env['TRIPLINE_LISTEN'] = '127.0.0.1:2';
  let server: ServerProcess;
  try {
    const args = ['--config', 'settings/serve.toml', '--listen', '127.0.0.1:0'];
    server = await ServerProcess.start(args, { cwd: home });
  } finally {
    delete process.env['TRIPLINE_KEEP'];
    delete process.env['TRIPLINE_LISTEN'];
  }
  try {
    expect(await server.ask('/api/tripline/status')).toMatchObject({
      ...{ retention: { keepMs: 6 * 3_600_000, keepBytes: 3e9 }, rules: { all: 0 } },
    });
    expect(server.out).toContain(join('settings', 'kept'));
  } finally {
    expect(await server.stop()).toBe(0);
  }
}, 60_000);
