/** Whether the bytes are zero. Half of many logs is space not used yet, so that this runs four bytes a step. */
export function isZero(bytes: Uint8Array, from = 0, to: number = bytes.length): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = from;
  for (; at + 4 <= to; at += 4) if (view.getInt32(at) !== 0) return false;
  for (; at < to; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}
