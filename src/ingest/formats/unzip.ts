import { createInflateRaw } from 'node:zlib';
import { crc32 } from '../../evtx/crc32.ts';
import { InputFailure } from '../event-input.ts';
import { type ArchiveItem, breaksOff, decodeName, exactly, lent, memberName } from './archive.ts';
import { ByteSource } from './byte-source.ts';
import { Inflater } from './inflater.ts';
import { unzstd } from './unzstd.ts';

const LOCAL_MARK = 0x04034b50;
const DESCRIPTOR_MARK = 0x08074b50;
/** What follows the last member: its list, or the marks around it when it is empty or large. */
const END_MARKS: readonly number[] = [0x02014b50, 0x08064b50, 0x06064b50, 0x06054b50];
const LOCAL_HEADER_BYTES = 30;
const ENCRYPTED = 0x2041;
const HAS_DESCRIPTOR = 0x8;
const SIZE_IS_ELSEWHERE = 0xffffffff;
const ZIP64_FIELD = 0x0001;
const STEP_BYTES = 64 * 1024;
const WIDEST_DESCRIPTOR_BYTES = 24;

const [STORED, DEFLATED] = [0, 8];
const ZSTD_METHODS: readonly number[] = [20, 93];
const METHODS: { readonly [method: number]: string } = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'LZMA',
  95: 'xz',
  98: 'PPMd',
  99: 'AES encryption',
};

interface LocalHeader {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly hasDescriptor: boolean;
  /** Of the unpacked bytes; where a descriptor follows, it stands there. */
  readonly checksum: number;
  /** Undefined: the packed data end where they say that they do. */
  readonly packedBytes: number | undefined;
}

/** The members of a zip: stored, deflated and zstd ones. `archive` is the name before theirs. */
export async function* unzip(
  packed: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<ArchiveItem> {
  const source = new ByteSource(packed);
  // An archive that was once cut into volumes, or was meant to be.
  if (u32(await source.peek(4), 0) === DESCRIPTOR_MARK) await source.skip(4);
  for (;;) {
    const start = await source.peek(LOCAL_HEADER_BYTES);
    const mark = u32(start, 0);
    if (END_MARKS.includes(mark)) return;
    const header = mark === LOCAL_MARK ? await readLocalHeader(source) : undefined;
    if (header === undefined) {
      const isEnd = start.length < LOCAL_HEADER_BYTES;
      const detail = isEnd ? 'it breaks off before its list of members' : 'no member begins where one should';
      yield { kind: 'damage', detail, offset: source.offset };
      await source.skip(1);
      if (!(await findMark(source))) return;
      continue;
    }
    yield* openMember(source, header, archive);
  }
}

async function* openMember(
  source: ByteSource,
  header: LocalHeader,
  archive: string,
): AsyncGenerator<ArchiveItem> {
  const name = memberName(archive, header.name);
  const reason = hindranceOf(header);
  const end = header.packedBytes === undefined ? undefined : source.offset + header.packedBytes;
  if (reason !== undefined) {
    yield { kind: 'sealed', name, reason };
    if (end === undefined) await findMark(source);
    else await source.skip(end - source.offset);
    await skipDescriptor(source, header);
    return;
  }
  const isFolder = header.name.endsWith('/');
  if (isFolder && header.method === STORED && end === undefined) {
    await readDescriptor(source, 0, 0);
    return;
  }
  const body = unpackMember(source, header, name);
  try {
    // A folder has no bytes, but for the mark that deflation makes of none.
    if (!isFolder) yield { kind: 'member', name, bytes: lent(body) };
    // Only unpacking tells where the data end. Whoever read the member has been told of its failure.
    if (end === undefined) await drain(body);
  } finally {
    await body.return(undefined);
  }
  if (end === undefined) return;
  await source.skip(end - source.offset);
  await skipDescriptor(source, header);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of body);
  } catch (failure) {
    if (!(failure instanceof InputFailure)) throw failure;
  }
}

