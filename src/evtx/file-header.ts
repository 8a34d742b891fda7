import { crc32 } from './crc32.ts';
import type { EvtxHeader, EvtxProblem } from './evtx-item.ts';

/** The header and the unused space behind it: the first chunk begins here. */
export const FILE_HEADER_BYTES = 4096;
const CHECKED_BYTES = 120;
const DEFINED_BYTES = 128;

const SIGNATURE = [...'ElfFile\0'].map(character => character.charCodeAt(0));

/** Reads the first block of a file: at least 128 bytes for a header, else the file is taken for damaged. */
export function readFileHeader(block: Uint8Array): readonly (EvtxHeader | EvtxProblem)[] {
  const isSigned = SIGNATURE.every((byte, at) => block[at] === byte);
  if (!isSigned || block.length < DEFINED_BYTES) {
    const detail = isSigned ? 'it breaks off' : 'it does not begin with `ElfFile`';
    return [{ kind: 'problem', what: 'file-header', offset: 0, detail, recordsLost: 0 }];
  }
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const flags = view.getUint32(120, true);
  const header: EvtxHeader = {
    kind: 'header',
    version: `${view.getUint16(38, true)}.${view.getUint16(36, true)}`,
    isDirty: (flags & 1) !== 0,
    isFull: (flags & 2) !== 0,
    chunkCount: view.getUint16(42, true),
    nextRecordId: view.getUint32(28, true) * 2 ** 32 + view.getUint32(24, true),
  };
  if (crc32(block.subarray(0, CHECKED_BYTES)) === view.getUint32(124, true)) return [header];
  const detail = 'the checksum of the file header is wrong';
  return [header, { kind: 'problem', what: 'file-checksum', offset: 0, detail, recordsLost: 0 }];
}
