import type { Hit } from './hit.ts';
import { compareOrdinals } from './ordinal.ts';

export { compareOrdinals } from './ordinal.ts';

/**
 * Where the hits of a scan wait for the end of input, so that neither the order of files nor of lines
 * matters. A log is filled, then read; it may keep its hits in memory or as sorted runs on disk.
 */
export interface HitLog {
  add(hit: Hit): void;
  /** Every hit once, the hits of a rule together and in the rule's order of events. */
  inOrder(): Iterable<Hit>;
}

/** A log that holds every hit in memory: for tests, small scans and a browser. */
export function memoryHitLog(): HitLog {
  const hits: Hit[] = [];
  return {
    add(hit) {
      hits.push(hit);
    },
    inOrder() {
      return hits.sort(compareHits);
    },
  };
}

/** The order of `inOrder`. */
export function compareHits(a: Hit, b: Hit): number {
  return a.rule - b.rule || compareOrdinals(a.ordinal, b.ordinal);
}
