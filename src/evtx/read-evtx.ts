import { buildTree } from './build-tree.ts';
import { Chunk } from './chunk.ts';
import { CHUNK_BYTES, findChunk, readChunkHeader } from './chunk-header.ts';
import { Budget } from './damage.ts';
import type { EvtxElement } from './element.ts';
import type { EvtxItem } from './evtx-item.ts';
import { FILE_HEADER_BYTES, readFileHeader } from './file-header.ts';
import { isZero } from './is-zero.ts';
import { type BuildRecord, problem, readRecords } from './read-records.ts';

/**
 * Reads an event log from its bytes, in pieces of any size, and holds one chunk of 64 KiB at a time. Yields what
 * each chunk holds as one list: the header of the file first, then records and problems in the order of the
 * file. Never throws because of what the bytes hold; a failure of `bytes` itself comes through.
 */
export function readEvtx(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly EvtxItem<EvtxElement>[], void, undefined> {
  return readEvtxWith(bytes, buildTree);
}

/** As `readEvtx`, with a value of your own made of the template and the values of each record. */
export async function* readEvtxWith<Value>(
  bytes: AsyncIterable<Uint8Array>,
  build: BuildRecord<Value>,
): AsyncGenerator<readonly EvtxItem<Value>[], void, undefined> {
  const reader = new EvtxReader(build);
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length; ) {
      from += reader.take(piece, from);
      if (reader.isBlockFull) yield reader.readBlock();
    }
  }
  yield reader.end();
}

class EvtxReader<Value> {
  readonly #build: BuildRecord<Value>;
  #block = new Uint8Array(FILE_HEADER_BYTES);
  #filled = 0;
  /** Where the block begins in the file. */
  #offset = 0;
  #isHeaderRead = false;
  #isDirty = false;
  /** As a clean file has it. */
  #chunksAnnounced = 0;
  #chunksFound = 0;

  constructor(build: BuildRecord<Value>) {
    this.#build = build;
  }

  get isBlockFull(): boolean {
    return this.#filled === this.#block.length;
  }

  /** Takes bytes of the piece into the block, and says how many. */
  take(piece: Uint8Array, from: number): number {
    const count = Math.min(piece.length - from, this.#block.length - this.#filled);
    this.#block.set(piece.subarray(from, from + count), this.#filled);
    this.#filled += count;
    return count;
  }

  readBlock(): readonly EvtxItem<Value>[] {
    if (!this.#isHeaderRead) return this.#readHeader();
    const block = this.#block.subarray(0, this.#filled);
    const chunkAt = findChunk(block, 0);
    if (chunkAt > 0) return this.#resumeAt(chunkAt);
    this.#startBlock(this.#offset + block.length);
    return this.#readChunk(block, this.#offset - block.length, chunkAt === 0, block.length < CHUNK_BYTES);
  }

  end(): readonly EvtxItem<Value>[] {
    const items: EvtxItem<Value>[] = [];
    while (this.#filled > 0) items.push(...this.readBlock());
    const missing = this.#chunksAnnounced - this.#chunksFound;
    if (missing > 0) {
      const detail = `the file ends before ${missing} of ${this.#chunksAnnounced} chunks`;
      items.push(problem('truncated', this.#offset, detail, undefined));
    }
    return items;
  }

  #readHeader(): readonly EvtxItem<Value>[] {
    const items = readFileHeader(this.#block.subarray(0, this.#filled));
    for (const item of items) {
      if (item.kind !== 'header') continue;
      this.#isDirty = item.isDirty;
      // The counts of a dirty file are older than its chunks, and those of a damaged header are anything.
      if (!item.isDirty && items.length === 1) this.#chunksAnnounced = item.chunkCount;
    }
    this.#isHeaderRead = true;
    this.#startBlock(this.#filled);
    return items;
  }

  /** The block is done with. Records keep its memory, so that the next one has its own. */
  #startBlock(offset: number): void {
    this.#block = new Uint8Array(CHUNK_BYTES);
    this.#filled = 0;
    this.#offset = offset;
  }

  /** A chunk begins inside the block, where none should: what is before it is read as a chunk of its own. */
  #resumeAt(chunkAt: number): readonly EvtxItem<Value>[] {
    const before = this.#block.slice(0, chunkAt);
    const offset = this.#offset;
    this.#block.copyWithin(0, chunkAt, this.#filled);
    this.#filled -= chunkAt;
    this.#offset += chunkAt;
    return this.#readChunk(before, offset, false, false);
  }

  #readChunk(
    bytes: Uint8Array,
    fileOffset: number,
    isSigned: boolean,
    isCut: boolean,
  ): readonly EvtxItem<Value>[] {
    // Logs grow by several chunks at once; those not used yet are zero.
    if (!isSigned && isZero(bytes, 0, bytes.length)) return [];
    this.#chunksFound++;
    const header = isSigned ? readChunkHeader(bytes) : undefined;
    const records = readRecords(new Chunk(bytes, new Budget()), {
      build: this.#build,
      header: header?.isHeaderIntact ? header : undefined,
      isHeadless: header === undefined,
      isDirty: this.#isDirty,
      isCut,
      fileOffset,
    });
    if (header?.isHeaderIntact && (header.areRecordsIntact || isCut)) return records;
    if (header?.isHeaderIntact)
      return [problem('records-checksum', fileOffset, 'the checksum of the records is wrong', 0), ...records];
    if (header !== undefined)
      return [
        problem('chunk-checksum', fileOffset, 'the checksum of the chunk header is wrong', 0),
        ...records,
      ];
    const count = records.filter(item => item.kind === 'record').length;
    const detail = `${bytes.length} bytes have no chunk header; ${count} records were found in them`;
    return [problem('chunk-header', fileOffset, detail, undefined), ...records];
  }
}
