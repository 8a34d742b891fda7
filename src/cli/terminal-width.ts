import process from 'node:process';

/** Columns to print in: the terminal's, within what reads well; 100 where there is no terminal. */
export function terminalWidth(): number {
  return Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
}
