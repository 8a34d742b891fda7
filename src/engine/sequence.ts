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
 * between two events bars the sequence that waits there, though it stays in its slot and uses up its events;
 * those around it are judged when it is complete, and what must not follow is waited for (held-matches.ts).
 *
 * Where memory runs short, what is oldest goes. In a slot further on waits a sequence that began earlier, so what
 * goes leaves no older one behind that would match in its stead: matches are lost, and none is made up.
 *
 * Definition: spec eql.md §7.3 to §7.7; its naive twin is test/reference/naive-sequence.ts. The machine sees
 * hits alone, never documents, and its only clock is the time of the hits.
 */
import { inWrittenOrder, type SequencePlan } from '../plan/query.ts';
import { AbsentHits, type Leading } from './absent-hits.ts';
import type { Dropped, Finisher } from './finisher.ts';
import { HeldMatches } from './held-matches.ts';
import type { Hit, JoinKeyTuple, Match, Ordinal, StepHit } from './hit.ts';
import { readTuple } from './join-keys.ts';
import { compareOrdinals, isSpanBeyond, type Moment } from './ordinal.ts';
import { WaitingSequences } from './waiting-sequences.ts';

/**
 * Starts a sequence plan's finisher. Hits must come in the order of their ordinals, each with a time. What waits
 * takes up `mostBytes` or less.
 */
export function startSequence(plan: SequencePlan, rule: number, mostBytes: number): Finisher {
  return new SequenceFinisher(plan, rule, mostBytes);
}

const NO_MATCHES: readonly Match[] = [];

class SequenceFinisher implements Finisher {
  readonly dropped: { -readonly [kind in keyof Dropped]: number } = { begun: 0, absent: 0, matches: 0 };
  private readonly rule: number;
  private readonly mostBytes: number;
  private readonly lastStep: number;
  private readonly maxspanMs: number;
  /** The number of the step `until`, if there is one. */
  private readonly until: number | undefined;
  /** The number of the first step that must be missing; where each of them stands. */
  private readonly firstAbsent: number;
  private readonly absentAt: readonly number[];
  /** For each place of a match the step whose event stands there; undefined: one that must be missing. */
  private readonly layout: readonly (number | undefined)[];
  private readonly waiting: WaitingSequences<Leading>;
  private readonly absent: AbsentHits;
  /** Undefined: nothing must be missing after the last step, and matches are told at once. */
  private readonly held: HeldMatches | undefined;
  private before: Ordinal | undefined;
  /** The place of the hit among all that came, which their ordinals are in the order of. */
  private place = 0;

  constructor(plan: SequencePlan, rule: number, mostBytes: number) {
    const { steps, until, absent = [], maxspanMs = Number.POSITIVE_INFINITY } = plan;
    this.rule = rule;
    this.mostBytes = mostBytes;
    this.lastStep = steps.length - 1;
    this.maxspanMs = maxspanMs;
    this.until = until === undefined ? undefined : steps.length;
    this.firstAbsent = steps.length + (until === undefined ? 0 : 1);
    this.absentAt = absent.map(({ at }) => at);
    this.layout = inWrittenOrder(plan, [...steps.keys()], () => undefined);
    this.waiting = new WaitingSequences(this.lastStep);
    this.absent = new AbsentHits(maxspanMs);
    this.held = this.absentAt.includes(steps.length)
      ? new HeldMatches(maxspanMs, this.absentAt.includes(0))
      : undefined;
  }

  get pending(): number {
    return this.waiting.size + this.absent.size + (this.held?.size ?? 0);
  }

  get isPending(): boolean {
    return this.waiting.size > 0 || (this.held?.isOpen ?? false);
  }

  get bytes(): number {
    return this.waiting.bytes + this.absent.bytes + (this.held?.bytes ?? 0);
  }

  push(hit: Hit): readonly Match[] {
    const { ordinal, steps } = hit;
    this.checkOrder(ordinal);
    this.place++;
    this.waiting.expire(ordinal, this.maxspanMs);
    this.waiting.tidy();
    this.absent.expire(ordinal);
    // What must be missing counts strictly after and strictly before an event of the sequence: an event that is
    // both is judged against what was complete before it, and remembered for what begins after it.
    this.judgeHeld(hit);
    let matches: Match[] | undefined;
    // The last step first, so that one event cannot take a step and, standing there, the next one too.
    for (let at = steps.length - 1; at >= 0; at--) {
      const { step, keys } = steps[at] as StepHit; // within the bounds
      if (step > this.lastStep) continue;
      for (const key of keys) {
        const match = this.fill(step, key, hit);
        if (match === undefined) continue;
        if (matches === undefined) matches = [match];
        else matches.push(match);
      }
    }
    const last = steps[steps.length - 1];
    if (last !== undefined && last.step > this.lastStep) this.applyOthers(hit);
    return this.held?.takeDecided(ordinal) ?? matches ?? NO_MATCHES;
  }

