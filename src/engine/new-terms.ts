/**
 * The new-terms finisher: a value of a field, or a combination of values of several, that no hit had within the
 * history before. With a history of 3:
 *
 *     time      1  2  3  4  5  6  7  8
 *     value     a  b  a  .  .  .  a  b      ->  a at 1, b at 2, a at 7 (unseen since 4), b at 8 (unseen since 5)
 *
 * Of each value only the time counts when it was seen last, and that is remembered for as long as the history is
 * (state/key-times.ts): no look-back is long enough to find it again. A value that is forgotten for want of memory is
 * told once more when it comes again: an alert too many, never one too few. An event with several new values is a
 * match for each. Definition: docs/design/rest-of-rule-types.md; naive twin: test/reference/naive-new-terms.ts.
 */
import type { NewTermsPlan } from '../plan/query.ts';
import type { Dropped, Finisher } from './finisher.ts';
import type { Hit, JoinKeyTuple, Match } from './hit.ts';
import { readTuple } from './join-keys.ts';
import type { KeyTimes } from './state/key-times.ts';

export function startNewTerms(plan: NewTermsPlan, rule: number, memory: KeyTimes): Finisher {
  return new NewTermsFinisher(plan, rule, memory);
}

class NewTermsFinisher implements Finisher {
  readonly isPending = true;
  readonly pending = 0;
  readonly remembered: KeyTimes;
  private readonly rule: number;
  private readonly historyMs: number;
  /** Of what is earlier the memory that was given knows too little. */
  private readonly horizonMs: number;
  private readonly evictedBefore: number;
  private stale = 0;

  constructor({ historyMs }: NewTermsPlan, rule: number, memory: KeyTimes) {
    this.rule = rule;
    this.historyMs = historyMs;
    this.remembered = memory;
    this.horizonMs = (memory.untilMs ?? Number.NEGATIVE_INFINITY) - historyMs;
    this.evictedBefore = memory.evicted;
  }

  get bytes(): number {
    return this.remembered.bytes;
  }

  get dropped(): Dropped {
    const forgotten = this.remembered.evicted - this.evictedBefore;
    return { begun: 0, absent: 0, matches: 0, forgotten, stale: this.stale };
  }

  push({ ordinal, ref, steps }: Hit): readonly Match[] {
    const timeMs = ordinal.timestampMs;
    if (timeMs === undefined || steps.length === 0) return [];
    if (timeMs < this.horizonMs) {
      this.stale++;
      return [];
    }
    const memory = this.remembered;
    memory.saw(timeMs);
    memory.forgetBefore(timeMs - this.historyMs);
    const found: Match[] = [];
    for (const { keys } of steps) {
      for (const key of keys) {
        if (this.isNew(key, timeMs)) found.push(this.matchOf(key, timeMs, ref));
        memory.note(key, timeMs);
      }
    }
    return found;
  }

  end(): readonly Match[] {
    return [];
  }

  private isNew(key: JoinKeyTuple, timeMs: number): boolean {
    const lastMs = this.remembered.timeOf(key);
    return lastMs === undefined || lastMs < timeMs - this.historyMs;
  }

  private matchOf(key: JoinKeyTuple, timeMs: number, ref: number): Match {
    const unseenSinceMs = Math.max(timeMs - this.historyMs, this.remembered.sinceMs ?? timeMs);
    return {
      rule: this.rule,
      refs: [ref],
      joinKeys: readTuple(key),
      found: { kind: 'new-terms', atMs: timeMs, unseenSinceMs },
    };
  }
}
