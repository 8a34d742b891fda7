/**
 * THE WAIST: what a rule asks, freed of the language it was written in. A plan is a filter per step and a
 * finisher (its `kind`); languages make plans, engines and stores run them, and neither knows the other.
 */
import { unreachable } from '../base/unreachable.ts';
import type { FieldRef, Predicate } from './predicate.ts';

export type QueryPlan = EventsPlan | SequencePlan | SamplePlan;

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

export interface Step {
  readonly filter: Predicate;
  /** The sequence's keys, then the step's own; every step has as many. */
  readonly by: readonly JoinKey[];
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
  return plan.kind === 'events' || step < plan.steps.length;
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
 */
export function stepsOf(plan: QueryPlan): readonly Step[] {
  switch (plan.kind) {
    case 'events':
      return [{ filter: plan.filter, by: [] }];
    case 'sample':
      return plan.steps;
    case 'sequence':
      return [...plan.steps, ...(plan.until === undefined ? [] : [plan.until]), ...(plan.absent ?? [])];
    default:
      return unreachable(plan);
  }
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
