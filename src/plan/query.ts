/**
 * THE WAIST: what a rule asks, freed of the language it was written in. A plan is a filter per step and a
 * finisher (its `kind`); languages make plans, engines and stores run them, and neither knows the other.
 */
import { unreachable } from '../base/unreachable.ts';
import type { FieldRef, Predicate } from './predicate.ts';

export type QueryPlan =
  | EventsPlan
  | SequencePlan
  | SamplePlan
  | ThresholdPlan
  | NewTermsPlan
  | IndicatorsPlan;

/** Which fields put events in order. */
export interface EventOrder {
  readonly timestamp: FieldRef;
  readonly tiebreaker?: FieldRef;
}

/** Takes the first or the last results; several apply from left to right. */
export interface Limit {
  readonly kind: 'head' | 'tail';
  readonly count: number;
}

interface AnyPlan {
  readonly order: EventOrder;
  readonly limits?: readonly Limit[];
}

/** Each event that passes the filter is a match of its own. */
export interface EventsPlan extends AnyPlan {
  readonly kind: 'events';
  readonly filter: Predicate;
}

/** Events that pass the steps in order, joined by equal keys, within a span of time. */
export interface SequencePlan extends AnyPlan {
  readonly kind: 'sequence';
  /** The events that must be there. A step that is to come N times (`with runs=N`) stands here N times. */
  readonly steps: readonly Step[];
  /** The events that must not be there, in the order of the query; with some, there is a maxspan. */
  readonly absent?: readonly AbsentStep[];
  /** An event that ends the sequences waiting under its key. */
  readonly until?: Step;
  /** Longest time from the first event to each later one, inclusive. */
  readonly maxspanMs?: number;
}

/** Events that pass the steps, one each and no event twice, joined by equal keys, in any order. */
export interface SamplePlan extends AnyPlan {
  readonly kind: 'sample';
  readonly steps: readonly Step[];
}

/**
 * So many events of a group within a span of time. What a window of time is and which events an alert takes:
 * docs/design/rest-of-rule-types.md.
 */
export interface ThresholdPlan extends AnyPlan {
  readonly kind: 'threshold';
  readonly filter: Predicate;
  /** The fields whose values make a group; none: all events are one. An event without one of them is in no group. */
  readonly by: readonly FieldRef[];
  /** The least number of events. */
  readonly least: number;
  /** The least number of different values that a field must have among them. */
  readonly distinct?: { readonly field: FieldRef; readonly least: number };
  /** How far the first and the last of the least number may lie apart, inclusive. */
  readonly windowMs: number;
  /** How long an alert goes on gathering events once the least number is reached. */
  readonly gatherMs: number;
}

/** Values, or combinations of values of several fields, that were not seen for a time. */
export interface NewTermsPlan extends AnyPlan {
  readonly kind: 'new-terms';
  readonly filter: Predicate;
  readonly terms: readonly FieldRef[];
  /** For how long a value must not have been seen. */
  readonly historyMs: number;
}

/** Events that hold a value of an indicator: a document of another stream that says what is bad. */
export interface IndicatorsPlan extends AnyPlan {
  readonly kind: 'indicators';
  readonly filter: Predicate;
  readonly indicators: { readonly filter: Predicate; readonly indices?: readonly string[] };
  /** An indicator matches by one of these, of which every pair must fit. */
  readonly groups: readonly (readonly FieldPair[])[];
}

/** A field of the event and one of the indicator, which must have a value in common, or (`negate`) must not. */
export interface FieldPair {
  readonly event: FieldRef;
  readonly indicator: FieldRef;
  readonly negate: boolean;
}

export interface Step {
  readonly filter: Predicate;
  /** The sequence's keys, then the step's own; every step has as many. */
  readonly by: readonly JoinKey[];
  /** Index patterns of its own; absent: those of the rule. */
  readonly indices?: readonly string[];
}

/** An event that must be missing: before the first step (0), between two, or after the last (`steps.length`). */
export interface AbsentStep extends Step {
  /** How many of the steps stand before it. */
  readonly at: number;
}

export interface JoinKey {
  readonly field: FieldRef;
  /** A missing value is a key of its own; without it, an event that lacks the field is no candidate. */
  readonly optional: boolean;
}

/** Whether the events of a step (numbered as by `stepsOf`) stand in matches: those of `until` and absent ones do not. */
export function standsInMatches(plan: QueryPlan, step: number): boolean {
  return step < wantedSteps(plan).length;
}

