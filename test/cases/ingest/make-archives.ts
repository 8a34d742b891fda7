/** Containers made by hand or by a library of others, for tests of what reads them. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface TarMember {
  readonly name: string;
  readonly content?: Uint8Array;
  /** The type flag; a file if not given. */
  readonly type?: string;
  /** What the header says of the length, where it is not that of the content. */
  readonly lengthField?: string;
}

/** A tar with its end mark. */
export function tarOf(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.flatMap(tarMember), Buffer.alloc(1024)]);
}

function tarMember({ name, content = Buffer.alloc(0), type = '0', lengthField }: TarMember): Uint8Array[] {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(lengthField ?? `${content.length.toString(8).padStart(11, '0')}\0`, 124, 12, 'latin1');
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

/** A record of an extended header: its own length, which counts its own digits, the key and the value. */
export function extendedRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}

/** A zip as one who writes to a pipe makes it: lengths and checksums stand behind the members. */
export function pipedZip(members: { readonly [name: string]: Uint8Array }, isStored: boolean): Buffer {
  const parts: Uint8Array[] = [];
  const zip = new Zip((failure, part) => {
    if (failure) throw failure;
    parts.push(part);
  });
  for (const [name, content] of Object.entries(members)) {
    const member = isStored ? new ZipPassThrough(name) : new ZipDeflate(name);
    zip.add(member);
    member.push(content, true);
  }
  zip.end();
  return Buffer.concat(parts);
}

export type ZstdBlock =
  | { readonly raw: Uint8Array }
  | { readonly repeated: number; readonly times: number };

/** A zstd frame of blocks that need no compressor; the window as the frame's header codes it, 128 KiB if not given. */
export function zstdFrame(blocks: readonly ZstdBlock[], window = 0x38): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window])];
  blocks.forEach((block, at) => {
    const isLast = Number(at === blocks.length - 1);
    const [kind, size, bytes] =
      'raw' in block ? [0, block.raw.length, block.raw] : [1, block.times, Buffer.from([block.repeated])];
    const header = Buffer.alloc(3);
    header.writeUIntLE(size * 8 + kind * 2 + isLast, 0, 3);
    parts.push(header, bytes);
  });
  return Buffer.concat(parts);
}
