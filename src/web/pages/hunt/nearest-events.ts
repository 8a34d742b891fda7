/** The events next to a range in which there are none. */
import type { EventHistogram } from '../../server/hunt.ts';

export interface NearestEvents {
  readonly side: 'before' | 'after';
  readonly count: number;
  readonly fromMs: number;
  /** The last instant that counts. */
  readonly toMs: number;
}

/** Of buckets that lie beside the range; before it where both sides are as near. */
export function nearestEvents(
  { bucketMs, buckets }: EventHistogram,
  fromMs: number,
  toMs: number,
): NearestEvents | undefined {
  let nearest: (NearestEvents & { readonly apartMs: number }) | undefined;
  for (const { count, from } of buckets) {
    if (count === 0) continue;
    const startMs = Date.parse(from);
    const endMs = startMs + bucketMs - 1;
    const side = startMs < fromMs ? 'before' : 'after';
    const apartMs = Math.max(0, side === 'before' ? fromMs - endMs : startMs - toMs);
    if (nearest === undefined || apartMs < nearest.apartMs)
      nearest = { side, count, fromMs: startMs, toMs: endMs, apartMs };
  }
  if (nearest === undefined) return undefined;
  const { apartMs: _, ...found } = nearest;
  return found;
}
