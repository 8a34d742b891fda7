/**
 * The first half of the search for near misses: one look at each event. Kept are the events that meet a step, or
 * fail one condition of it, under each of their keys; and which events stand in real matches, so that those can
 * be left out. What an event is kept for is bounded: ten thousand candidates for one cause, the rest is counted.
 */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { finishHits } from '../engine/finisher.ts';
import type { Ordinal, StepHit } from '../engine/hit.ts';
import { memoryHitLog } from '../engine/hit-log.ts';
import { compileKeys, type KeyReader, readTuple } from '../engine/join-keys.ts';
import { compareOrdinals, tiebreakerOf, timeOf } from '../engine/ordinal.ts';
import { type Slots, valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import type { QueryPlan, Step } from '../plan/query.ts';
import { type Condition, conditionsOf, type KeyValue, newSlotTable, type SlotTable } from './condition.ts';

/** An event given to the search. */
export interface CandidateEvent {
  readonly id: string;
  readonly document: JsonObject;
}

export interface SeenEvent extends CandidateEvent {
  readonly ordinal: Ordinal;
}

/** An event that may stand at a step, under one of its keys. */
export interface Candidate {
  readonly event: SeenEvent;
  /** By position among the join keys; undefined where the key is missing and must not be. */
  readonly keys: readonly (KeyValue | undefined)[];
  /** Position of the one condition that fails, or undefined where all hold. */
  readonly failed: number | undefined;
}

export interface StepCandidates {
  readonly conditions: readonly Condition[];
  readonly paths: readonly string[];
  /** In the order of the plan, as all lists here. */
  readonly met: readonly Candidate[];
  readonly near: readonly Candidate[];
}

export interface Candidates {
  /** One for each step; one alone for a plan without steps. */
  readonly steps: readonly StepCandidates[];
  readonly until: readonly Candidate[];
  /** How many events were looked at. */
  readonly events: number;
  /** Candidates past the limit. */
  readonly dropped: number;
}

const MOST_CANDIDATES = 10_000;
/** More than one condition fails. */
const FAR = -1;

export function collectCandidates(plan: QueryPlan, events: Iterable<CandidateEvent>): Candidates {
  const table = newSlotTable();
  const steps = stepsOf(plan).map(step => new StepLook(step, table));
  const until =
    plan.kind === 'sequence' && plan.until !== undefined ? new StepLook(plan.until, table) : undefined;
  const timestampSlot = table.slotOf(plan.order.timestamp);
  const tiebreakerSlot = plan.order.tiebreaker && table.slotOf(plan.order.tiebreaker);
  const extractor = buildExtractor(table.fields);
  const looks = until === undefined ? steps : [...steps, until];
  const log = memoryHitLog();
  const seen: SeenEvent[] = [];
  let arrival = 0;

  for (const event of events) {
    const slots = extractor.fromDocument(event.document);
    const ordinal: Ordinal = {
      timestampMs: timeOf(slots[timestampSlot]),
      tiebreaker: tiebreakerSlot === undefined ? undefined : tiebreakerOf(valuesOf(slots[tiebreakerSlot])),
      arrival: arrival++,
    };
    if (plan.kind === 'sequence' && ordinal.timestampMs === undefined) continue;
    const kept: SeenEvent = { id: event.id, document: event.document, ordinal };
    const hits = looks.flatMap((look, step): StepHit[] => {
      const keys = look.take(kept, slots);
      return keys.length === 0 ? [] : [{ step, keys }];
    });
    if (hits.length > 0) log.add({ rule: 0, ordinal, steps: hits, ref: seen.push(kept) - 1 });
  }

  const matched = new Set<SeenEvent | undefined>();
  for (const match of finishHits([{ plan }], log.inOrder()))
    for (const ref of match.refs) matched.add(seen[ref]);
  const inOrder = (list: readonly Candidate[]) =>
    [...list].sort((a, b) => compareOrdinals(a.event.ordinal, b.event.ordinal));
  const unmatched = (list: readonly Candidate[]) =>
    inOrder(list.filter(candidate => !matched.has(candidate.event)));
  return {
    steps: steps.map(look => ({
      conditions: look.conditions,
      paths: look.paths,
      met: unmatched(look.met),
      near: unmatched(look.near),
    })),
    until: inOrder(until?.met ?? []),
    events: arrival,
    dropped: looks.reduce((sum, look) => sum + look.dropped, 0),
  };
}

function stepsOf(plan: QueryPlan): readonly Step[] {
  return plan.kind === 'events' ? [{ filter: plan.filter, by: [] }] : plan.steps;
}

/** One step's view of the events. */
class StepLook {
  readonly conditions: readonly Condition[];
  readonly paths: readonly string[];
  readonly met: Candidate[] = [];
  readonly near: Candidate[] = [];
  dropped = 0;
  private readonly step: Step;
  private readonly strictKeys: KeyReader;
  private readonly looseKeys: KeyReader;
  /** How many candidates each failing condition has brought; under undefined, those that fail none. */
  private readonly counts = new Map<number | undefined, number>();

  constructor(step: Step, table: SlotTable) {
    this.step = step;
    this.conditions = conditionsOf(step.filter, table);
    this.paths = step.by.map(key => key.field.path);
    this.strictKeys = compileKeys(step.by, table.slotOf);
    // A missing key may be the very reason, so it is read as one more value here.
    this.looseKeys = compileKeys(
      step.by.map(key => ({ ...key, optional: true })),
      table.slotOf,
    );
  }

  /** Keeps the event if it is near; the keys under which it is a hit, if it is one. */
  take(event: SeenEvent, slots: Slots): StepHit['keys'] {
    const failed = this.failedCondition(slots);
    if (failed === FAR) return [];
    const list = failed === undefined ? this.met : this.near;
    for (const tuple of this.looseKeys(slots).tuples) {
      const keys = readTuple(tuple).map((value, at) =>
        value === null && this.step.by[at]?.optional !== true ? undefined : value,
      );
      const count = this.counts.get(failed) ?? 0;
      if (count < MOST_CANDIDATES) list.push({ event, keys, failed });
      else this.dropped++;
      this.counts.set(failed, count + 1);
    }
    return failed === undefined ? this.strictKeys(slots).tuples : [];
  }

  private failedCondition(slots: Slots): number | undefined {
    let failed: number | undefined;
    for (const [at, condition] of this.conditions.entries()) {
      if (condition.holds(slots)) continue;
      if (failed !== undefined) return FAR;
      failed = at;
    }
    return failed;
  }
}
