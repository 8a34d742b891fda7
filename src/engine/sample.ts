/**
 * The sample finisher: events that pass the steps, one each and no event twice, joined by equal keys, in any
 * order and at any time. With steps A, B, C under one key:
 *
 *     A: 1 2    B: 1 2    C: 2 3    ->  [1,2,3], and, where two samples of a key are wanted, [2,1,3]
 *
 * Keys come in ascending order, a missing one first. The samples of a key are the first that are found by trying
 * the events of the first step in their order, for each those of the second, and so on. Nothing is said before
 * the end, as a later event may belong to a lesser key. Definition: spec eql.md §8; its naive twin is
 * test/reference/naive-sample.ts.
 *
 * Where memory runs short, the key goes that came first, with all its events. If it comes again, it is a new one:
 * its samples are those of the events since then.
 */
import type { FieldType } from '../event/schema.ts';
import type { SamplePlan } from '../plan/query.ts';
import type { Finisher } from './finisher.ts';
import type { Hit, JoinKeyTuple, Match, Ordinal } from './hit.ts';
import { compareKeyValues, readTuple } from './join-keys.ts';
import { textBytes } from './state-bytes.ts';
import { type Timed, TimeOrder } from './time-order.ts';

/**
 * Starts a sample plan's finisher, which tells up to `mostPerKey` samples of each key. What it remembers takes up
 * `mostBytes` or less.
 */
export function startSample(plan: SamplePlan, rule: number, mostPerKey: number, mostBytes: number): Finisher {
  return new SampleFinisher(plan, rule, mostPerKey, mostBytes);
}

/** A key and the refs of the events of each step; its `ordinal` is that of the first of them. */
interface FoundKey extends Timed<FoundKey> {
  readonly key: JoinKeyTuple;
  readonly events: (number[] | undefined)[];
  size: number;
  bytes: number;
}

class SampleFinisher implements Finisher {
  readonly isPending = true;
  readonly dropped = { begun: 0, absent: 0, matches: 0 };
  /** Roughly, and rather too many than too few. */
  bytes = 0;
  private readonly rule: number;
  private readonly mostPerKey: number;
  private readonly mostBytes: number;
  private readonly steps: number;
  /**
   * How many events of a step and key are kept. Of any samples that stand first in the order of trying, none has
   * a later event than this: put in its place each earlier one that no other step holds, and there are
   * `mostPerKey` samples before it.
   */
  private readonly mostEvents: number;
  private readonly keyTypes: readonly FieldType[];
  private readonly found = new Map<JoinKeyTuple, FoundKey>();
  private readonly inOrder = new TimeOrder<FoundKey>();
  private kept = 0;

  constructor(plan: SamplePlan, rule: number, mostPerKey: number, mostBytes: number) {
    this.rule = rule;
    this.mostPerKey = mostPerKey;
    this.mostBytes = mostBytes;
    this.steps = plan.steps.length;
    this.mostEvents = plan.steps.length * mostPerKey;
    this.keyTypes = plan.steps[0]?.by.map(key => key.field.type) ?? [];
  }

  get pending(): number {
    return this.kept;
  }

  push(hit: Hit): readonly Match[] {
    for (const { step, keys } of hit.steps) {
      if (step >= this.steps) throw new Error(`a hit of step ${step}, but there are ${this.steps}`);
      for (const key of keys) this.add(this.foundOf(key, hit.ordinal), step, hit.ref);
    }
    return [];
  }

  end(): readonly Match[] {
    const matches: Match[] = [];
    const keys = [...this.found.values()].map(({ key, events }) => ({ values: readTuple(key), events }));
    this.clear();
    keys.sort((a, b) => compareKeyValues(a.values, b.values, this.keyTypes));
    for (const { values, events } of keys) {
      const lists = Array.from(events, list => list ?? []);
      for (const refs of firstSamples(lists, this.mostPerKey)) {
        matches.push({ rule: this.rule, refs, joinKeys: values });
      }
    }
    return matches;
  }

  private foundOf(key: JoinKeyTuple, ordinal: Ordinal): FoundKey {
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const bytes = KEY_BYTES + 8 * this.steps + textBytes(key);
    const events = Array.from({ length: this.steps }, () => undefined);
    const found: FoundKey = { key, ordinal, events, size: 0, bytes, earlier: undefined, later: undefined };
    this.found.set(key, found);
    this.inOrder.add(found);
    this.bytes += bytes;
    return found;
  }

  private add(found: FoundKey, step: number, ref: number): void {
    const events = found.events[step];
    if (events === undefined) found.events[step] = [ref];
    else if (events.length < this.mostEvents) events.push(ref);
    else return;
    const bytes = FIRST_EVENT_BYTES[(events?.length ?? 1) - 1] ?? 12;
    found.size++;
    found.bytes += bytes;
    this.kept++;
    this.bytes += bytes;
    this.makeRoom();
  }

  private makeRoom(): void {
    while (this.bytes > this.mostBytes) {
      const { oldest } = this.inOrder;
      if (oldest === undefined) throw new Error('a sample finisher without keys holds nothing');
      this.inOrder.remove(oldest);
      this.found.delete(oldest.key);
      this.kept -= oldest.size;
      this.bytes -= oldest.bytes;
      this.dropped.begun++;
    }
  }

  private clear(): void {
    this.found.clear();
    this.inOrder.clear();
    this.kept = 0;
    this.bytes = 0;
  }
}

/** A key with its ordinal and its place in the map. */
const KEY_BYTES = 320;
/** The first event of a step makes a list of one, the second has it grow well beyond what is needed. */
const FIRST_EVENT_BYTES = [64, 192];

/**
 * The first choices, up to `most`, of one event from each list and no event twice, in the order of trying. Only
 * what can be completed is gone into, so that lists made of the same few events cost no more than others.
 */
function firstSamples(events: readonly (readonly number[])[], most: number): readonly (readonly number[])[] {
  const samples: number[][] = [];
  const chosen = new Set<number>();
  const choose = (step: number): void => {
    const candidates = events[step];
    if (candidates === undefined) {
      samples.push([...chosen]);
      return;
    }
    for (const ref of candidates) {
      if (samples.length >= most) return;
      if (chosen.has(ref)) continue;
      chosen.add(ref);
      if (canFill(events.slice(step + 1), chosen)) choose(step + 1);
      chosen.delete(ref);
    }
  };
  if (canFill(events, chosen)) choose(0);
  return samples;
}

/**
 * Whether each list has an event for it alone, those taken left out. A list that is longer than all that can be
 * taken has one in any case; the others find theirs by asking each that stands in the way to move (Kuhn's
 * algorithm for matchings).
 */
function canFill(lists: readonly (readonly number[])[], taken: ReadonlySet<number>): boolean {
  const holders = new Map<number, readonly number[]>();
  const settle = (list: readonly number[], asked: Set<number>): boolean => {
    for (const ref of list) {
      if (taken.has(ref) || asked.has(ref)) continue;
      asked.add(ref);
      const holder = holders.get(ref);
      if (holder !== undefined && !settle(holder, asked)) continue;
      holders.set(ref, list);
      return true;
    }
    return false;
  };
  const mostTaken = taken.size + lists.length - 1;
  return lists.every(list => list.length > mostTaken || settle(list, new Set()));
}
