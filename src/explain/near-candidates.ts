/**
 * The first half of the search for near misses: one look at each event. Kept are the events that meet a step, or
 * fail one condition of it, under each of their keys; and which events stand in real matches, so that those can
 * be left out. What an event is kept for is bounded: ten thousand candidates for one cause, the rest is counted.
 */
import { buildExtractor } from '../engine/extract/extractor.ts';
import { finishHits } from '../engine/finisher.ts';
import type { Ordinal, StepHit } from '../engine/hit.ts';
import { type HitLog, memoryHitLog } from '../engine/hit-log.ts';
import { compileKeys, type KeyReader, readTuple } from '../engine/join-keys.ts';
import { compileOrder } from '../engine/order-table.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import { SlotTable } from '../engine/slot-table.ts';
import type { Slots } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { needsTime, type QueryPlan, type Step, stepsOf, wantedSteps } from '../plan/query.ts';
import { type Condition, conditionsOf, type KeyValue } from './condition.ts';

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
  /** How many of those that are near fail a condition. */
  readonly failures: ReadonlyMap<number | undefined, number>;
}

export interface Candidates {
  /** One for each step that must be there; one alone for a plan without steps. A repeated step repeats. */
  readonly steps: readonly StepCandidates[];
  /** Events that end what waits, and those that must be missing, by step: here matched events stand too. */
  readonly until: readonly Candidate[];
  readonly absent: readonly StepCandidates[];
  /** Of a sample, the keys under which it matched, as JSON. */
  readonly matchedKeys: ReadonlySet<string>;
  /** How many events were looked at. */
  readonly events: number;
  /** Candidates past the limit. */
  readonly dropped: number;
}

const MOST_CANDIDATES = 10_000;
/** More than one condition fails. */
const FAR = -1;

export function collectCandidates(plan: QueryPlan, events: Iterable<CandidateEvent>): Candidates {
  const table = new SlotTable();
  const looks = looksOf(plan, table);
  const { ordinalOf } = compileOrder(plan.order, table.slotOf);
  const extractor = buildExtractor(table.paths);
  const log = memoryHitLog();
  const seen: SeenEvent[] = [];
  let arrival = 0;

  for (const event of events) {
    const slots = extractor.fromDocument(event.document);
    const ordinal = ordinalOf({ slots, arrival: arrival++ });
    if (needsTime(plan) && ordinal.timestampMs === undefined) continue;
    const kept: SeenEvent = { id: event.id, document: event.document, ordinal };
    const hits: StepHit[] = [];
    for (const look of looks) {
      const keys = look.take(kept, slots);
      if (keys.length > 0) for (const step of look.steps) hits.push({ step, keys });
    }
    if (hits.length === 0) continue;
    hits.sort((a, b) => a.step - b.step);
    log.add({ rule: 0, ordinal, steps: hits, ref: seen.push(kept) - 1 });
  }

  const { matched, matchedKeys } = matchesOf(plan, seen, log);
  const positives = wantedSteps(plan).length;
  const all: StepCandidates[] = [];
  for (const look of looks) {
    const kept = look.inOrder(matched);
    for (const step of look.steps) all[step] = kept;
  }
  const hasUntil = plan.kind === 'sequence' && plan.until !== undefined;
  return {
    steps: all.slice(0, positives),
    until: hasUntil ? (all[positives]?.met ?? []) : [],
    absent: all.slice(positives + (hasUntil ? 1 : 0)),
    matchedKeys,
    events: arrival,
    dropped: looks.reduce((sum, look) => sum + look.dropped, 0),
  };
}

/** One for all repetitions of a step. */
function looksOf(plan: QueryPlan, table: SlotTable): readonly StepLook[] {
  const positives = wantedSteps(plan).length;
  const looks: StepLook[] = [];
  for (const [position, step] of stepsOf(plan).entries()) {
    const isWanted = position < positives;
    const known = looks.find(look => look.isWanted === isWanted && look.isOf(step));
    if (known === undefined) looks.push(new StepLook(step, table, isWanted, position));
    else known.steps.push(position);
  }
  return looks;
}

/** The events of all matches, and their keys; limits only choose among matches. */
function matchesOf(plan: QueryPlan, seen: readonly SeenEvent[], log: HitLog) {
  const { limits: _, ...unlimited } = plan;
  const matched = new Set<SeenEvent | undefined>();
  const matchedKeys = new Set<string>();
  for (const match of finishHits([{ plan: unlimited }], log.inOrder())) {
    for (const ref of match.refs) if (ref !== undefined) matched.add(seen[ref]);
    if (plan.kind === 'sample') matchedKeys.add(JSON.stringify(match.joinKeys));
  }
  return { matched, matchedKeys };
}

/** One step's view of the events. */
class StepLook {
  /** Where the step stands among all of the plan's. */
  readonly steps: number[];
  /** Whether it must be there; of others it is of no use that an event almost is one. */
  readonly isWanted: boolean;
  readonly conditions: readonly Condition[];
  readonly paths: readonly string[];
  dropped = 0;
  private readonly met: Candidate[] = [];
  private readonly near: Candidate[] = [];
  private readonly step: Step;
  private readonly strictKeys: KeyReader;
  private readonly looseKeys: KeyReader;
  /** How many candidates each failing condition has brought; under undefined, those that fail none. */
  private readonly counts = new Map<number | undefined, number>();

  constructor(step: Step, table: SlotTable, isWanted: boolean, position: number) {
    this.step = step;
    this.isWanted = isWanted;
    this.steps = [position];
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
    if (failed === FAR || (failed !== undefined && !this.isWanted)) return [];
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

  isOf(step: Step): boolean {
    return this.step.filter === step.filter && this.step.by === step.by;
  }

  /** What was kept, in the order of the plan; of a step that must be there only what no match has. */
  inOrder(matched: ReadonlySet<SeenEvent | undefined>): StepCandidates {
    const list = (candidates: readonly Candidate[]) =>
      candidates
        .filter(({ event }) => !this.isWanted || !matched.has(event))
        .sort((a, b) => compareOrdinals(a.event.ordinal, b.event.ordinal));
    const near = list(this.near);
    const failures = new Map<number | undefined, number>();
    for (const { failed } of near) failures.set(failed, (failures.get(failed) ?? 0) + 1);
    return { conditions: this.conditions, paths: this.paths, met: list(this.met), near, failures };
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
