/**
 * The sequence finisher: events that pass the steps in order, joined by equal keys.
 *
 * For each step but the last there is a slot for each key: the sequence that waits there has matched that
 * step and wants the next. With steps A, B, C and hits A1 A2 B3 A4 B5 C6 of one key:
 *
 *     A1   slot A: [1]
 *     A2   slot A: [2]                a newer start takes the place of an older one
 *     B3   slot B: [2,3]              taken out of slot A
 *     A4   slot A: [4]                the one that waits in slot B is untouched
 *     B5   slot B: [4,5]              takes the place of [2,3]
 *     C6   match [4,5,6]
 *
 * One slot is enough because the newest start is always the best fit: whatever an older one could still
 * reach within maxspan, the newer one reaches too.
 *
 * Events that must be missing (`![ ]`) never change which sequences are built, only which of them count: one
 * between two events bars the sequence for good, though it stays in its slot and uses up its events; those
 * around it are judged when it is complete, and what must not follow is waited for (held-matches.ts).
 *
 * Definition: spec eql.md §7.3 to §7.7; its naive twin is test/reference/naive-sequence.ts. The machine sees
 * hits alone, never documents, and its only clock is the time of the hits.
 */
import { inWrittenOrder, type SequencePlan } from '../plan/query.ts';
import { AbsentHits } from './absent-hits.ts';
import type { Finisher } from './finisher.ts';
import { HeldMatches } from './held-matches.ts';
import type { Hit, JoinKeyTuple, Match, Ordinal, StepHit } from './hit.ts';
import { readTuple } from './join-keys.ts';
import { compareOrdinals, isSpanBeyond } from './ordinal.ts';
import { type Timed, TimeOrder } from './time-order.ts';

/**
 * A sequence that waits for its next event: in the slot of the step that it matched last, under its key. Its
 * `ordinal` is that of its first event.
 */
interface Waiting extends Timed<Waiting> {
  readonly key: JoinKeyTuple;
  readonly refs: number[];
  step: number;
  last: Ordinal;
  /** The latest event before the first that the query wants to be missing. */
  readonly leading: Ordinal | undefined;
  /** Whether an event that had to be missing stands between two of its own. */
  isBarred: boolean;
}

/** Starts a sequence plan's finisher. Hits must come in the order of their ordinals, each with a time. */
export function startSequence(plan: SequencePlan, rule: number): Finisher {
  return new SequenceFinisher(plan, rule);
}

class SequenceFinisher implements Finisher {
  private readonly rule: number;
  private readonly lastStep: number;
  private readonly maxspanMs: number;
  /** The number of the step `until`, if there is one. */
  private readonly until: number | undefined;
  /** The number of the first step that must be missing; where each of them stands. */
  private readonly firstAbsent: number;
  private readonly absentAt: readonly number[];
  /** For each place of a match the step whose event stands there; undefined: one that must be missing. */
  private readonly layout: readonly (number | undefined)[];
  /** One for each step but the last. */
  private readonly slots: readonly Map<JoinKeyTuple, Waiting>[];
  /** Every sequence that stands in a slot. */
  private readonly waiting = new TimeOrder<Waiting>();
  private readonly absent: AbsentHits;
  /** Undefined: nothing must be missing after the last step, and matches are told at once. */
  private readonly held: HeldMatches | undefined;
  private before: Ordinal | undefined;

  constructor(plan: SequencePlan, rule: number) {
    const { steps, until, absent = [], maxspanMs = Number.POSITIVE_INFINITY } = plan;
    this.rule = rule;
    this.lastStep = steps.length - 1;
    this.maxspanMs = maxspanMs;
    this.until = until === undefined ? undefined : steps.length;
    this.firstAbsent = steps.length + (until === undefined ? 0 : 1);
    this.absentAt = absent.map(({ at }) => at);
    this.layout = inWrittenOrder(plan, [...steps.keys()], () => undefined);
    this.slots = steps.slice(0, -1).map(() => new Map<JoinKeyTuple, Waiting>());
    this.absent = new AbsentHits(steps.length, maxspanMs);
    this.held = this.absentAt.includes(steps.length)
      ? new HeldMatches(maxspanMs, this.absentAt.includes(0))
      : undefined;
  }

  get pending(): number {
    return this.waiting.size + this.absent.size + (this.held?.size ?? 0);
  }

  push(hit: Hit): readonly Match[] {
    const { ordinal } = hit;
    this.checkOrder(ordinal);
    this.expire(ordinal);
    // What must be missing counts strictly after and strictly before an event of the sequence: an event that is
    // both is judged against what was complete before it, and remembered for what begins after it.
    this.judgeHeld(hit);
    const matches: Match[] = [];
    // The last step first, so that one event cannot take a step and, standing there, the next one too.
    for (let at = hit.steps.length - 1; at >= 0; at--) {
      const { step, keys } = hit.steps[at] as StepHit; // within the bounds
      if (step > this.lastStep) continue;
      for (const key of keys) {
        const match = this.fill(step, key, hit);
        if (match !== undefined) matches.push(match);
      }
    }
    this.applyUntil(hit);
    this.rememberAbsent(hit);
    return this.held?.takeDecided(ordinal) ?? matches;
  }

