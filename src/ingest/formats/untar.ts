import { isZero } from '../../evtx/is-zero.ts';
import { type ArchiveItem, decodeName, exactly, lent, memberName } from './archive.ts';
import { ByteSource } from './byte-source.ts';

export const TAR_BLOCK_BYTES = 512;
const CHECKSUM = { from: 148, to: 156 } as const;
/** Headers that only describe the next member are this long at most. */
const LONGEST_DESCRIPTION_BYTES = 1024 * 1024;
const SPARSE = 'S';
const FILES: readonly string[] = ['0', '\0', '7', SPARSE];
/** Their length field, if it says anything, says nothing of bytes that follow. */
const WITHOUT_BYTES: readonly string[] = ['1', '2', '3', '4', '5', '6'];

/** What headers before that of a member say about it. */
interface Description {
  name?: string;
  lengthBytes?: number;
  isSparse?: boolean;
}

/**
 * The members of a tar that are files: of the old form, of POSIX with its extended headers, and of GNU with its
 * long names. Folders and links hold nothing to read. `archive` is the name before those of the members.
 */
export async function* untar(
  packed: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<ArchiveItem> {
  const source = new ByteSource(packed);
  let described: Description = {};
  for (;;) {
    const block = await source.peek(TAR_BLOCK_BYTES);
    if (block.length === TAR_BLOCK_BYTES && isZero(block)) return;
    const { offset } = source;
    const damage = damageOf(block);
    if (damage !== undefined) {
      yield { kind: 'damage', detail: damage, offset };
      if (!(await findHeader(source))) return;
      described = {};
      continue;
    }
    const header = block.slice();
    await source.skip(TAR_BLOCK_BYTES);
    const type = String.fromCharCode(header[156] ?? 0);
    const lengthBytes = lengthOf(header);
    if (type === 'x' || type === 'L') {
      const text = await readDescription(source, lengthBytes);
      if (text === undefined) {
        yield {
          kind: 'damage',
          detail: 'a member is described in too many bytes, or in missing ones',
          offset,
        };
      } else if (type === 'L') described = { ...described, name: untilZero(text) };
      else described = { ...described, ...readExtended(text) };
      continue;
    }
    const member: Description = described;
    described = {};
    const bytes = WITHOUT_BYTES.includes(type) ? 0 : (member.lengthBytes ?? lengthBytes);
    const end = source.offset + padded(bytes);
    const ownName = member.name ?? nameOf(header);
    // An old form says by its name that it is a folder.
    if (FILES.includes(type) && !ownName.endsWith('/')) {
      const name = memberName(archive, ownName);
      if (type === SPARSE || member.isSparse)
        yield { kind: 'sealed', name, reason: 'it is stored with holes' };
      else {
        const body = exactly(source, bytes, 'tar', name);
        try {
          yield { kind: 'member', name, bytes: lent(body) };
        } finally {
          await body.return(undefined);
        }
      }
    }
    await source.skip(Math.max(0, end - source.offset));
  }
}

/** Whether a tar begins with these bytes. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK_BYTES || isZero(block.subarray(0, 1))) return false;
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK_BYTES; at++)
    sum += at >= CHECKSUM.from && at < CHECKSUM.to ? 0x20 : (block[at] ?? 0);
  return octal(block.subarray(CHECKSUM.from, CHECKSUM.to)) === sum;
}

function damageOf(block: Uint8Array): string | undefined {
  if (block.length === 0) return 'it lacks its end mark';
  if (block.length < TAR_BLOCK_BYTES) return 'it breaks off';
  if (!isTarHeader(block)) return 'no member begins where one should';
  return Number.isSafeInteger(lengthOf(block)) ? undefined : 'a member tells no sensible length';
}

async function findHeader(source: ByteSource): Promise<boolean> {
  for (;;) {
    await source.skip(TAR_BLOCK_BYTES);
    const block = await source.peek(TAR_BLOCK_BYTES);
    if (block.length < TAR_BLOCK_BYTES) return false;
    if (isTarHeader(block) && Number.isSafeInteger(lengthOf(block))) return true;
  }
}

async function readDescription(source: ByteSource, lengthBytes: number): Promise<Uint8Array | undefined> {
  const end = source.offset + padded(lengthBytes);
  const isShort = lengthBytes <= LONGEST_DESCRIPTION_BYTES;
  const text = isShort ? await source.takeWhole(lengthBytes) : new Uint8Array(0);
  await source.skip(end - source.offset);
  return text.length === lengthBytes ? text : undefined;
}

/** The records of an extended header: `27 path=a/long/name.json\n`, the number being the length of all that. */
function readExtended(text: Uint8Array): Description {
  const found: Description = {};
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf(0x20, at);
    const lengthBytes = blank < 0 ? Number.NaN : Number(decodeName(text.subarray(at, blank)));
    if (!(lengthBytes > blank - at)) break;
    const record = decodeName(text.subarray(blank + 1, at + lengthBytes - 1));
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') found.name = value;
    else if (key === 'size' && Number.isSafeInteger(Number(value)))
      found.lengthBytes = Math.max(0, Number(value));
    else if (key.startsWith('GNU.sparse.')) found.isSparse = true;
    at += lengthBytes;
  }
  return found;
}

function nameOf(header: Uint8Array): string {
  const name = untilZero(header.subarray(0, 100));
  const isPosix = decodeName(header.subarray(257, 263)) === 'ustar\0';
  const prefix = isPosix ? untilZero(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits or, for what does not fit, a number of base 256 with the first bit set. */
function lengthOf(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) === 0) return octal(field);
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
}

function octal(field: Uint8Array): number {
  const digits = untilZero(field).trim();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function untilZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeName(end < 0 ? bytes : bytes.subarray(0, end));
}

function padded(bytes: number): number {
  return Math.ceil(bytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
}
