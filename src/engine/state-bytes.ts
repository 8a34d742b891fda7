/**
 * How many bytes what a finisher holds takes up, rather too many than too few: nobody can ask the JavaScript
 * engine. The numbers are those of V8 with pointers of 8 bytes.
 */
import type { Match } from './hit.ts';

/** A text that was put together from others: its two bodies, and two bytes a character, which few texts need. */
export function textBytes(text: string): number {
  return 48 + 2 * text.length;
}

/** A match that waits to be told. */
export function matchBytes({ refs, joinKeys = [] }: Match): number {
  let bytes = 160 + 8 * refs.length;
  for (const value of joinKeys) bytes += 8 + (typeof value === 'string' ? textBytes(value) : 16);
  return bytes;
}