  end(): readonly Match[] {
    this.waiting.clear();
    this.absent.clear();
    return this.held?.takeAll() ?? NO_MATCHES;
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
    if (step === 0) return this.begin(key, hit);
    const { waiting } = this;
    const sequence = waiting.find(step - 1, key);
    if (sequence === undefined) return undefined;
    if (step < this.lastStep) {
      waiting.advance(sequence, this.place, hit.ref);
      return undefined;
    }
    const refs = [...waiting.refsOf(sequence), hit.ref];
    const first = waiting.startOf(sequence);
    const leading = waiting.leadingOf(sequence);
    const isBarred = waiting.isBarred(sequence);
    waiting.remove(sequence);
    return isBarred ? undefined : this.complete(key, refs, first, hit.ordinal, leading);
  }

  private begin(key: JoinKeyTuple, { ordinal, ref }: Hit): Match | undefined {
    const leading = this.absent.latest(key);
    if (this.lastStep === 0) return this.complete(key, [ref], ordinal, ordinal, leading);
    this.waiting.begin(key, ordinal, this.place, ref, leading);
    this.makeRoom();
    return undefined;
  }

  /** A complete sequence is a match, none, or held until time tells. */
  private complete(
    key: JoinKeyTuple,
    refs: readonly number[],
    first: Moment,
    last: Ordinal,
    nearest: Leading | undefined,
  ): Match | undefined {
    const leading =
      nearest === undefined || isSpanBeyond(nearest.ordinal, last, this.maxspanMs) ? undefined : nearest;
    if (this.held === undefined && leading !== undefined) {
      if (leading.isPresumed) this.dropped.matches++;
      return undefined;
    }
    const match: Match = {
      rule: this.rule,
      refs: this.layout.map(step => (step === undefined ? undefined : refs[step])),
      joinKeys: readTuple(key),
    };
    if (this.held === undefined) return match;
    this.held.add({ key, match, first, last, leading });
    this.makeRoom();
    return undefined;
  }

  /** What a hit of a step that is none of the sequence's own does, once it has filled those that are. */
  private applyOthers({ steps, ordinal }: Hit): void {
    for (const { step, keys } of steps) {
      const at = this.absentAt[step - this.firstAbsent];
      for (const key of keys) {
        // An event of `until` ends every sequence that waits under its key, also one whose last event it is
        // itself. All that wait now have matched no later event and would meet this one before their next, so
        // they can go at once and no `until` need be remembered. One that this very event completed is out.
        if (step === this.until) this.waiting.removeKey(key);
        else if (at === 0) this.remember(key, ordinal);
        else if (at !== undefined && at <= this.lastStep) this.bar(at, key);
      }
    }
  }

  /** An event that must be missing before the step `at` bars what waits for that step since an earlier event. */
  private bar(at: number, key: JoinKeyTuple): void {
    const sequence = this.waiting.find(at - 1, key);
    if (sequence !== undefined && this.waiting.lastOf(sequence) < this.place) this.waiting.bar(sequence);
  }

  private remember(key: JoinKeyTuple, ordinal: Ordinal): void {
    this.absent.add(key, ordinal);
    this.makeRoom();
  }

  private judgeHeld({ steps, ordinal }: Hit): void {
    if (this.held === undefined) return;
    for (const { step, keys } of steps) {
      if (this.absentAt[step - this.firstAbsent] !== this.lastStep + 1) continue;
      for (const key of keys) this.dropped.matches += this.held.follow(key, ordinal);
    }
  }

  /** Lets go of what is oldest until the rest takes up no more than it may. */
  private makeRoom(): void {
    while (this.bytes > this.mostBytes) {
      const { waiting, absent, held, dropped } = this;
      const heldMs = held?.oldestMs ?? Number.POSITIVE_INFINITY;
      const absentMs = absent.oldestMs ?? Number.POSITIVE_INFINITY;
      const begunMs = waiting.oldestMs ?? Number.POSITIVE_INFINITY;
      if (begunMs <= absentMs && begunMs <= heldMs) {
        waiting.removeOldest();
        dropped.begun++;
      } else if (absentMs <= heldMs) {
        absent.dropOldest();
        dropped.absent++;
      } else {
        held?.dropOldest();
        dropped.matches++;
      }
    }
  }
}