  end(): readonly Match[] {
    for (const slot of this.slots) slot.clear();
    this.waiting.clear();
    this.absent.clear();
    return this.held?.takeAll() ?? [];
  }

  private checkOrder(ordinal: Ordinal): void {
    if (ordinal.timestampMs === undefined) throw new Error('a hit of a sequence must have a time');
    if (this.before !== undefined && compareOrdinals(this.before, ordinal) > 0) {
      throw new Error('the hits of a sequence must come in the order of their ordinals');
    }
    this.before = ordinal;
  }

  /** An event fills a step under a key: a new sequence at step 0, else the one that waits for this step. */
  private fill(step: number, key: JoinKeyTuple, hit: Hit): Match | undefined {
    const sequence = step === 0 ? this.begin(key, hit.ordinal) : this.advance(step, key, hit.ordinal);
    if (sequence === undefined) return undefined;
    sequence.refs.push(hit.ref);
    if (step === this.lastStep) {
      this.waiting.remove(sequence);
      return this.complete(sequence);
    }
    this.drop(step, key);
    sequence.step = step;
    this.slotAt(step).set(key, sequence);
    return undefined;
  }

  private begin(key: JoinKeyTuple, ordinal: Ordinal): Waiting {
    const sequence: Waiting = {
      key,
      ordinal,
      refs: [],
      step: 0,
      last: ordinal,
      leading: this.absent.latest(0, key),
      isBarred: false,
      earlier: undefined,
      later: undefined,
    };
    this.waiting.add(sequence);
    return sequence;
  }

  private advance(step: number, key: JoinKeyTuple, ordinal: Ordinal): Waiting | undefined {
    const slot = this.slotAt(step - 1);
    const sequence = slot.get(key);
    if (sequence === undefined) return undefined;
    slot.delete(key);
    const absent = this.absent.latest(step, key);
    if (absent !== undefined && compareOrdinals(absent, sequence.last) > 0) sequence.isBarred = true;
    sequence.last = ordinal;
    return sequence;
  }

  /** A complete sequence is a match, none, or held until time tells. */
  private complete(sequence: Waiting): Match | undefined {
    const { key, refs, ordinal: first, last } = sequence;
    if (sequence.isBarred) return undefined;
    const leading =
      sequence.leading === undefined || isSpanBeyond(sequence.leading, last, this.maxspanMs)
        ? undefined
        : sequence.leading;
    const match: Match = {
      rule: this.rule,
      refs: this.layout.map(step => (step === undefined ? undefined : refs[step])),
      joinKeys: readTuple(key),
    };
    if (this.held === undefined) return leading === undefined ? match : undefined;
    this.held.add({ key, match, first, last, leading });
    return undefined;
  }

  private drop(step: number, key: JoinKeyTuple): void {
    const slot = this.slotAt(step);
    const sequence = slot.get(key);
    if (sequence === undefined) return;
    slot.delete(key);
    this.waiting.remove(sequence);
  }

  /**
   * Frees what can no longer end within maxspan; a distance of exactly maxspan still counts. A sequence is
   * looked at once, when it leaves, however many keys are open.
   */
  private expire(now: Ordinal): void {
    for (;;) {
      const sequence = this.waiting.takeBeyond(now, this.maxspanMs);
      if (sequence === undefined) break;
      this.slotAt(sequence.step).delete(sequence.key);
    }
    this.absent.expire(now);
  }

  /**
   * An event of `until` ends every sequence that waits under its key, also one whose last event it is itself.
   * All that wait now have matched no later event and would meet this one before their next, so they can go at
   * once and no `until` need be remembered. A sequence that this very event completed is out already.
   */
  private applyUntil(hit: Hit): void {
    for (const { step, keys } of hit.steps) {
      if (step !== this.until) continue;
      for (const key of keys) {
        for (let at = 0; at < this.lastStep; at++) this.drop(at, key);
      }
    }
  }

  private judgeHeld({ steps, ordinal }: Hit): void {
    if (this.held === undefined) return;
    for (const { step, keys } of steps) {
      if (this.absentAt[step - this.firstAbsent] !== this.lastStep + 1) continue;
      for (const key of keys) this.held.follow(key, ordinal);
    }
  }

  private rememberAbsent({ steps, ordinal }: Hit): void {
    for (const { step, keys } of steps) {
      const at = this.absentAt[step - this.firstAbsent];
      if (at === undefined || at > this.lastStep) continue;
      for (const key of keys) this.absent.add(at, key, ordinal);
    }
  }

  private slotAt(step: number): Map<JoinKeyTuple, Waiting> {
    const slot = this.slots[step];
    if (slot === undefined) throw new Error(`no sequence waits at step ${step}`);
    return slot;
  }
}
