/**
 * The story of a match: its events on a line of time, and for each the conditions of its step with the values
 * that met them; between them what had to be missing, and from when to when. Data, not text: terminal, report
 * and browser draw it as they can.
 *
 *     step 1   +0 s   process  start    process.name : "dllhost.exe"        dllhost.exe
 *                                       process.args_count == 1             1
 *     step 2   none until the next      dns.question.name : "*.corp"
 *     step 3   +8 s   network  …        not cidrMatch(destination.ip, …)    1.2.3.4
 *     joined by host.id = …, process.entity_id = …; took 8 s of the 60 s allowed
 */
import type { Match } from '../engine/hit.ts';
import { timeOf } from '../engine/ordinal.ts';
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import { type QueryPlan, type SequencePlan, type Step, wantedSteps } from '../plan/query.ts';
import { type ConditionReading, type ConditionText, conditionsToRead, type KeyValue } from './condition.ts';
import { type PlacedStep, placedSteps, type StepPlace } from './query-steps.ts';

export interface MatchStory {
  readonly kind: QueryPlan['kind'];
  /** In the order of the query; of a sample that is not the order of time. */
  readonly entries: readonly StoryEntry[];
  /** Empty where nothing joins the events. */
  readonly joinedBy: readonly JoinedBy[];
  /** From the earliest event to the latest; undefined for single events, or where a time is missing. */
  readonly tookMs: number | undefined;
  /** The maxspan of the rule. */
  readonly allowedMs: number | undefined;
}

export type StoryEntry = StoryEvent | StoryAbsence;

/** An event that had to be there. */
export interface StoryEvent extends StepPlace {
  readonly kind: 'event';
  readonly document: JsonObject;
  /** Milliseconds since 1970, of the field that the rule orders events by. */
  readonly timestampMs: number | undefined;
  /** Milliseconds from the earliest event. */
  readonly offsetMs: number | undefined;
  /** `event.category`, the first where there are several. */
  readonly category: string | undefined;
  /** What happened: `event.action`, else `event.type`. */
  readonly action: string | undefined;
  /** The conditions of the step, in the order of the query. */
  readonly conditions: readonly ConditionReading[];
}

/** An event that had to be missing, under the same keys as the others, and was. */
export interface StoryAbsence extends StepPlace {
  readonly kind: 'absence';
  /** Before all events, between two of them, or after all. */
  readonly where: 'before' | 'between' | 'after';
  /** The time it covers: both are of events, but for the outer end of a window before or after all. */
  readonly fromMs: number | undefined;
  readonly untilMs: number | undefined;
  /**
   * The query wants events missing before and after. Then one window as long as the maxspan, with all events of
   * the match in it and none of those, is enough; it need not be clean on both sides to the full length.
   */
  readonly isEitherSide: boolean;
  /** What an event would have had to be. */
  readonly conditions: readonly ConditionText[];
}

export interface JoinedBy {
  /** The field of each step that must be there; mostly the same for all. */
  readonly paths: readonly string[];
  readonly value: KeyValue;
}

/**
 * Tells a match of `plan`: its documents in the order of the query, where those that had to be missing may stand
 * as undefined or not at all, and the key values that joined them (`Match.joinKeys`).
 */
