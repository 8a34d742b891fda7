/**
 * Two hashes of 32 bits over some bytes, sixteen at a time. They are no fingerprint yet: who uses them mixes the one
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
    // Two more for the upper half of the bytes, which do not wait for those of the lower half.
    let third = a ^ 0x1b873593;
    let fourth = b ^ 0x2545f491;
    const half = ((end - start) >>> 4) << 3;
    const middle = start + half;
    // Each step is one to one in both hashes and in the eight bytes, and each byte goes into both.
    for (let at = start; at < middle; at += 8) {
      const upper = at + half;
      first = Math.imul(((first << 5) | (first >>> 27)) ^ view.getInt32(at, true), 0x9e3779b1);
      second = Math.imul(((second << 7) | (second >>> 25)) ^ view.getInt32(at + 4, true), 0x5f356495);
      third = Math.imul(((third << 5) | (third >>> 27)) ^ view.getInt32(upper, true), 0x9e3779b1);
      fourth = Math.imul(((fourth << 7) | (fourth >>> 25)) ^ view.getInt32(upper + 4, true), 0x5f356495);
      first = (first + ((second << 13) | (second >>> 19))) | 0;
      third = (third + ((fourth << 13) | (fourth >>> 19))) | 0;
      second ^= (first << 16) | (first >>> 16);
      fourth ^= (third << 16) | (third >>> 16);
    }
    // One to one in the halves' hashes, one half's given.
    first = Math.imul(first ^ (first >>> 15), 0x85ebca6b) ^ third;
    second = Math.imul(second ^ (second >>> 13), 0xc2b2ae35) ^ fourth;
    for (let at = middle + half; at < end; at++) {
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
