import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomFrom } from '../support/random.ts';

const PROGRAM = resolve('test/support/append-events.mjs');
/** Fifty in the full form. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 4);
const LONGEST_MS = 1200;

test(
  'what was acknowledged before a kill is stored once, whenever the kill came',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tripline-kill-'));
    const random = randomFrom(20261124);
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < rounds; round++) {
      const before = acknowledged.size;
      for (const n of await appendUntilKilled(folder, next, random.below(LONGEST_MS))) {
        acknowledged.add(n);
        next = Math.max(next, n + 1);
      }
      expect(acknowledged.size, `round ${round}`).toBeGreaterThan(before);
    }
    const stored = await list(folder);
    expect(stored.length - new Set(stored).size).toBe(0);
    const there = new Set(stored);
    expect([...acknowledged].filter(n => !there.has(n))).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  },
  15_000 + rounds * 4_000,
);

/** What the process told of before it was killed, so long after it was ready. */
async function appendUntilKilled(folder: string, first: number, afterMs: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [PROGRAM, 'append', folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: number[] = [];
  let killing: Promise<unknown> = Promise.resolve();
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') killing = wait(afterMs).then(() => child.kill('SIGKILL'));
    else told.push(Number(line));
  }
  await killing;
  // The last line may be half of one.
  return told.slice(0, -1);
}

async function list(folder: string): Promise<readonly number[]> {
  const child = spawn(process.execPath, [PROGRAM, 'list', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const numbers: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) numbers.push(Number(line));
  return numbers;
}
