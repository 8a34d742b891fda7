import type { Chunk } from './chunk.ts';
import { CHUNK_HEADER_BYTES, type ChunkHeader } from './chunk-header.ts';
import { readBinaryXml } from './compile-template.ts';
import { Damage } from './damage.ts';
import type { EvtxItem, EvtxProblem, EvtxProblemKind } from './evtx-item.ts';
import { isZero } from './is-zero.ts';
import type { Instance } from './template.ts';
import { filetimeText } from './time-text.ts';

/** `**` and two nulls. */
const SIGNATURE = 0x00002a2a;
const HEADER_BYTES = 24;
/** The size stands again behind the content. */
const TRAILER_BYTES = 4;
/** A gap of more record numbers than fit a chunk says that one of the numbers is wrong. */
const MOST_RECORDS = 65536 / (HEADER_BYTES + TRAILER_BYTES);

/** Makes of the content of a record what its reader wants. A `Damage` that it throws becomes a problem. */
export type BuildRecord<Value> = (chunk: Chunk, content: Instance) => Value;

export interface RecordsSettings<Value> {
  readonly build: BuildRecord<Value>;
  /** Undefined: there is none, or none that can be believed. */
  readonly header: ChunkHeader | undefined;
  /** No chunk begins here: its records are looked for. */
  readonly isHeadless: boolean;
  /** The header may be older than the records. */
  readonly isDirty: boolean;
  /** The file ends inside the chunk. */
  readonly isCut: boolean;
  /** Where the chunk begins in its file. */
  readonly fileOffset: number;
}

interface Frame {
  readonly at: number;
  readonly end: number;
  readonly id: number;
}

/**
 * All records of a chunk: `2a 2a 00 00`, the size, the number, the time written, binary XML, the size again.
 * They stand one behind the other; where one is broken, the next is found by its signature, a size that stands
 * twice, and a number that is higher than the last.
 */
export function readRecords<Value>(
  chunk: Chunk,
  settings: RecordsSettings<Value>,
): readonly EvtxItem<Value>[] {
  const { header, isDirty, isCut, isHeadless, fileOffset } = settings;
  const limit = chunk.bytes.length;
  const isBelieved = header !== undefined && header.freeSpaceOffset >= CHUNK_HEADER_BYTES;
  const usedEnd = isBelieved ? Math.min(header.freeSpaceOffset, limit) : limit;
  const items: EvtxItem<Value>[] = [];
  let at = CHUNK_HEADER_BYTES;
  let lastId: number | undefined;
  for (;;) {
    const frame = frameAt(chunk, at, limit);
    // What was written after the header goes on without a gap; what lies there from earlier does not.
    const isBeyond = at >= usedEnd && !(isDirty && lastId !== undefined && frame?.id === lastId + 1);
    if (isBeyond) break;
    if (frame !== undefined) {
      items.push(recordOf(chunk, frame, settings));
      lastId = frame.id;
      at = frame.end;
      continue;
    }
    if (isBelieved && at > header.lastRecordOffset && !isDirty) break;
    if (isZero(chunk.bytes, at, usedEnd)) break;
    const next = findFrame(chunk, at + 1, usedEnd, lastId);
    // Of a cut or a missing header it is told anyhow that what follows is lost.
    if (next === undefined && (isCut || isHeadless)) break;
    const recordsLost = lostBetween(lastId ?? beforeFirst(header), next?.id ?? afterLast(header, isDirty));
    items.push(frameProblem(fileOffset + at, (next?.at ?? usedEnd) - at, recordsLost));
    if (next === undefined) break;
    at = next.at;
  }
  if (isCut) {
    const recordsLost = lostBetween(lastId ?? beforeFirst(header), afterLast(header, isDirty));
    items.push(problem('truncated', fileOffset + at, 'the file ends inside a chunk', recordsLost));
  }
  return items;
}

function recordOf<Value>(
  chunk: Chunk,
  frame: Frame,
  { build, fileOffset }: RecordsSettings<Value>,
): EvtxItem<Value> {
  const { at, end, id } = frame;
  const offset = fileOffset + at;
  try {
    chunk.budget.startRecord();
    const written = filetimeText(chunk.uint32(at + 16, end), chunk.uint32(at + 20, end));
    const content = readBinaryXml(chunk, at + HEADER_BYTES, end - TRAILER_BYTES, 'record', 0);
    const bytes = chunk.bytes.subarray(at, end);
    return { kind: 'record', id, written, offset, bytes, value: build(chunk, content) };
  } catch (damage) {
    if (!(damage instanceof Damage)) throw damage;
    return problem('record-content', offset, damage.message, 1, id);
  }
}

/** The record at `at`, if there is one whose sizes agree. */
function frameAt(chunk: Chunk, at: number, limit: number): Frame | undefined {
  if (at + HEADER_BYTES + TRAILER_BYTES > limit) return undefined;
  const { view } = chunk;
  if (view.getUint32(at, true) !== SIGNATURE) return undefined;
  const size = view.getUint32(at + 4, true);
  const end = at + size;
  if (size < HEADER_BYTES + TRAILER_BYTES || end > limit) return undefined;
  if (view.getUint32(end - TRAILER_BYTES, true) !== size) return undefined;
  return { at, end, id: view.getUint32(at + 12, true) * 2 ** 32 + view.getUint32(at + 8, true) };
}

function findFrame(chunk: Chunk, from: number, limit: number, lastId: number | undefined): Frame | undefined {
  for (let at = chunk.bytes.indexOf(0x2a, from); at >= 0; at = chunk.bytes.indexOf(0x2a, at + 1)) {
    const frame = frameAt(chunk, at, limit);
    if (frame !== undefined && (lastId === undefined || frame.id > lastId)) return frame;
  }
  return undefined;
}

function beforeFirst(header: ChunkHeader | undefined): number | undefined {
  return header === undefined ? undefined : header.firstRecordId - 1;
}

/** The header of a dirty file does not know the last record. */
function afterLast(header: ChunkHeader | undefined, isDirty: boolean): number | undefined {
  return header === undefined || isDirty ? undefined : header.lastRecordId + 1;
}

function lostBetween(before: number | undefined, after: number | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const lost = after - before - 1;
  return lost >= 0 && lost <= MOST_RECORDS ? lost : undefined;
}

function frameProblem(offset: number, lengthBytes: number, recordsLost: number | undefined): EvtxProblem {
  return problem('record-frame', offset, `${lengthBytes} bytes are no record`, recordsLost);
}

/** A problem of a file; `recordId` where it is one of a single record. */
export function problem(
  what: EvtxProblemKind,
  offset: number,
  detail: string,
  recordsLost: number | undefined,
  recordId?: number,
): EvtxProblem {
  const found = { kind: 'problem', what, offset, detail, recordsLost } as const;
  return recordId === undefined ? found : { ...found, recordId };
}
