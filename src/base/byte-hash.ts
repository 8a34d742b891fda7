/**
 * Two hashes of 32 bits over some bytes, eight at a time. They are no fingerprint yet: who uses them mixes the one
 * into the other at the end.
 */
export class ByteHash {
  /** The hashes that were made last. */
  a = 0;
  b = 0;

  /** @param a what the hashes begin with, and `b`: seeds that nobody knows, where bytes may be made to collide. */
  take(view: DataView, start: number, end: number, a: number, b: number): void {
    let first = a;
    let second = b ^ (end - start);
    let at = start;
    // Each step is one to one in both hashes and in the eight bytes, and each byte goes into both.
    for (; at + 8 <= end; at += 8) {
      first = Math.imul(((first << 5) | (first >>> 27)) ^ view.getInt32(at, true), 0x9e3779b1);
      second = Math.imul(((second << 7) | (second >>> 25)) ^ view.getInt32(at + 4, true), 0x5f356495);
      first = (first + ((second << 13) | (second >>> 19))) | 0;
      second ^= (first << 16) | (first >>> 16);
    }
    for (; at < end; at++) {
      const byte = view.getUint8(at);
      first = Math.imul(first ^ byte, 0x9e3779b1);
      second = Math.imul(second ^ byte, 0x5f356495);
      first ^= first >>> 15;
      second ^= second >>> 13;
    }
    this.a = first;
    this.b = second;
  }
}
