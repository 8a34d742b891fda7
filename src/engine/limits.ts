import type { Limit } from '../plan/query.ts';
import type { Finisher } from './finisher.ts';
import type { Hit, Match } from './hit.ts';

/**
 * `head` and `tail` around a finisher: the first one works on its matches, each other on those that the one
 * before lets through. A head that is full lets go of all that stands before it, and later hits are dropped
 * unseen; a tail holds no more than it will give out.
 */
export function withLimits(finisher: Finisher, limits: readonly Limit[]): Finisher {
  return limits.reduce(
    (inner, { kind, count }) => (kind === 'head' ? new Head(inner, count) : new Tail(inner, count)),
    finisher,
  );
}

class Head implements Finisher {
  private inner: Finisher | undefined;
  private left: number;

  constructor(inner: Finisher, count: number) {
    this.inner = count > 0 ? inner : undefined;
    this.left = count;
  }

  get pending(): number {
    return this.inner?.pending ?? 0;
  }

  push(hit: Hit): readonly Match[] {
    return this.inner === undefined ? [] : this.pass(this.inner.push(hit));
  }

  end(): readonly Match[] {
    const last = this.inner === undefined ? [] : this.pass(this.inner.end());
    this.inner = undefined;
    return last;
  }

  private pass(matches: readonly Match[]): readonly Match[] {
    const first = matches.slice(0, this.left);
    this.left -= first.length;
    if (this.left === 0) this.inner = undefined;
    return first;
  }
}

class Tail implements Finisher {
  private readonly inner: Finisher;
  private readonly count: number;
  /** A ring: once it is full, the oldest match is at `next`. */
  private latest: Match[] = [];
  private next = 0;

  constructor(inner: Finisher, count: number) {
    this.inner = inner;
    this.count = count;
  }

  get pending(): number {
    return this.inner.pending + this.latest.length;
  }

  push(hit: Hit): readonly Match[] {
    this.keep(this.inner.push(hit));
    return [];
  }

  end(): readonly Match[] {
    this.keep(this.inner.end());
    const kept = [...this.latest.slice(this.next), ...this.latest.slice(0, this.next)];
    this.latest = [];
    this.next = 0;
    return kept;
  }

  private keep(matches: readonly Match[]): void {
    if (this.count === 0) return;
    for (const match of matches) {
      if (this.latest.length < this.count) this.latest.push(match);
      else {
        this.latest[this.next] = match;
        this.next = (this.next + 1) % this.count;
      }
    }
  }
}
