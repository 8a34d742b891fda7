import type { LineBlock } from './part.ts';

const LINE_FEED = 0x0a;

/**
 * Cuts a stream into blocks of whole lines of about `blockBytes`. No line over `limitBytes` is held: its length
 * is counted, and goes with the block behind it.
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Uint8Array>,
  blockBytes: number,
  limitBytes: number,
): AsyncGenerator<LineBlock> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** The length so far of a line that is over the limit. */
  let overlongBytes = 0;
  for await (let chunk of chunks) {
    if (overlongBytes > 0) {
      const lineFeed = chunk.indexOf(LINE_FEED);
      overlongBytes += lineFeed < 0 ? chunk.length : lineFeed;
      if (lineFeed < 0) continue;
      yield { bytes: new Uint8Array(0), overlongBytes };
      overlongBytes = 0;
      chunk = chunk.subarray(lineFeed + 1);
    }
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < blockBytes) continue;
    const lastLineFeed = chunk.lastIndexOf(LINE_FEED);
    if (lastLineFeed >= 0) {
      held[held.length - 1] = chunk.subarray(0, lastLineFeed + 1);
      yield { bytes: joined(held) };
      held = [chunk.slice(lastLineFeed + 1)];
      heldBytes = chunk.length - lastLineFeed - 1;
    } else if (heldBytes > blockBytes + limitBytes) {
      // Hardly anything but the start of one line.
      const whole = joined(held);
      const cut = whole.lastIndexOf(LINE_FEED) + 1;
      if (cut > 0) yield { bytes: whole.slice(0, cut) };
      const rest = whole.slice(cut);
      const isOverlong = rest.length > limitBytes;
      overlongBytes = isOverlong ? rest.length : 0;
      held = isOverlong ? [] : [rest];
      heldBytes = isOverlong ? 0 : rest.length;
    }
  }
  if (overlongBytes > 0) yield { bytes: new Uint8Array(0), overlongBytes };
  else if (heldBytes > 0) yield { bytes: joined(held) };
}

/** A copy with memory of its own, which can be handed to another thread. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
