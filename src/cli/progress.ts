import process from 'node:process';
import cliProgress from 'cli-progress';

export interface Progress {
  add(bytes: number): void;
  end(): void;
}

/** A bar on standard error while a long input is read: on a terminal only, and not for what is read at once. */
export function startProgress(totalBytes: number): Progress {
  if (process.stderr.isTTY !== true || totalBytes < 8 * 1024 * 1024) return { add() {}, end() {} };
  const bar = new cliProgress.SingleBar({
    format: 'reading {bar} {percentage}% · {eta_formatted} left',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 100,
  });
  bar.start(totalBytes, 0);
  return {
    add: bytes => bar.increment(bytes),
    end: () => bar.stop(),
  };
}
