/**
 * The files of the journal. A segment holds rows (event-row.ts), one behind the other, and is named for the arrival of
 * its first; it is deleted once they are in the store.
 *
 *     journal/000000000000001.rows     a segment
 *     journal/000000000004999.last     no rows: the number of the last arrival whose segment is gone
 */
import { open, readdir, readFile, rename, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type RowKey, readRows } from '../event-row.ts';

export interface Segment {
  readonly path: string;
  readonly firstArrival: number;
  readonly lastArrival: number;
  /** Of the rows that count; the file may have more, of a write that failed. */
  readonly bytes: number;
  readonly rows: number;
}

/** Segments that an earlier process left, the oldest first, each cut to its whole rows. */
export async function leftSegments(folder: string): Promise<{
  readonly segments: readonly Segment[];
  readonly lastArrival: number;
  readonly cutBytes: number;
}> {
  const segments: Segment[] = [];
  let lastArrival = 0;
  let cutBytes = 0;
  for (const name of (await readdir(folder)).sort()) {
    const number = /^(\d{15})\.(rows|last)$/.exec(name);
    if (number === null) continue;
    const path = join(folder, name);
    const arrival = Number(number[1]);
    lastArrival = Math.max(lastArrival, arrival);
    if (number[2] === 'last') continue;
    const bytes = await readFile(path);
    const { keys, wholeBytes } = readRows(bytes);
    if (wholeBytes < bytes.length) await truncate(path, wholeBytes);
    cutBytes += bytes.length - wholeBytes;
    const last = keys.at(-1)?.arrival ?? arrival;
    lastArrival = Math.max(lastArrival, last);
    segments.push({ path, firstArrival: arrival, lastArrival: last, bytes: wholeBytes, rows: keys.length });
  }
  return { segments, lastArrival, cutBytes };
}

export function segmentPath(folder: string, firstArrival: number): string {
  return join(folder, `${String(firstArrival).padStart(15, '0')}.rows`);
}

/** What stands in the rows of a segment; their bytes. */
export async function readSegment(
  segment: Segment,
): Promise<{ readonly bytes: Buffer; readonly keys: readonly RowKey[] }> {
  const bytes = (await readFile(segment.path)).subarray(0, segment.bytes);
  return { bytes, keys: readRows(bytes).keys };
}

/** Cuts off what a failed write left behind the rows that count. */
export async function cutToRows(segment: Segment): Promise<void> {
  if ((await stat(segment.path)).size > segment.bytes) await truncate(segment.path, segment.bytes);
}

/** Its rows are stored. Their numbers stay known, so that they are never given again. */
export async function deleteSegment(folder: string, segment: Segment): Promise<void> {
  const name = `${String(segment.lastArrival).padStart(15, '0')}.last`;
  await rename(segment.path, join(folder, name));
  await truncate(join(folder, name), 0);
  for (const other of await readdir(folder))
    if (other.endsWith('.last') && other < name) await unlink(join(folder, other)).catch(() => undefined);
}

/** So that a file that was made is found after a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
