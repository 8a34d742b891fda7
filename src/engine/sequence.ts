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
 * reach within maxspan, the newer one reaches too. Definition: spec eql.md §7.3 to §7.5; its naive twin is
 * test/reference/naive-sequence.ts. The machine sees hits alone, never documents, and its only clock is the
 * time of the hits.
 */
import type { SequencePlan } from '../plan/query.ts';
import type { Finisher } from './finisher.ts';
import type { Hit, JoinKeyTuple, Match, Ordinal, StepHit } from './hit.ts';
import { readTuple } from './join-keys.ts';
import { compareOrdinals } from './ordinal.ts';
import { type Started, StartOrder } from './start-order.ts';

/** A sequence that waits for its next event: in the slot of the step that it matched last, under its key. */
interface Waiting extends Started<Waiting> {
  readonly key: JoinKeyTuple;
  readonly refs: number[];
  step: number;
}

/** Starts a sequence plan's finisher. Hits must come in the order of their ordinals, each with a time. */
export function startSequence(plan: SequencePlan, rule: number): Finisher {
  return new SequenceFinisher(plan, rule);
}

class SequenceFinisher implements Finisher {
  private readonly rule: number;
  private readonly lastStep: number;
  private readonly maxspanMs: number;
  /** One for each step but the last. */
  private readonly slots: readonly Map<JoinKeyTuple, Waiting>[];
  /** Every sequence that stands in a slot. */
  private readonly waiting = new StartOrder<Waiting>();
  private before: Ordinal | undefined;

  constructor(plan: SequencePlan, rule: number) {
    this.rule = rule;
    this.lastStep = plan.steps.length - 1;
    this.maxspanMs = plan.maxspanMs ?? Number.POSITIVE_INFINITY;
    this.slots = plan.steps.slice(0, -1).map(() => new Map<JoinKeyTuple, Waiting>());
  }

  get pending(): number {
    return this.waiting.size;
  }

  push(hit: Hit): readonly Match[] {
    const nowMs = this.checkedTime(hit.ordinal);
    this.expire(nowMs);
    const matches: Match[] = [];
    // The last step first, so that one event cannot take a step and, standing there, the next one too.
    for (let at = hit.steps.length - 1; at >= 0; at--) {
      const { step, keys } = hit.steps[at] as StepHit; // within the bounds
      if (step > this.lastStep) continue;
      for (const key of keys) {
        const match = this.fill(step, key, hit.ref, nowMs);
        if (match !== undefined) matches.push(match);
      }
    }
    this.applyUntil(hit);
    return matches;
  }

  end(): readonly Match[] {
    for (const slot of this.slots) slot.clear();
    this.waiting.clear();
    return [];
  }

  private checkedTime(ordinal: Ordinal): number {
    if (ordinal.timestampMs === undefined) throw new Error('a hit of a sequence must have a time');
    if (this.before !== undefined && compareOrdinals(this.before, ordinal) > 0) {
      throw new Error('the hits of a sequence must come in the order of their ordinals');
    }
    this.before = ordinal;
    return ordinal.timestampMs;
  }

  /** An event fills a step under a key: a new sequence at step 0, else the one that waits for this step. */
  private fill(step: number, key: JoinKeyTuple, ref: number, nowMs: number): Match | undefined {
    const sequence = step === 0 ? this.begin(key, nowMs) : this.slotAt(step - 1).get(key);
    if (sequence === undefined) return undefined;
    sequence.refs.push(ref);
    if (step > 0) this.slotAt(step - 1).delete(key);
    if (step === this.lastStep) {
      this.waiting.remove(sequence);
      return { rule: this.rule, refs: sequence.refs, joinKeys: readTuple(key) };
    }
    this.drop(step, key);
    sequence.step = step;
    this.slotAt(step).set(key, sequence);
    return undefined;
  }

  private begin(key: JoinKeyTuple, startMs: number): Waiting {
    const sequence: Waiting = { key, startMs, refs: [], step: 0, earlier: undefined, later: undefined };
    this.waiting.add(sequence);
    return sequence;
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
  private expire(nowMs: number): void {
    let oldest = this.waiting.oldest;
    while (oldest !== undefined && nowMs - oldest.startMs > this.maxspanMs) {
      this.drop(oldest.step, oldest.key);
      oldest = this.waiting.oldest;
    }
  }

  /**
   * An event of `until` ends every sequence that waits under its key, also one whose last event it is itself.
   * All that wait now have matched no later event and would meet this one before their next, so they can go at
   * once and no `until` need be remembered. A sequence that this very event completed is out already.
   */
  private applyUntil(hit: Hit): void {
    for (const { step, keys } of hit.steps) {
      if (step <= this.lastStep) continue;
      for (const key of keys) {
        for (let at = 0; at < this.lastStep; at++) this.drop(at, key);
      }
    }
  }

  private slotAt(step: number): Map<JoinKeyTuple, Waiting> {
    const slot = this.slots[step];
    if (slot === undefined) throw new Error(`no sequence waits at step ${step}`);
    return slot;
  }
}
