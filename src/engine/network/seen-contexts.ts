/**
 * The contexts that events had, by their key: numbers that stand for what the events have in common. A context is
 * made only when it has come often enough to pay for it; until then it is counted.
 */
import type { Context } from './context.ts';

export interface SeenContext {
  /** How many events had it before the context was made. */
  events: number;
  context: Context | undefined;
  /** A number of the time when it was made, -1 at first. */
  madeAt: number;
}

/** Events may be made to differ in their fields: so many contexts are known at a time, and so many are made. */
const MOST_SEEN = 8192;
const MOST_MADE = 1024;

export class SeenContexts {
  private readonly byHash = new Map<number, Entry[]>();
  private seen = 0;
  private made = 0;
  private readonly mostMade: number;

  /** @param mostMade contexts: when more are made, all are forgotten. */
  constructor(mostMade: number = MOST_MADE) {
    this.mostMade = mostMade;
  }

  /** @param key is copied when it is new. */
  find(key: Int32Array): SeenContext {
    const hash = hashOf(key);
    const there = this.byHash.get(hash);
    if (there !== undefined) for (const entry of there) if (isSame(entry.key, key)) return entry;
    if (this.seen >= MOST_SEEN || this.made >= this.mostMade) this.clear();
    this.seen++;
    const entry: Entry = { key: key.slice(), events: 0, context: undefined, madeAt: -1 };
    const others = this.byHash.get(hash);
    if (others === undefined) this.byHash.set(hash, [entry]);
    else others.push(entry);
    return entry;
  }

  /** To be told when a context was made. */
  countMade(): void {
    this.made++;
  }

  clear(): void {
    this.byHash.clear();
    this.seen = 0;
    this.made = 0;
  }
}

interface Entry extends SeenContext {
  readonly key: Int32Array;
}

function hashOf(key: Int32Array): number {
  let hash = 0x3c6ef372;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ (key[at] ?? 0), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash;
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
