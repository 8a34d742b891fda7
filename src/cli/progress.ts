import process from 'node:process';
import cliProgress from 'cli-progress';
import { totalBytes } from '../app/event-inputs.ts';

export interface Progress {
  add(bytes: number): void;
  end(): void;
}

const NO_PROGRESS: Progress = { add() {}, end() {} };
const LEAST_BYTES = 8 * 1024 * 1024;

/** A bar on standard error while a long input is read: on a terminal only, and not for what is read at once. */
export async function startProgress(paths: readonly string[]): Promise<Progress> {
  if (process.stderr.isTTY !== true) return NO_PROGRESS;
  const total = await totalBytes(paths);
  if (total < LEAST_BYTES) return NO_PROGRESS;
  const bar = new cliProgress.SingleBar({
    format: 'reading {bar} {percentage}% · {eta_formatted} left',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 100,
  });
  bar.start(total, 0);
  return {
    add: bytes => bar.increment(bytes),
    end: () => bar.stop(),
  };
}