function hindranceOf({ isEncrypted, method, packedBytes }: LocalHeader): string | undefined {
  if (isEncrypted) return 'it is encrypted';
  if (method === STORED || method === DEFLATED) return undefined;
  if (ZSTD_METHODS.includes(method) && packedBytes !== undefined) return undefined;
  const known = METHODS[method];
  return `it is packed by ${known === undefined ? `method ${method}` : known}, which this version does not read`;
}

/** The bytes of a member, compared with the checksum and the lengths that stand beside them. */
async function* unpackMember(
  source: ByteSource,
  header: LocalHeader,
  name: string,
): AsyncGenerator<Uint8Array> {
  const { method, packedBytes } = header;
  const from = source.offset;
  let checksum = 0;
  let length = 0;
  for await (const piece of unpacked(source, method, packedBytes, name)) {
    checksum = crc32(piece, checksum);
    length += piece.length;
    yield piece;
  }
  const wanted = header.hasDescriptor
    ? packedBytes === undefined && (await readDescriptor(source, source.offset - from, length))
    : header.checksum;
  if (typeof wanted === 'number' && wanted !== checksum)
    throw failureOf('its bytes do not agree with its checksum', name);
}

function unpacked(
  source: ByteSource,
  method: number,
  packedBytes: number | undefined,
  name: string,
): AsyncGenerator<Uint8Array> {
  if (method === DEFLATED) return inflate(source, packedBytes ?? Number.POSITIVE_INFINITY, name);
  if (packedBytes === undefined) return storedToDescriptor(source, name);
  const stored = exactly(source, packedBytes, 'zip', name);
  return method === STORED ? stored : unzstd(stored, name);
}

async function* inflate(source: ByteSource, most: number, name: string): AsyncGenerator<Uint8Array> {
  if (most === 0) return;
  const inflater = new Inflater(createInflateRaw());
  let fed = 0;
  try {
    for (;;) {
      const chunk = await source.take(Math.min(STEP_BYTES, most - fed));
      if (chunk.length === 0) yield* inflater.end();
      else yield* inflater.write(chunk);
      fed += chunk.length;
      if (inflater.failure !== undefined) throw new InputFailure('zip', inflater.failure, name);
      // Bytes that it left alone lie behind its end, whether it has said so yet or not.
      const unused = fed - inflater.usedBytes;
      if (unused > 0) source.unread(chunk.subarray(chunk.length - unused));
      if (unused > 0 || inflater.isEnded) return;
    }
  } finally {
    inflater.close();
  }
}

/** Stored bytes of unknown length end at a descriptor that tells just the length that was read. */
async function* storedToDescriptor(source: ByteSource, name: string): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for (;;) {
    const window = await source.peek(STEP_BYTES);
    const at = Buffer.from(window.buffer, window.byteOffset, window.length).indexOf(
      'PK\x07\x08',
      0,
      'latin1',
    );
    if (at === 0) {
      if (descriptorIn(window, passed, passed) !== undefined) return;
      yield await source.takeWhole(1);
      passed++;
      continue;
    }
    const isLast = window.length < STEP_BYTES;
    if (at < 0 && isLast) {
      yield await source.takeWhole(window.length);
      throw breaksOff('zip', name);
    }
    // The mark may begin in the last bytes of the window.
    const count = at < 0 ? window.length - 3 : at;
    yield await source.takeWhole(count);
    passed += count;
  }
}

interface Descriptor {
  readonly checksum: number;
  readonly lengthBytes: number;
}

