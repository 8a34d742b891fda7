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
 */
import type { FieldType } from '../event/schema.ts';
import type { SamplePlan } from '../plan/query.ts';
import type { Finisher } from './finisher.ts';
import type { Hit, JoinKeyTuple, Match } from './hit.ts';
import { compareKeyValues, readTuple } from './join-keys.ts';

/** Starts a sample plan's finisher, which tells up to `mostPerKey` samples of each key. */
export function startSample(plan: SamplePlan, rule: number, mostPerKey: number): Finisher {
  return new SampleFinisher(plan, rule, mostPerKey);
}

class SampleFinisher implements Finisher {
  private readonly rule: number;
  private readonly mostPerKey: number;
  private readonly steps: number;
  /**
   * How many events of a step and key are kept. Of any samples that stand first in the order of trying, none has
   * a later event than this: put in its place each earlier one that no other step holds, and there are
   * `mostPerKey` samples before it.
   */
  private readonly mostEvents: number;
  private readonly keyTypes: readonly FieldType[];
  /** For each key the refs of the events of each step. */
  private readonly found = new Map<JoinKeyTuple, readonly number[][]>();
  private kept = 0;

  constructor(plan: SamplePlan, rule: number, mostPerKey: number) {
    this.rule = rule;
    this.mostPerKey = mostPerKey;
    this.steps = plan.steps.length;
    this.mostEvents = plan.steps.length * mostPerKey;
    this.keyTypes = plan.steps[0]?.by.map(key => key.field.type) ?? [];
  }

  get pending(): number {
    return this.kept;
  }

  push(hit: Hit): readonly Match[] {
    for (const { step, keys } of hit.steps) {
      for (const key of keys) {
        const events = this.eventsOf(key)[step];
        if (events === undefined) throw new Error(`a hit of step ${step}, but there are ${this.steps}`);
        if (events.length >= this.mostEvents) continue;
        events.push(hit.ref);
        this.kept++;
      }
    }
    return [];
  }

  end(): readonly Match[] {
    const matches: Match[] = [];
    const keys = [...this.found].map(([key, events]) => ({ values: readTuple(key), events }));
    keys.sort((a, b) => compareKeyValues(a.values, b.values, this.keyTypes));
    for (const { values, events } of keys) {
      for (const refs of firstSamples(events, this.mostPerKey)) {
        matches.push({ rule: this.rule, refs, joinKeys: values });
      }
    }
    this.found.clear();
    this.kept = 0;
    return matches;
  }

  private eventsOf(key: JoinKeyTuple): readonly number[][] {
    let events = this.found.get(key);
    if (events === undefined) {
      events = Array.from({ length: this.steps }, () => []);
      this.found.set(key, events);
    }
    return events;
  }
}

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
