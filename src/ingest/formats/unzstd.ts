import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { InputFailure } from '../event-input.ts';
import { ByteSource } from './byte-source.ts';
import { Inflater } from './inflater.ts';

const FRAME_MARK = 0xfd2fb528;
const [SKIPPED_MARK, SKIPPED_MASK] = [0x184d2a50, 0xfffffff0];
const LONGEST_HEADER_BYTES = 18;
const BLOCK_HEADER_BYTES = 3;
const MOST_BLOCK_BYTES = 128 * 1024;
const STEP_BYTES = 64 * 1024;
/** What `zstd` itself gives unasked; frames that ask for more are refused. */
const MOST_WINDOW_BYTES = 128 * 1024 * 1024;
/**
 * The library moves its whole window after each block, so that a file of tiny blocks costs a thousand times its
 * size in work. So much moving is allowed for a start, and so many bytes of it for each byte that comes out.
 */
const FREE_WORK_BYTES = 32 * 1024 ** 3;
const WORK_PER_BYTE = 1024;

/** Since Node 22.15; its type declarations for Node 20 do not know it. */
const native = zlib as { readonly createZstdDecompress?: () => zlib.Gunzip };

/**
 * Unpacks zstd, of one frame or several. `input` is the name that its failures carry. A decoder is handed one
 * block at a time: so it never makes more than one block's output at once, the window that a frame asks for is
 * known before memory is given to it, and data that break off are told from those that end.
 */
export function unzstd(packed: AsyncIterable<Uint8Array>, input: string): AsyncGenerator<Uint8Array> {
  return inSteps(unpack(packed, input));
}

/**
 * The bytes in pieces of some size. Blocks may hold one byte each, and whoever reads on pays for pieces, in memory and
 * in time, many times what a byte costs. What came before a failure comes before it here, too.
 */
async function* inSteps(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  try {
    for await (const piece of bytes) {
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes < STEP_BYTES) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      waitingBytes = 0;
    }
  } catch (cause) {
    if (waitingBytes > 0) yield Buffer.concat(waiting);
    throw cause;
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}

async function* unpack(packed: AsyncIterable<Uint8Array>, input: string): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(packed);
  const work = { moved: 0, made: 0 };
  for (;;) {
    const frame = await nextFrame(source, input);
    if (frame === undefined) return;
    if (frame.windowBytes > MOST_WINDOW_BYTES)
      throw failure(
        input,
        `it asks for a window of ${frame.windowBytes} bytes, at most ${MOST_WINDOW_BYTES} are given`,
      );
    const blocks = blocksOf(source, frame, input);
    yield* native.createZstdDecompress === undefined
      ? decodeByLibrary(blocks, frame, work, input)
      : decodeNatively(blocks, native.createZstdDecompress(), input);
  }
}

/** A frame in the pieces of which it is made: its header, and each block with its own; the last one is marked. */
async function* blocksOf(
  source: ByteSource,
  frame: Frame,
  input: string,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
  yield { bytes: await whole(source, frame.headerBytes, input), isLast: false };
  for (let isLast = false; !isLast; ) {
    const bits = numberAt(await source.peek(BLOCK_HEADER_BYTES), 0, BLOCK_HEADER_BYTES);
    isLast = (bits & 1) === 1;
    const isRepeated = ((bits >> 1) & 3) === 1;
    if (bits >> 3 > MOST_BLOCK_BYTES) throw failure(input, 'a block is larger than the format allows');
    const checksumBytes = isLast && frame.hasChecksum ? 4 : 0;
    const bytes = await whole(
      source,
      BLOCK_HEADER_BYTES + (isRepeated ? 1 : bits >> 3) + checksumBytes,
      input,
    );
    yield { bytes, isLast };
  }
}

type Blocks = ReturnType<typeof blocksOf>;

async function* decodeNatively(
  blocks: Blocks,
  decompressor: zlib.Gunzip,
  input: string,
): AsyncGenerator<Uint8Array> {
  const inflater = new Inflater(decompressor);
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  try {
    for await (const { bytes, isLast } of blocks) {
      // Each step goes to another thread and back, which is dear for small blocks.
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes < STEP_BYTES && !isLast) continue;
      yield* inflater.write(Buffer.concat(waiting));
      waiting = [];
      waitingBytes = 0;
      if (inflater.failure !== undefined) throw new InputFailure('zstd', inflater.failure, input);
    }
    yield* inflater.end();
    if (inflater.failure !== undefined) throw new InputFailure('zstd', inflater.failure, input);
  } finally {
    inflater.close();
  }
}

/** By the library. It does not compare checksums. */
async function* decodeByLibrary(
  blocks: Blocks,
  { windowBytes }: Frame,
  work: { moved: number; made: number },
  input: string,
): AsyncGenerator<Uint8Array> {
  const output: Uint8Array[] = [];
  const decoder = new Decompress(piece => output.push(piece));
  for await (const { bytes, isLast } of blocks) {
    try {
      // The library keeps references to what it is handed.
      decoder.push(bytes.slice(), isLast);
    } catch (cause) {
      // Damaged data make the library throw errors of its own and of the language: either way they are damaged.
      throw new InputFailure('zstd', cause, input);
    }
    work.moved += windowBytes;
    for (const piece of output.splice(0)) {
      work.made += piece.length;
      if (piece.length > 0) yield piece;
    }
    if (work.moved > FREE_WORK_BYTES + WORK_PER_BYTE * work.made)
      throw failure(input, 'its blocks are far too small for its window');
  }
}

interface Frame {
  readonly headerBytes: number;
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
}

/** The next frame of data, which starts where the source then stands; undefined at the end of the input. */
async function nextFrame(source: ByteSource, input: string): Promise<Frame | undefined> {
  for (;;) {
    const start = await source.peek(LONGEST_HEADER_BYTES);
    if (start.length === 0) return undefined;
    const mark = numberAt(start, 0, 4);
    if ((mark & SKIPPED_MASK) >>> 0 === SKIPPED_MARK) {
      await source.skip(8 + numberAt(start, 4, 4));
      continue;
    }
    if (mark !== FRAME_MARK) throw failure(input, 'other data follow the compressed data');
    return frameOf(start);
  }
}

function frameOf(start: Uint8Array): Frame {
  const descriptor = start[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(isSingle) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeAt = (isSingle ? 5 : 6) + dictionaryBytes;
  const window = start[5] ?? 0;
  const base = 2 ** (10 + (window >> 3));
  const windowBytes = isSingle ? numberAt(start, sizeAt, sizeBytes) : base + (base / 8) * (window & 7);
  return { headerBytes: sizeAt + sizeBytes, windowBytes, hasChecksum: (descriptor & 4) !== 0 };
}

async function whole(source: ByteSource, count: number, input: string): Promise<Uint8Array> {
  const bytes = await source.takeWhole(count);
  if (bytes.length < count) throw failure(input, 'unexpected end of data');
  return bytes;
}

/** Little-endian, of up to eight bytes. */
function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

function failure(input: string, words: string): InputFailure {
  return new InputFailure('zstd', new Error(words), input);
}
