import type { Ordinal } from './hit.ts';

/** What stands in a `TimeOrder`; the links belong to it. */
export interface Linked<T> {
  earlier: T | undefined;
  later: T | undefined;
}

export interface Timed<T> extends Linked<T> {
  readonly ordinal: Ordinal;
}

/**
 * Things in the order of their times, so that the oldest is found without a look at the others. They are
 * added as time moves on and leave at any time, both in constant time. (A `Set` keeps that order too, but the
 * holes that it leaves at its front make finding the oldest slow.)
 */
export class TimeOrder<T extends Linked<T>> {
  oldest: T | undefined;
  size = 0;
  private newest: T | undefined;

  /** Its time must not lie before that of any other. */
  add(item: T): void {
    item.earlier = this.newest;
    item.later = undefined;
    if (this.newest === undefined) this.oldest = item;
    else this.newest.later = item;
    this.newest = item;
    this.size++;
  }

  remove(item: T): void {
    if (item.earlier === undefined) this.oldest = item.later;
    else item.earlier.later = item.later;
    if (item.later === undefined) this.newest = item.earlier;
    else item.later.earlier = item.earlier;
    this.size--;
  }

  clear(): void {
    this.oldest = undefined;
    this.newest = undefined;
    this.size = 0;
  }
}