/** The descriptor that stands here, in the one of its four forms in which the lengths agree. */
function descriptorIn(
  bytes: Uint8Array,
  packedBytes: number,
  unpackedBytes?: number,
): Descriptor | undefined {
  const hasMark = u32(bytes, 0) === DESCRIPTOR_MARK;
  for (const at of hasMark ? [4, 0] : [0]) {
    for (const width of [4, 8] as const) {
      const lengthBytes = at + 4 + 2 * width;
      if (bytes.length < lengthBytes) continue;
      const read = width === 4 ? u32 : u64;
      const wrap = width === 4 ? 2 ** 32 : Number.POSITIVE_INFINITY;
      if (read(bytes, at + 4) !== packedBytes % wrap) continue;
      if (unpackedBytes !== undefined && read(bytes, at + 4 + width) !== unpackedBytes % wrap) continue;
      return { checksum: u32(bytes, at), lengthBytes };
    }
  }
  return undefined;
}

/** The checksum in the descriptor, which is then behind us; undefined: none is there, and the archive damaged. */
async function readDescriptor(
  source: ByteSource,
  packedBytes: number,
  unpackedBytes?: number,
): Promise<number | undefined> {
  const bytes = await source.peek(WIDEST_DESCRIPTOR_BYTES);
  const descriptor = descriptorIn(bytes, packedBytes, unpackedBytes);
  if (descriptor === undefined) return undefined;
  await source.skip(descriptor.lengthBytes);
  return descriptor.checksum;
}

async function skipDescriptor(
  source: ByteSource,
  { hasDescriptor, packedBytes }: LocalHeader,
): Promise<void> {
  if (hasDescriptor && packedBytes !== undefined) await readDescriptor(source, packedBytes);
}

/** Reads the header of a member and stands behind it; undefined: the input ends inside it. */
async function readLocalHeader(source: ByteSource): Promise<LocalHeader | undefined> {
  const fixed = await source.peek(LOCAL_HEADER_BYTES);
  if (fixed.length < LOCAL_HEADER_BYTES) return undefined;
  const nameBytes = u16(fixed, 26);
  const length = LOCAL_HEADER_BYTES + nameBytes + u16(fixed, 28);
  const bytes = await source.peek(length);
  if (bytes.length < length) return undefined;
  const flags = u16(bytes, 6);
  const hasDescriptor = (flags & HAS_DESCRIPTOR) !== 0;
  const extra = bytes.subarray(LOCAL_HEADER_BYTES + nameBytes);
  const packedBytes = packedBytesOf(bytes, extra);
  const header = {
    name: decodeName(bytes.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + nameBytes)),
    method: u16(bytes, 8),
    isEncrypted: (flags & ENCRYPTED) !== 0,
    hasDescriptor,
    checksum: u32(bytes, 14),
    packedBytes: hasDescriptor && packedBytes === 0 ? undefined : packedBytes,
  };
  await source.skip(length);
  return header;
}

function packedBytesOf(header: Uint8Array, extra: Uint8Array): number {
  const packedBytes = u32(header, 18);
  if (packedBytes !== SIZE_IS_ELSEWHERE) return packedBytes;
  for (let at = 0; at + 4 <= extra.length; at += 4 + u16(extra, at + 2)) {
    if (u16(extra, at) !== ZIP64_FIELD) continue;
    // It holds, in this order, those of the lengths that the header leaves out.
    const isAfterLength = u32(header, 22) === SIZE_IS_ELSEWHERE;
    return u64(extra, at + 4 + (isAfterLength ? 8 : 0));
  }
  return packedBytes;
}

/** Goes on to where a member or the list of members may begin. */
async function findMark(source: ByteSource): Promise<boolean> {
  for (;;) {
    const window = await source.peek(STEP_BYTES);
    const text = Buffer.from(window.buffer, window.byteOffset, window.length);
    for (let at = text.indexOf('PK'); at >= 0; at = text.indexOf('PK', at + 1)) {
      const mark = u32(text, at);
      if (mark !== LOCAL_MARK && !END_MARKS.includes(mark)) continue;
      await source.skip(at);
      return true;
    }
    if (window.length < STEP_BYTES) {
      await source.skip(window.length);
      return false;
    }
    await source.skip(window.length - 3);
  }
}

function failureOf(words: string, name: string): InputFailure {
  return new InputFailure('zip', new Error(words), name);
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
}
