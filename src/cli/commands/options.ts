import { InvalidArgumentError } from 'commander';
import { parseTimestampMs } from '../../event/instant.ts';

/** Readers of option values: each gives the value or says what it expected. */

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export function time(text: string): number {
  const ms = parseTimestampMs(text);
  if (ms === undefined) {
    throw new InvalidArgumentError(
      'Expected a time such as 2026-03-02T09:40:00Z, or milliseconds since 1970.',
    );
  }
  return ms;
}

export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
