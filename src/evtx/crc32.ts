/**
 * CRC-32 as of RFC 1952, four bytes a step: `TABLES[k][b]` is what the byte `b` does to the remainder when `k`
 * more bytes follow it.
 */
const TABLES = makeTables();

/** The checksum of the bytes, as an unsigned number; `before` is that of the bytes in front of them. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3] = TABLES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wholeSteps = bytes.length & ~3;
  let crc = ~before;
  for (let at = 0; at < wholeSteps; at += 4) {
    crc ^= view.getInt32(at, true);
    crc = entry(t3, crc) ^ entry(t2, crc >>> 8) ^ entry(t1, crc >>> 16) ^ entry(t0, crc >>> 24);
  }
  for (let at = wholeSteps; at < bytes.length; at++) crc = entry(t0, crc ^ view.getUint8(at)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function entry(table: Int32Array, index: number): number {
  return table[index & 0xff] ?? 0;
}

type Tables = readonly [Int32Array, Int32Array, Int32Array, Int32Array];

function makeTables(): Tables {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    first[byte] = crc;
  }
  const after = (table: Int32Array): Int32Array => table.map(crc => entry(first, crc) ^ (crc >>> 8));
  const second = after(first);
  const third = after(second);
  return [first, second, third, after(third)];
}
