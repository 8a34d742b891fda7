import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';

const PROGRAM = resolve('bin/tripline.js');

/** How a call of the built program ended, and what it wrote on standard output and standard error. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly talk: string;
}

/** @param options `env` comes on top of the test's own */
export function runProgram(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: object; readonly input?: string | Buffer },
): Ran {
  const { cwd, env, input } = options;
  const ran = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
    ...(input === undefined ? {} : { input }),
  });
  return { code: ran.status, out: ran.stdout.toString(), talk: ran.stderr.toString() };
}
