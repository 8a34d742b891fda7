/**
 * The threshold finisher: at least so many events of a group within a window of time, and among them at least so many
 * different values of a field. With three events within 4, gathering 2:
 *
 *     time     1  2  3  4  5  6  7  8  9
 *     group    *  .  *  *  *  *  .  *  .      ->  one alert: reached at 4, gathers until 6, so the events 1 3 4 5 6;
 *                                                 8 is the first of the next
 *
 * A *window* opens with the earliest event of its group that has enough others within `windowMs` after it. It takes
 * the events of the group until `gatherMs` after it was reached, and is told when time has passed that; the next
 * begins behind it. So a flood is one alert each time the rule would have run, with what came in between counted, and
 * no burst is missed because a run parted it. All of it follows from times alone, so that events of one time may come
 * in any order.
 *
 * What a restart cannot find again by reading the last `windowMs + gatherMs` once more is until when a group has been
 * told; that is remembered (state/key-times.ts). Definition: docs/design/rest-of-rule-types.md; naive twin:
 * test/reference/naive-threshold.ts.
 *
 * Where memory runs short, the group that was hit longest ago goes. If its window was reached, it is told early.
 */
import { Heap } from '../base/heap.ts';
import { compareTexts } from '../event/text-order.ts';
import type { ThresholdPlan } from '../plan/query.ts';
import type { Dropped, Finisher } from './finisher.ts';
import type { FoundThreshold, Hit, JoinKeyTuple, Match } from './hit.ts';
import { readTuple } from './join-keys.ts';
import type { KeyTimes } from './state/key-times.ts';
import { textBytes } from './state-bytes.ts';
import { type Linked, TimeOrder } from './time-order.ts';

/** Starts a threshold plan's finisher, which holds `mostBytes` or less besides the memory. */
export function startThreshold(
  plan: ThresholdPlan,
  rule: number,
  memory: KeyTimes,
  mostBytes: number,
): Finisher {
  return new ThresholdFinisher(plan, rule, memory, mostBytes);
}

/** An event of a group that is not enough yet. */
interface WaitingEvent {
  readonly timeMs: number;
  readonly ref: number;
  /** Those to be counted. */
  readonly values: readonly string[];
}

/** A window that is reached and still gathers. */
interface OpenWindow {
  readonly fromMs: number;
  readonly closesMs: number;
  readonly firstRef: number;
  lastRef: number;
  toMs: number;
  count: number;
}

interface Group extends Linked<Group> {
  readonly key: JoinKeyTuple;
  lastMs: number;
  /** The latest, from the place `first` on. */
  waiting: WaitingEvent[];
  first: number;
  /** How often each value to be counted stands among the waiting, or in the window; undefined: none does. */
  values: Map<string, number> | undefined;
  window: OpenWindow | undefined;
  bytes: number;
}

class ThresholdFinisher implements Finisher {
  readonly isPending = true;
  readonly remembered: KeyTimes;
  private readonly plan: ThresholdPlan;
  private readonly rule: number;
  private readonly mostBytes: number;
  /** How far back the events can lie that a restart has to see again. */
  private readonly reachMs: number;
  /** What is earlier has been told, or cannot be told any more. */
  private readonly horizonMs: number;
  private readonly evictedBefore: number;
  private readonly groups = new Map<JoinKeyTuple, Group>();
  private readonly inOrder = new TimeOrder<Group>();
  /** Groups by when their windows close; with some whose windows are told already. */
  private readonly closing = new Heap<{ readonly group: Group; readonly window: OpenWindow }>(
    (a, b) => a.window.closesMs - b.window.closesMs || compareTexts(a.group.key, b.group.key),
  );
  private held = 0;
  private begun = 0;
  private cut = 0;
  private stale = 0;

  constructor(plan: ThresholdPlan, rule: number, memory: KeyTimes, mostBytes: number) {
    this.plan = plan;
    this.rule = rule;
    this.remembered = memory;
    this.mostBytes = mostBytes;
    this.reachMs = plan.windowMs + plan.gatherMs;
    this.horizonMs = (memory.untilMs ?? Number.NEGATIVE_INFINITY) - this.reachMs;
    this.evictedBefore = memory.evicted;
  }

  get pending(): number {
    return this.groups.size;
  }

  get bytes(): number {
    return this.held + this.remembered.bytes;
  }

  get dropped(): Dropped {
    const forgotten = this.remembered.evicted - this.evictedBefore;
    return { begun: this.begun, absent: 0, matches: 0, forgotten, stale: this.stale, cut: this.cut };
  }

  push({ ordinal, ref, steps }: Hit): readonly Match[] {
    const timeMs = ordinal.timestampMs;
    if (timeMs === undefined) return [];
    const told = this.closeBefore(timeMs);
    // Whatever makes the memory forget: who goes on from it must not see again what it has forgotten.
    this.remembered.saw(timeMs);
    this.expire(timeMs);
    const keys = steps.find(({ step }) => step === GROUPS)?.keys ?? [];
    if (keys.length === 0) return told;
    if (timeMs < this.horizonMs) {
      this.stale++;
      return told;
    }
    const values = steps.find(({ step }) => step === VALUES)?.keys ?? [];
    for (const key of keys) this.add(key, { timeMs, ref, values });
    return this.held > this.mostBytes ? [...told, ...this.makeRoom()] : told;
  }

  end(): readonly Match[] {
    const told = this.closeBefore(Number.POSITIVE_INFINITY);
    this.groups.clear();
    this.inOrder.clear();
    this.held = 0;
    return told;
  }