/** The steps, first of all, whose events stand in matches. */
export function wantedSteps(plan: QueryPlan): readonly Step[] {
  switch (plan.kind) {
    case 'events':
    case 'new-terms':
      return stepsOf(plan);
    case 'sequence':
    case 'sample':
      return plan.steps;
    case 'threshold':
      return stepsOf(plan).slice(0, 1);
    case 'indicators':
      return stepsOf(plan).slice(0, 2 * plan.groups.length);
    default:
      return unreachable(plan);
  }
}

/** Whether an event without a time is of no use to the plan. */
export function needsTime({ kind }: QueryPlan): boolean {
  return kind === 'sequence' || kind === 'threshold' || kind === 'new-terms';
}

/**
 * One thing for each step that must be there (`present`, as many as `plan.steps`) and each that must not, put in
 * the order in which the query writes them.
 */
export function inWrittenOrder<T, U>(
  plan: SequencePlan,
  present: readonly T[],
  absent: (step: AbsentStep) => U,
): readonly (T | U)[] {
  const absentAt = (at: number): readonly U[] =>
    (plan.absent ?? []).filter(step => step.at === at).map(absent);
  return [...present.flatMap((item, at) => [...absentAt(at), item]), ...absentAt(present.length)];
}

/**
 * All steps of a plan in the order that numbers them (`StepHit.step`): those that must be there, then `until`,
 * then those that must not. A plan without steps is one step without keys.
 *
 * The values that a finisher counts or compares are keys too, of further steps with the same filter: of a threshold
 * those to be counted; of indicators, for each group the event's values and the indicator's (steps 2g and 2g + 1),
 * and after all groups, likewise, those of each pair that must not fit.
 */
export function stepsOf(plan: QueryPlan): readonly Step[] {
  switch (plan.kind) {
    case 'events':
      return [{ filter: plan.filter, by: [] }];
    case 'sample':
      return plan.steps;
    case 'sequence':
      return [...plan.steps, ...(plan.until === undefined ? [] : [plan.until]), ...(plan.absent ?? [])];
    case 'threshold': {
      const { by, distinct, filter } = plan;
      const counted = distinct === undefined ? [] : [{ filter, by: keysOf([distinct.field]) }];
      return [{ filter, by: keysOf(by) }, ...counted];
    }
    case 'new-terms':
      return [{ filter: plan.filter, by: keysOf(plan.terms) }];
    case 'indicators': {
      const wanted = plan.groups.map(group => group.filter(({ negate }) => !negate));
      const unwanted = plan.groups.flat().filter(({ negate }) => negate);
      return [...wanted, ...unwanted.map(pair => [pair])].flatMap(pairs => stepsOfPairs(plan, pairs));
    }
    default:
      return unreachable(plan);
  }
}

function stepsOfPairs({ filter, indicators }: IndicatorsPlan, pairs: readonly FieldPair[]): readonly Step[] {
  return [
    { filter, by: keysOf(pairs.map(({ event }) => event)) },
    // Compared as the event's field has it: the indicator's value is looked up there.
    { ...indicators, by: keysOf(pairs.map(({ event, indicator }) => ({ ...indicator, type: event.type }))) },
  ];
}

function keysOf(fields: readonly FieldRef[]): readonly JoinKey[] {
  return fields.map(field => ({ field, optional: false }));
}

/**
 * A plan of at most `size` results. The size is a limit like `head` and `tail` and stands before the query's own; it
 * takes from the end that the first of these takes from, else from `position` (of samples, from the first), as
 * Elasticsearch's request options have it: `head 4 | tail 2` with a size of 3 are the second and third result.
 */
export function withSize(
  plan: QueryPlan,
  { size, position = 'tail' }: { readonly size?: number; readonly position?: Limit['kind'] },
): QueryPlan {
  if (size === undefined) return plan;
  const limits = plan.limits ?? [];
  const usual = plan.kind === 'sample' ? 'head' : position;
  return { ...plan, limits: [{ kind: limits[0]?.kind ?? usual, count: size }, ...limits] };
}

/** The plan with each of its filters changed: those of `until` and of what must be missing too. */
export function withFilters(plan: QueryPlan, change: (filter: Predicate) => Predicate): QueryPlan {
  const step = <S extends Step>(inner: S): S => ({ ...inner, filter: change(inner.filter) });
  switch (plan.kind) {
    case 'events':
    case 'threshold':
    case 'new-terms':
    case 'indicators':
      return { ...plan, filter: change(plan.filter) };
    case 'sample':
      return { ...plan, steps: plan.steps.map(step) };
    case 'sequence': {
      const { absent, until } = plan;
      return {
        ...plan,
        steps: plan.steps.map(step),
        ...(until === undefined ? {} : { until: step(until) }),
        ...(absent === undefined ? {} : { absent: absent.map(step) }),
      };
    }
    default:
      return unreachable(plan);
  }
}
