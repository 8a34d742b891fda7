import { crc32 } from './crc32.ts';

export const CHUNK_BYTES = 65536;
/** Records begin here. */
export const CHUNK_HEADER_BYTES = 512;

const SIGNATURE = [...'ElfChnk\0'].map(character => character.charCodeAt(0));

export interface ChunkHeader {
  readonly firstRecordId: number;
  readonly lastRecordId: number;
  /** Of the last record, from the start of the chunk. */
  readonly lastRecordOffset: number;
  /** Behind the last record; in archived logs sometimes the end of the chunk, with zeros before it. */
  readonly freeSpaceOffset: number;
  readonly isHeaderIntact: boolean;
  readonly areRecordsIntact: boolean;
}

/** The first place at or after `from` where a chunk begins; -1: none. */
export function findChunk(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x45, from); at >= 0; at = bytes.indexOf(0x45, at + 1))
    if (SIGNATURE.every((byte, index) => bytes[at + index] === byte)) return at;
  return -1;
}

/** The header of the chunk, whose signature stands; undefined if too little of it is there. */
export function readChunkHeader(chunk: Uint8Array): ChunkHeader | undefined {
  if (chunk.length < CHUNK_HEADER_BYTES) return undefined;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const number = (at: number): number => view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const freeSpaceOffset = view.getUint32(48, true);
  const headerSum = crc32(chunk.subarray(128, CHUNK_HEADER_BYTES), crc32(chunk.subarray(0, 120)));
  const records = chunk.subarray(CHUNK_HEADER_BYTES, freeSpaceOffset);
  return {
    firstRecordId: number(24),
    lastRecordId: number(32),
    lastRecordOffset: view.getUint32(44, true),
    freeSpaceOffset,
    isHeaderIntact: headerSum === view.getUint32(124, true),
    areRecordsIntact: crc32(records) === view.getUint32(52, true),
  };
}