  /** Tells the windows that take nothing any more. */
  private closeBefore(timeMs: number): Match[] {
    const told: Match[] = [];
    for (let next = this.closing.least; next !== undefined; next = this.closing.least) {
      const { group, window } = next;
      if (window.closesMs >= timeMs) break;
      this.closing.takeLeast();
      // Else told early, for want of memory.
      if (group.window === window) told.push(this.tell(group, window));
    }
    return told;
  }

  private tell(group: Group, window: OpenWindow): Match {
    this.remove(group);
    group.window = undefined;
    this.remembered.note(group.key, window.closesMs);
    const { count, firstRef, fromMs, lastRef, toMs } = window;
    const distinct = this.plan.distinct === undefined ? undefined : (group.values?.size ?? 0);
    const found: FoundThreshold = { kind: 'threshold', count, distinct, fromMs, toMs };
    const refs = count === 1 ? [firstRef] : [firstRef, lastRef];
    return { rule: this.rule, refs, joinKeys: readTuple(group.key), found };
  }

  /** Lets go of what no later event can reach. */
  private expire(timeMs: number): void {
    this.remembered.forgetBefore(timeMs - this.reachMs);
    for (let group = this.inOrder.oldest; group !== undefined; group = this.inOrder.oldest) {
      // One with a window has been closed by now, or is within reach.
      if (group.window !== undefined || group.lastMs >= timeMs - this.plan.windowMs) return;
      this.remove(group);
    }
  }

  private add(key: JoinKeyTuple, event: WaitingEvent): void {
    const toldUntilMs = this.remembered.timeOf(key);
    if (toldUntilMs !== undefined && event.timeMs <= toldUntilMs) return;
    const group = this.groupOf(key);
    this.inOrder.remove(group);
    this.inOrder.add(group);
    group.lastMs = event.timeMs;
    for (const value of event.values) this.count(group, value, 1);
    if (group.window === undefined) this.wait(group, event);
    else {
      group.window.count++;
      group.window.lastRef = event.ref;
      group.window.toMs = event.timeMs;
    }
  }

  private wait(group: Group, event: WaitingEvent): void {
    const { distinct, gatherMs, least, windowMs } = this.plan;
    this.dropBefore(group, event.timeMs - windowMs);
    group.waiting.push(event);
    this.grow(group, bytesOf(event));
    const count = group.waiting.length - group.first;
    if (count < least || (distinct !== undefined && (group.values?.size ?? 0) < distinct.least)) return;
    const first = group.waiting[group.first] ?? event;
    const { ref: lastRef, timeMs: toMs } = event;
    const closesMs = toMs + gatherMs;
    group.window = { fromMs: first.timeMs, closesMs, firstRef: first.ref, lastRef, toMs, count };
    this.closing.add({ group, window: group.window });
    for (const waiting of group.waiting.slice(group.first)) this.grow(group, -bytesOf(waiting));
    group.waiting = [];
    group.first = 0;
  }

  private dropBefore(group: Group, timeMs: number): void {
    for (let event = group.waiting[group.first]; event !== undefined && event.timeMs < timeMs; ) {
      for (const value of event.values) this.count(group, value, -1);
      this.grow(group, -bytesOf(event));
      event = group.waiting[++group.first];
    }
    // The places before are given back once they are the greater part.
    if (group.first * 2 <= group.waiting.length) return;
    group.waiting = group.waiting.slice(group.first);
    group.first = 0;
  }

  private count(group: Group, value: string, by: 1 | -1): void {
    group.values ??= new Map();
    const times = (group.values.get(value) ?? 0) + by;
    if (times === 0) group.values.delete(value);
    else group.values.set(value, times);
    if (times === 0 || (times === 1 && by === 1)) this.grow(group, by * (VALUE_BYTES + textBytes(value)));
  }

  private groupOf(key: JoinKeyTuple): Group {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    // One literal: with spreads it takes several times as long.
    const group: Group = {
      key,
      lastMs: 0,
      waiting: [],
      first: 0,
      values: undefined,
      window: undefined,
      bytes: 0,
      earlier: undefined,
      later: undefined,
    };
    this.groups.set(key, group);
    this.inOrder.add(group);
    this.grow(group, GROUP_BYTES + textBytes(key));
    return group;
  }

  private grow(group: Group, bytes: number): void {
    group.bytes += bytes;
    this.held += bytes;
  }

  private remove(group: Group): void {
    this.groups.delete(group.key);
    this.inOrder.remove(group);
    this.held -= group.bytes;
  }

  private makeRoom(): Match[] {
    const told: Match[] = [];
    for (let { oldest } = this.inOrder; oldest !== undefined && this.held > this.mostBytes; ) {
      if (oldest.window === undefined) {
        this.remove(oldest);
        this.begun++;
      } else {
        told.push(this.tell(oldest, oldest.window));
        this.cut++;
      }
      oldest = this.inOrder.oldest;
    }
    return told;
  }
}

/** What the steps of the plan read (`stepsOf`): the groups of an event, and the values that are counted. */
const GROUPS = 0;
const VALUES = 1;

/** With its maps, its links, a window and its place in the heap. */
const GROUP_BYTES = 640;
const VALUE_BYTES = 64;

/** With its place in the list, of which up to a half are empty. */
function bytesOf({ values }: WaitingEvent): number {
  return 88 + 8 * values.length;
}
