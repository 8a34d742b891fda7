import { type FileHandle, open, stat } from 'node:fs/promises';
import process from 'node:process';
import type { EventInput } from '../../ingest/event-input.ts';
import { formatOf, SNIFF_BYTES } from '../../ingest/input-format.ts';
import { MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { findFiles } from '../find-files.ts';
import { lineBlocks } from './line-blocks.ts';
import type { FilesPart, LinesPart, Part } from './part.ts';

/** A part that a worker can take, or an input that only the main thread can read. */
export type PlannedPart = Part | { readonly kind: 'here'; readonly input: EventInput };

/** Sizes of parts: large enough that handing one out costs nothing, small enough that all workers end together. */
export interface PartSizes {
  /** A file of lines is cut into ranges of this size, if it is at least twice as large. */
  readonly rangeBytes: number;
  /** Small files go together, up to this. */
  readonly groupBytes: number;
  /** Standard input is cut into blocks of this size. */
  readonly blockBytes: number;
}

export const PART_SIZES: PartSizes = {
  rangeBytes: 4 * 1024 * 1024,
  groupBytes: 2 * 1024 * 1024,
  blockBytes: 1024 * 1024,
};
const MOST_IN_GROUP = 128;

/** Cuts what stands behind the paths into parts, in the order in which one thread would read it. */
export async function* planParts(
  paths: readonly string[],
  sizes: PartSizes = PART_SIZES,
  stdin: () => AsyncIterable<Uint8Array> = () => process.stdin,
): AsyncGenerator<PlannedPart> {
  let group: FilesPart['files'][number][] = [];
  let groupBytes = 0;
  function* takeGroup(): Generator<PlannedPart> {
    if (group.length > 0) yield { kind: 'files', files: group };
    group = [];
    groupBytes = 0;
  }
  for (const path of paths) {
    if (path === '-') {
      yield* takeGroup();
      yield* planStdin(stdin(), sizes);
      continue;
    }
    let isEmpty = true;
    for await (const found of findFiles([path])) {
      isEmpty = false;
      const sizeBytes = found.kind === 'file' ? await sizeOf(found.path) : 0;
      if (sizeBytes >= 2 * sizes.rangeBytes && (await holdsLines(found.path))) {
        yield* takeGroup();
        yield* ranges(found.path, sizeBytes, sizes.rangeBytes);
        continue;
      }
      group.push({ path: found.path, isMet: found.kind === 'file' && !found.named });
      groupBytes += sizeBytes;
      if (groupBytes >= sizes.groupBytes || group.length >= MOST_IN_GROUP) yield* takeGroup();
    }
    if (isEmpty) {
      yield* takeGroup();
      // An empty folder is told as an empty file would be.
      yield { kind: 'here', input: { name: path, async *bytes() {} } };
    }
  }
  yield* takeGroup();
}

function* ranges(path: string, sizeBytes: number, rangeBytes: number): Generator<LinesPart> {
  const count = Math.floor(sizeBytes / rangeBytes);
  for (let at = 0; at < count; at++) {
    const isLast = at === count - 1;
    // The last one reads to the end that the file has by then, as one thread would.
    const end = isLast ? Number.POSITIVE_INFINITY : (at + 1) * rangeBytes;
    const lines = { path, start: at * rangeBytes, end };
    yield { kind: 'lines', input: path, lines, isFirst: at === 0, isLast };
  }
}

async function* planStdin(
  stdin: AsyncIterable<Uint8Array>,
  { blockBytes }: PartSizes,
): AsyncGenerator<PlannedPart> {
  const input = '<stdin>';
  const chunks = stdin[Symbol.asyncIterator]();
  const peeked: Uint8Array[] = [];
  let peekedBytes = 0;
  while (peekedBytes < SNIFF_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    peeked.push(next.value);
    peekedBytes += next.value.length;
  }
  const start: Uint8Array = Buffer.concat(peeked);
  async function* whole(first: Uint8Array): AsyncGenerator<Uint8Array> {
    yield first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  if (formatOf(start).kind !== 'lines') {
    yield { kind: 'here', input: { name: input, bytes: () => whole(start) } };
    return;
  }
  let isFirst = true;
  for await (const lines of lineBlocks(whole(start), blockBytes, MAX_LINE_BYTES)) {
    yield { kind: 'lines', input, lines, isFirst, isLast: false };
    isFirst = false;
  }
  const nothing = { bytes: new Uint8Array(0) };
  yield { kind: 'lines', input, lines: nothing, isFirst, isLast: true };
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    status => (status.isFile() ? status.size : 0),
    () => 0,
  );
}

async function holdsLines(path: string): Promise<boolean> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return formatOf(buffer.subarray(0, bytesRead)).kind === 'lines';
  } catch {
    // Whoever reads it will tell.
    return false;
  } finally {
    await handle?.close();
  }
}
