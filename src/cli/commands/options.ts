import { InvalidArgumentError } from 'commander';
import { type ListenAddress, parseListenAddress } from '../../app/serve/listen.ts';
import { parseDurationMs } from '../../base/duration.ts';
import { parseTimestampMs } from '../../event/instant.ts';

/** Readers of option values: each gives the value or says what it expected. */

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

export function jobCount(text: string): number {
  const count = wholeNumber(text);
  if (count < 1 || count > 256) throw new InvalidArgumentError('Expected a number from 1 to 256.');
  return count;
}

export function duration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration such as 30s, 5m or 1h.');
  return ms;
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

export function listenAddress(text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address === undefined) throw new InvalidArgumentError('Expected HOST:PORT, such as 127.0.0.1:4180.');
  return address;
}
