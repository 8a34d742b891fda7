/** Makes event logs by hand, token by token, so that tests can say what no Windows at hand writes. */
import { crc32 } from 'node:zlib';

const CHUNK_BYTES = 65536;

export interface Value {
  readonly type: number;
  readonly bytes: Uint8Array;
}

export function value(type: number, ...bytes: number[]): Value {
  return { type, bytes: Uint8Array.from(bytes) };
}

export function textValue(text: string, type = 0x01): Value {
  return { type, bytes: Buffer.from(text, 'utf16le') };
}

/** Little endian, so many bytes. */
export function whole(type: number, size: number, number: bigint | number): Value {
  const bytes = new Uint8Array(size);
  for (let at = 0, rest = BigInt(number); at < size; at++, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return { type, bytes };
}

export const NULL: Value = value(0x00);

/** Writes into a chunk; places count from its start, as those in the format do. */
export class ChunkWriter {
  readonly bytes: Buffer = Buffer.alloc(CHUNK_BYTES);
  at = 512;
  readonly #names = new Map<string, number>();

  raw(...bytes: number[]): this {
    this.at = Buffer.from(bytes).copy(this.bytes, this.at) + this.at;
    return this;
  }

  u16(number: number): this {
    this.at = this.bytes.writeUInt16LE(number, this.at);
    return this;
  }

  u32(number: number): this {
    this.at = this.bytes.writeUInt32LE(number, this.at);
    return this;
  }

  utf16(text: string): this {
    this.at += this.bytes.write(text, this.at, 'utf16le');
    return this;
  }

  /** A place, and the definition behind it where the name is new. */
  name(text: string): this {
    const known = this.#names.get(text);
    if (known !== undefined) return this.u32(known);
    this.#names.set(text, this.at + 4);
    return this.u32(this.at + 4).u32(0).u16(0).u16(text.length).utf16(text).u16(0);
  }

  fragment(): this {
    return this.raw(0x0f, 1, 1, 0);
  }

  /** An element with content, in a template or directly in a record. */
  element(name: string, inner: () => void, attributes?: () => void, dependency: number | 'none' = 0xffff): this {
    this.raw(attributes === undefined ? 0x01 : 0x41);
    if (dependency !== 'none') this.u16(dependency);
    this.u32(0).name(name);
    if (attributes !== undefined) {
      this.u32(0);
      attributes();
    }
    this.raw(0x02);
    inner();
    return this.raw(0x04);
  }

  empty(name: string): this {
    return this.raw(0x01).u16(0xffff).u32(0).name(name).raw(0x03);
  }

  attribute(name: string, inner: () => void): this {
    this.raw(0x06).name(name);
    inner();
    return this;
  }

  text(text: string): this {
    return this.raw(0x05, 0x01).u16(text.length).utf16(text);
  }

  substitution(index: number, isOptional = false): this {
    return this.raw(isOptional ? 0x0e : 0x0d).u16(index).raw(0x01);
  }

  /** A template with its definition, or one that is defined at a place; returns the place. */
  instance(definition: number | (() => void), values: readonly Value[]): number {
    this.raw(0x0c, 1).u32(0);
    const place = typeof definition === 'number' ? definition : this.at + 4;
    this.u32(place);
    if (typeof definition !== 'number') {
      this.u32(0).raw(...new Array(16).fill(0));
      const sizeAt = this.at;
      this.u32(0).fragment();
      definition();
      this.raw(0x00);
      this.bytes.writeUInt32LE(this.at - sizeAt - 4, sizeAt);
    }
    this.values(values);
    return place;
  }

  values(values: readonly Value[]): this {
    this.u32(values.length);
    for (const { type, bytes } of values) this.u16(bytes.length).raw(type, 0);
    for (const { bytes } of values) this.raw(...bytes);
    return this;
  }

  record(id: number, content: () => void, filetime = 133_590_312_001_234_567n): this {
    const start = this.at;
    this.u32(0x2a2a).u32(0).u32(id).u32(0);
    this.at = this.bytes.writeBigUInt64LE(filetime, this.at);
    content();
    this.raw(0x00);
    const size = this.at + 4 - start;
    this.u32(size);
    this.bytes.writeUInt32LE(size, start + 4);
    this.bytes.writeUInt32LE(start, 44);
    if (this.bytes.readUInt32LE(24) === 0) this.bytes.writeUInt32LE(id, 24);
    this.bytes.writeUInt32LE(id, 32);
    return this;
  }

  /** The chunk with its header and checksums as Windows would leave them. */
  finish(): Buffer {
    this.bytes.write('ElfChnk\0', 0, 'latin1');
    this.bytes.writeUInt32LE(128, 40);
    this.bytes.writeUInt32LE(this.at, 48);
    this.bytes.writeUInt32LE(crc32(this.bytes.subarray(512, this.at)), 52);
    const header = Buffer.concat([this.bytes.subarray(0, 120), this.bytes.subarray(128, 512)]);
    this.bytes.writeUInt32LE(crc32(header), 124);
    return this.bytes;
  }
}

/** A chunk of records, numbered from `firstId`. */
export function makeChunk(contents: readonly ((chunk: ChunkWriter) => void)[], firstId = 1): Buffer {
  const chunk = new ChunkWriter();
  contents.forEach((content, index) => {
    chunk.record(firstId + index, () => content(chunk));
  });
  return chunk.finish();
}

export function makeEvtx(chunks: readonly Buffer[], flags = 0): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunks.length, 42);
  header.writeUInt32LE(flags, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}

/** A record of one element with one text. */
export function plainRecord(text: string): (chunk: ChunkWriter) => void {
  return chunk => chunk.fragment().element('Event', () => chunk.text(text));
}
