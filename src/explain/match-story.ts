/**
 * The story of a match: its events on a line of time, and for each the conditions of its step with the values
 * that met them. Data, not text: terminal, report and browser draw it as they can.
 *
 *     step 1   +0 s   process  start    process.name : "dllhost.exe"        dllhost.exe
 *                                       process.args_count == 1             1
 *     step 2   +8 s   network  …        not cidrMatch(destination.ip, …)    1.2.3.4
 *     joined by host.id = …, process.entity_id = …; took 8 s of the 60 s allowed
 */
import { unreachable } from '../base/unreachable.ts';
import type { Match } from '../engine/hit.ts';
import { timeOf } from '../engine/ordinal.ts';
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { QueryPlan, Step } from '../plan/query.ts';
import { type ConditionReading, conditionsOf, type KeyValue, newSlotTable } from './condition.ts';

export interface MatchStory {
  /** In the order of the steps. */
  readonly events: readonly StoryEvent[];
  /** Empty where nothing joins the events. */
  readonly joinedBy: readonly JoinedBy[];
  /** From the first event to the last; undefined for single events, or where a time is missing. */
  readonly tookMs: number | undefined;
  /** The maxspan of the rule. */
  readonly allowedMs: number | undefined;
}

export interface StoryEvent {
  /** From 1. */
  readonly step: number;
  /** Milliseconds since 1970, of the field that the rule orders events by. */
  readonly timestampMs: number | undefined;
  /** Milliseconds from the first event. */
  readonly offsetMs: number | undefined;
  /** `event.category`, the first where there are several. */
  readonly category: string | undefined;
  /** What happened: `event.action`, else `event.type`. */
  readonly action: string | undefined;
  /** The conditions of the step, in the order of the query. */
  readonly conditions: readonly ConditionReading[];
}

export interface JoinedBy {
  /** The field of each step; mostly the same for all. */
  readonly paths: readonly string[];
  readonly value: KeyValue;
}

/** Tells a match of `plan`: its documents in step order and the key values that joined them (`Match.joinKeys`). */
export function tellMatch(
  plan: QueryPlan,
  documents: readonly JsonObject[],
  joinKeys: Match['joinKeys'],
): MatchStory {
  const timestamps = documents.map(document => timeOf(readField(document, plan.order.timestamp.path)));
  const first = timestamps[0];
  const filters = filtersByStep(plan);
  const events = documents.map((document, at): StoryEvent => {
    const filter = filters[at];
    if (filter === undefined) throw new Error(`event ${at + 1} of a match of ${filters.length} steps`);
    return {
      step: at + 1,
      timestampMs: timestamps[at],
      offsetMs: spanOf(first, timestamps[at]),
      category: textAt(document, 'event.category'),
      action: textAt(document, 'event.action') ?? textAt(document, 'event.type'),
      conditions: conditionsOf(filter, newSlotTable()).map(condition => condition.read(document)),
    };
  });
  const isSequence = plan.kind === 'sequence';
  return {
    events,
    joinedBy: isSequence ? joinsOf(plan.steps, joinKeys ?? []) : [],
    tookMs: isSequence ? spanOf(first, timestamps.at(-1)) : undefined,
    allowedMs: isSequence ? plan.maxspanMs : undefined,
  };
}

function filtersByStep(plan: QueryPlan): readonly Predicate[] {
  switch (plan.kind) {
    case 'events':
      return [plan.filter];
    case 'sequence':
      return plan.steps.map(step => step.filter);
    default:
      return unreachable(plan);
  }
}

function joinsOf(steps: readonly Step[], values: readonly KeyValue[]): readonly JoinedBy[] {
  return values.map((value, key) => ({
    paths: steps.flatMap(step => step.by[key]?.field.path ?? []),
    value,
  }));
}

function spanOf(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
}

function textAt(document: JsonObject, path: string): string | undefined {
  const value = valuesOf(readField(document, path))[0];
  return value === undefined ? undefined : String(value);
}
