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
/** The window that every decoder must offer; `zstd --ultra` and `--long` ask for more. */
const MOST_WINDOW_BYTES = 8 * 1024 * 1024;
/**
 * The library moves its whole window after each block, so that a file of tiny blocks costs a thousand times its
 * size in work. So much moving is allowed for a start, and so many bytes of it for each byte that comes out.
 */
const FREE_WORK_BYTES = 32 * 1024 ** 3;
const WORK_PER_BYTE = 1024;

/** Since Node 22.15; its type declarations for Node 20 do not know it. */
const native = zlib as { readonly createZstdDecompress?: () => zlib.Gunzip };

/** Unpacks zstd, of one frame or several. `input` is the name that its failures carry. */
export function unzstd(packed: AsyncIterable<Uint8Array>, input: string): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(packed);
  return native.createZstdDecompress === undefined
    ? unzstdByBlocks(source, input)
    : unzstdNatively(source, input, native.createZstdDecompress);
}

/** By Node's own decoder, a decompressor for each frame. */
async function* unzstdNatively(
  source: ByteSource,
  input: string,
  decompressor: () => zlib.Gunzip,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const frame = await nextFrame(source, input);
    if (frame === undefined) return;
    const inflater = new Inflater(decompressor());
    try {
      let fed = 0;
      for (;;) {
        const chunk = await source.take(MOST_BLOCK_BYTES);
        if (chunk.length === 0) yield* inflater.end();
        else yield* inflater.write(chunk);
        fed += chunk.length;
        if (inflater.failure !== undefined) throw new InputFailure('zstd', inflater.failure, input);
        // Bytes that it left alone lie behind its end, whether it has said so yet or not.
        const unused = fed - inflater.usedBytes;
        if (unused > 0) source.unread(chunk.subarray(chunk.length - unused));
        if (unused > 0 || inflater.isEnded) break;
      }
    } finally {
      inflater.close();
    }
  }
}

/**
 * By the library, which is handed one block at a time: so it never makes more than one block's output at once,
 * and the window that a frame asks for is known before memory is given to it. Checksums are not compared.
 */
async function* unzstdByBlocks(source: ByteSource, input: string): AsyncGenerator<Uint8Array> {
  let work = 0;
  let made = 0;
  for (;;) {
    const frame = await nextFrame(source, input);
    if (frame === undefined) return;
    if (frame.windowBytes > MOST_WINDOW_BYTES)
      throw failure(input, `a window of ${frame.windowBytes} bytes, at most ${MOST_WINDOW_BYTES} are given`);
    const output: Uint8Array[] = [];
    const decoder = new Decompress(block => output.push(block));
    decode(decoder, await whole(source, frame.headerBytes, input), false, input);
    for (let isLast = false; !isLast; ) {
      const header = await source.peek(BLOCK_HEADER_BYTES);
      const bits = (header[0] ?? 0) | ((header[1] ?? 0) << 8) | ((header[2] ?? 0) << 16);
      isLast = (bits & 1) === 1;
      const isRepeated = ((bits >> 1) & 3) === 1;
      const bodyBytes = isRepeated ? 1 : bits >> 3;
      if (bits >> 3 > MOST_BLOCK_BYTES) throw failure(input, 'a block is larger than the format allows');
      // The library keeps a reference to what it is handed in parts.
      const block = (await whole(source, BLOCK_HEADER_BYTES + bodyBytes, input)).slice();
      decode(decoder, block, isLast, input);
      work += frame.windowBytes;
      for (const piece of output.splice(0)) {
        made += piece.length;
        if (piece.length > 0) yield piece;
      }
      if (work > FREE_WORK_BYTES + WORK_PER_BYTE * made)
        throw failure(input, 'its blocks are far too small for its window');
    }
    if (frame.hasChecksum) await whole(source, 4, input);
  }
}

function decode(decoder: Decompress, bytes: Uint8Array, isLast: boolean, input: string): void {
  try {
    decoder.push(bytes, isLast);
  } catch (cause) {
    // Damaged data make the library throw errors of its own and of the language: either way they are damaged.
    throw new InputFailure('zstd', cause, input);
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
