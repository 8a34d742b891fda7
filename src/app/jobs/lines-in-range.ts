import { readBytes, readInTurns } from '../../ingest/event-input.ts';
import type { LineRange } from './part.ts';

const LINE_FEED = 0x0a;

/** Some bytes, and where in the file they stand. */
export interface PlacedBytes {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/**
 * The bytes of the lines that begin in a range of a file. A line belongs to the range in which its first byte
 * lies, so that ranges which follow each other give each line once, wherever they meet.
 * They hold until the next are asked for.
 * @throws InputFailure where the file cannot be read
 */
export async function* linesInRange({ path, start, end }: LineRange): AsyncGenerator<PlacedBytes> {
  // One byte early: a line feed there says that a line begins at `start`.
  let at = Math.max(0, start - 1);
  let isInLine = start === 0;
  const first = at;
  for await (const chunk of readBytes({ name: path, bytes: () => readInTurns(path, first) })) {
    const chunkAt = at;
    at += chunk.length;
    let from = 0;
    if (!isInLine) {
      const lineFeed = chunk.indexOf(LINE_FEED);
      if (lineFeed >= 0) {
        isInLine = true;
        from = lineFeed + 1;
      }
      if ((isInLine ? chunkAt + from : at) >= end) return;
      if (!isInLine) continue;
    }
    if (at >= end) {
      const lineFeed = chunk.indexOf(LINE_FEED, Math.max(from, end - 1 - chunkAt));
      if (lineFeed >= 0) {
        yield { bytes: chunk.subarray(from, lineFeed + 1), at: chunkAt + from };
        return;
      }
    }
    yield { bytes: chunk.subarray(from), at: chunkAt + from };
  }
}

/** How many lines end in these bytes. */
export function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
