import type { Leading } from './absent-hits.ts';
import type { JoinKeyTuple, Match, Ordinal } from './hit.ts';
import { isSpanBeyond, type Moment } from './ordinal.ts';
import { matchBytes, textBytes } from './state-bytes.ts';
import { type Timed, TimeOrder } from './time-order.ts';

/** A complete sequence, and what the verdict on it depends on. */
export interface Complete {
  readonly key: JoinKeyTuple;
  readonly match: Match;
  readonly first: Moment;
  readonly last: Ordinal;
  /** The latest event before the first that the query wants to be missing, if within maxspan of the last. */
  readonly leading: Leading | undefined;
}

interface Held extends Complete, Timed<Held> {
  isAccepted: boolean;
}

/**
 * Complete sequences that wait for what must not follow. The verdict falls with the first event under the key
 * that had to be missing, or when time has passed the first event by more than maxspan. A sequence that is
 * decided waits all the same for those that were complete before it, so that matches keep the order of their
 * last events; none waits longer than maxspan after its own.
 *
 * Where an event must be missing before the first as well, one clean stretch of maxspan around the sequence is
 * enough: before its last event, after its first, or between the two that had to be missing (eql.md §7.7).
 */
export class HeldMatches {
  private readonly maxspanMs: number;
  private readonly isLeadingToo: boolean;
  /** In order of their last events. */
  private readonly held = new TimeOrder<Held>();
  /** Those without a verdict, by key. */
  private readonly open = new Map<JoinKeyTuple, Set<Held>>();
  /** Roughly, and rather too many than too few. */
  bytes = 0;

  /** `isLeadingToo`: the query wants events to be missing before the first step too. */
  constructor(maxspanMs: number, isLeadingToo: boolean) {
    this.maxspanMs = maxspanMs;
    this.isLeadingToo = isLeadingToo;
  }

  get size(): number {
    return this.held.size;
  }

  /** Whether an event that had to be missing could still bar one. */
  get isOpen(): boolean {
    return this.open.size > 0;
  }

  get oldestMs(): number | undefined {
    return this.held.oldest?.ordinal.timestampMs;
  }

  add(complete: Complete): void {
    const isAccepted = this.isLeadingToo && complete.leading === undefined;
    const held = {
      ...complete,
      ordinal: complete.last,
      isAccepted,
      earlier: undefined,
      later: undefined,
    };
    this.held.add(held);
    this.bytes += bytesOf(held);
    if (isAccepted) return;
    const open = this.open.get(held.key);
    if (open === undefined) this.open.set(held.key, new Set([held]));
    else open.add(held);
  }

  /**
   * An event that had to be missing is there: the verdict on all that were complete before it, under its key.
   * @returns how many are refused for an event before the first that is only presumed.
   */
  follow(key: JoinKeyTuple, now: Ordinal): number {
    let presumed = 0;
    for (const held of this.open.get(key) ?? []) {
      const { first, leading } = held;
      held.isAccepted =
        isSpanBeyond(first, now, this.maxspanMs) ||
        (leading !== undefined && isSpanBeyond(leading.ordinal, now, this.maxspanMs));
      if (held.isAccepted) continue;
      this.remove(held);
      if (leading?.isPresumed) presumed++;
    }
    this.open.delete(key);
    return presumed;
  }

  /** Takes out what can be told by now. */
  takeDecided(now: Ordinal): readonly Match[] {
    return this.take(held => held.isAccepted || isSpanBeyond(held.first, now, this.maxspanMs));
  }

  /** Nothing will follow: takes out all. */
  takeAll(): readonly Match[] {
    return this.take(() => true);
  }

  /** Lets go of the one that was complete first, for want of memory. */
  dropOldest(): void {
    const { oldest } = this.held;
    if (oldest === undefined) return;
    this.remove(oldest);
    this.forget(oldest);
  }

  private take(isDecided: (held: Held) => boolean): readonly Match[] {
    const matches: Match[] = [];
    for (let { oldest } = this.held; oldest !== undefined && isDecided(oldest); { oldest } = this.held) {
      this.dropOldest();
      matches.push(oldest.match);
    }
    return matches;
  }

  private remove(held: Held): void {
    this.held.remove(held);
    this.bytes -= bytesOf(held);
  }

  private forget(held: Held): void {
    const open = this.open.get(held.key);
    if (open?.delete(held) && open.size === 0) this.open.delete(held.key);
  }
}

/** With its ordinals and its place in a set, which may be one for it alone. */
function bytesOf({ key, match }: Complete): number {
  return 640 + textBytes(key) + matchBytes(match);
}
