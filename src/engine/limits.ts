import type { Limit } from '../plan/query.ts';
import type { Dropped, Finisher } from './finisher.ts';
import type { Hit, Match } from './hit.ts';
import type { KeyTimesSize } from './state/key-times.ts';
import { matchBytes } from './state-bytes.ts';

/**
 * `head` and `tail` around a finisher: the first one works on its matches, each other on those that the one
 * before lets through. A head that is full lets go of all that stands before it, and later hits are dropped
 * unseen; a tail holds no more than it will give out, nor more than `mostBytes`.
 */
export function withLimits(finisher: Finisher, limits: readonly Limit[], mostBytes: number): Finisher {
  return limits.reduce(
    (inner, { kind, count }) =>
      kind === 'head' ? new Head(inner, count) : new Tail(inner, count, mostBytes),
    finisher,
  );
}

class Head implements Finisher {
  private inner: Finisher | undefined;
  private left: number;
  /** By what stood before it, when that was let go of. */
  private droppedBefore: Dropped;

  constructor(inner: Finisher, count: number) {
    this.inner = inner;
    this.left = count;
    this.droppedBefore = inner.dropped;
    if (count === 0) this.letGo();
  }

  get pending(): number {
    return this.inner?.pending ?? 0;
  }

  get isPending(): boolean {
    return this.inner?.isPending ?? false;
  }

  get bytes(): number {
    return this.inner?.bytes ?? 0;
  }

  get dropped(): Dropped {
    return this.inner?.dropped ?? this.droppedBefore;
  }

  get remembered(): KeyTimesSize | undefined {
    return this.inner?.remembered;
  }

  push(hit: Hit): readonly Match[] {
    return this.inner === undefined ? [] : this.pass(this.inner.push(hit));
  }

  end(): readonly Match[] {
    const last = this.inner === undefined ? [] : this.pass(this.inner.end());
    this.letGo();
    return last;
  }

  private pass(matches: readonly Match[]): readonly Match[] {
    const first = matches.slice(0, this.left);
    this.left -= first.length;
    if (this.left === 0) this.letGo();
    return first;
  }

  private letGo(): void {
    this.droppedBefore = this.dropped;
    this.inner = undefined;
  }
}

class Tail implements Finisher {
  private readonly inner: Finisher;
  private readonly count: number;
  private readonly mostBytes: number;
  private droppedHere = 0;
  /** The latest matches, from the place `first` on. */
  private kept: (Match | undefined)[] = [];
  private first = 0;
  private keptBytes = 0;

  constructor(inner: Finisher, count: number, mostBytes: number) {
    this.inner = inner;
    this.count = count;
    this.mostBytes = mostBytes;
  }

  get pending(): number {
    return this.inner.pending + this.kept.length - this.first;
  }

  get isPending(): boolean {
    return this.inner.isPending;
  }

  get bytes(): number {
    return this.inner.bytes + this.keptBytes;
  }

  get dropped(): Dropped {
    const { dropped } = this.inner;
    return { ...dropped, matches: dropped.matches + this.droppedHere };
  }

  get remembered(): KeyTimesSize | undefined {
    return this.inner.remembered;
  }

  push(hit: Hit): readonly Match[] {
    this.keep(this.inner.push(hit));
    return [];
  }

  end(): readonly Match[] {
    this.keep(this.inner.end());
    const kept = this.kept.flatMap(match => match ?? []);
    this.kept = [];
    this.first = 0;
    this.keptBytes = 0;
    return kept;
  }

  private keep(matches: readonly Match[]): void {
    for (const match of matches) {
      this.kept.push(match);
      this.keptBytes += bytesOf(match);
      if (this.kept.length - this.first > this.count) this.dropFirst();
      while (this.keptBytes > this.mostBytes) {
        this.dropFirst();
        this.droppedHere++;
      }
    }
  }

  private dropFirst(): void {
    const match = this.kept[this.first];
    if (match === undefined) throw new Error('a tail that holds nothing has nothing to drop');
    this.keptBytes -= bytesOf(match);
    this.kept[this.first++] = undefined;
    // The places before are given back once they are the greater part.
    if (this.first * 2 > this.kept.length) {
      this.kept = this.kept.slice(this.first);
      this.first = 0;
    }
  }
}

/** With its place among the kept, of which up to a half are empty. */
function bytesOf(match: Match): number {
  return 24 + matchBytes(match);
}