export function tellMatch(
  plan: QueryPlan,
  documents: readonly (JsonObject | undefined)[],
  joinKeys: Match['joinKeys'],
): MatchStory {
  const present = documents.flatMap(document => (document === undefined ? [] : [document]));
  const timestamps = present.map(document => timeOf(readField(document, plan.order.timestamp.path)));
  const earliest = earliestOf(timestamps);
  const placed = placedSteps(plan);
  const told = documentSteps(plan, placed, present.length);
  if (told !== undefined) {
    // When an indicator was written says nothing of when the event was.
    const isTimed = (at: number): boolean => plan.kind !== 'indicators' || at === 0;
    const from = plan.kind === 'indicators' ? timestamps[0] : earliest;
    const entries = told.map((step, at) =>
      tellEvent(step, present[at] ?? {}, isTimed(at) ? timestamps[at] : undefined, from),
    );
    const joinedBy = joinsOf(wantedSteps(plan).slice(0, 1), joinKeys ?? []);
    const tookMs = plan.kind === 'threshold' ? spanOf(earliest, latestOf(timestamps)) : undefined;
    return { kind: plan.kind, entries, joinedBy, tookMs, allowedMs: undefined };
  }
  const steps = placed.filter(({ kind }) => kind === 'present');
  if (steps.length !== present.length)
    throw new Error(`${present.length} events of a match of ${steps.length} steps`);

  const entries = placed.flatMap((step): StoryEntry[] => {
    if (step.kind === 'present')
      return [tellEvent(step, present[step.position] ?? {}, timestamps[step.position], earliest)];
    // What is missing is missing once, however often the query says so.
    if (plan.kind !== 'sequence' || (step.place.run?.number ?? 1) > 1) return [];
    return [tellAbsence(plan, step, timestamps)];
  });
  return {
    kind: plan.kind,
    entries,
    joinedBy: joinsOf(wantedSteps(plan), joinKeys ?? []),
    tookMs: plan.kind === 'events' ? undefined : spanOf(earliest, latestOf(timestamps)),
    allowedMs: plan.kind === 'sequence' ? plan.maxspanMs : undefined,
  };
}

/**
 * The step of each document, where a match does not hold one of each: the first event of a group and the last, an
 * event with new values, an event and its indicators.
 */
function documentSteps(
  { kind }: QueryPlan,
  placed: readonly PlacedStep[],
  documents: number,
): readonly PlacedStep[] | undefined {
  const [event, indicator] = placed;
  if (event === undefined) return undefined;
  if (kind === 'threshold' || kind === 'new-terms') return Array.from({ length: documents }, () => event);
  if (kind !== 'indicators') return undefined;
  return Array.from({ length: documents }, (_, at) => (at === 0 ? event : (indicator ?? event)));
}

function tellEvent(
  { step, place }: PlacedStep,
  document: JsonObject,
  timestampMs: number | undefined,
  earliestMs: number | undefined,
): StoryEvent {
  return {
    kind: 'event',
    ...place,
    document,
    timestampMs,
    offsetMs: spanOf(earliestMs, timestampMs),
    category: textAt(document, 'event.category'),
    action: textAt(document, 'event.action') ?? textAt(document, 'event.type'),
    conditions: conditionsToRead(step.filter).map(condition => condition.read(document)),
  };
}

/** The windows are those in which the engine looks (spec eql.md §7.7). */
function tellAbsence(
  { steps, absent = [], maxspanMs }: SequencePlan,
  { step, place, position }: PlacedStep,
  timestamps: readonly (number | undefined)[],
): StoryAbsence {
  const at = absent[position]?.at ?? 0;
  const isBefore = at === 0;
  const isAfter = at === steps.length;
  const [first, last] = [timestamps[0], timestamps.at(-1)];
  return {
    kind: 'absence',
    step: place.step,
    where: isBefore ? 'before' : isAfter ? 'after' : 'between',
    fromMs: isBefore ? shifted(last, maxspanMs, -1) : timestamps[at - 1],
    untilMs: isAfter ? shifted(first, maxspanMs, 1) : timestamps[at],
    isEitherSide:
      (isBefore || isAfter) &&
      absent.some(other => other.at === 0) &&
      absent.some(other => other.at === steps.length),
    conditions: conditionsToRead(step.filter).map(({ text, predicate }) => ({ text, predicate })),
  };
}

function joinsOf(steps: readonly Step[], values: readonly KeyValue[]): readonly JoinedBy[] {
  return values.map((value, key) => ({
    paths: steps.flatMap(step => step.by[key]?.field.path ?? []),
    value,
  }));
}

function shifted(ms: number | undefined, byMs: number | undefined, sign: 1 | -1): number | undefined {
  return ms === undefined || byMs === undefined ? undefined : ms + sign * byMs;
}

function earliestOf(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

function latestOf(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}

/** Undefined where one of the times is missing. */
function spanOf(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
}

function textAt(document: JsonObject, path: string): string | undefined {
  const value = valuesOf(readField(document, path))[0];
  return value === undefined ? undefined : String(value);
}
