/**
 * THE WAIST: what a rule asks, freed of the language it was written in. A plan is a filter per step and a
 * finisher (its `kind`); languages make plans, engines and stores run them, and neither knows the other.
 */
import type { FieldRef, Predicate } from './predicate.ts';

export type QueryPlan = EventsPlan | SequencePlan;

/** Which fields put events in order. */
export interface EventOrder {
  readonly timestamp: FieldRef;
  readonly tiebreaker?: FieldRef;
}

/** Each event that passes the filter is a match of its own. */
export interface EventsPlan {
  readonly kind: 'events';
  readonly filter: Predicate;
  readonly order: EventOrder;
}

/** Events that pass the steps in order, joined by equal keys, within a span of time. */
export interface SequencePlan {
  readonly kind: 'sequence';
  readonly steps: readonly Step[];
  /** An event that ends the sequences waiting under its key. */
  readonly until?: Step;
  /** Longest time from the first event to each later one, inclusive. */
  readonly maxspanMs?: number;
  readonly order: EventOrder;
}

export interface Step {
  readonly filter: Predicate;
  /** The sequence's keys, then the step's own; every step has as many. */
  readonly by: readonly JoinKey[];
}

export interface JoinKey {
  readonly field: FieldRef;
  /** A missing value is a key of its own; without it, an event that lacks the field is no candidate. */
  readonly optional: boolean;
}

/** The filters of a plan in order: the steps, then `until`. */
export function filtersOf(plan: QueryPlan): readonly Predicate[] {
  if (plan.kind === 'events') return [plan.filter];
  const steps = plan.steps.map(step => step.filter);
  return plan.until === undefined ? steps : [...steps, plan.until.filter];
}
