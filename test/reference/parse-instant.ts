import type { Instant } from '../../src/event/instant.ts';

const PLAIN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/;

/**
 * The instant of a text with all parts down to the second, by way of the language's own dates; undefined where it
 * is none. A day that the month does not have is told by the date that it becomes.
 */
export function naiveInstant(text: string): Instant | undefined {
  const [, day, time, fraction = ''] = PLAIN.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const seconds = `${day}T${time}.000Z`;
  const ms = Date.parse(seconds);
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== seconds) return undefined;
  const digits = fraction.padEnd(9, '0');
  return { ms: ms + Number(digits.slice(0, 3)), nanos: Number(digits.slice(3, 9)) };
}
