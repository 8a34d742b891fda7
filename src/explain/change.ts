/**
 * The smallest change of a rule that would have made a near miss an alert, and what else it would bring: another
 * maxspan, one value more, a field that may be missing, one key or one demand less. The changed plan is run over the
 * same events by the engine's own finishers, so that what is told is counted and not guessed.
 */

import { unreachable } from '../base/unreachable.ts';
import { finishHits } from '../engine/finisher.ts';
import { SlotTable } from '../engine/slot-table.ts';
import { coerce } from '../event/coerce.ts';
import { fieldsOf } from '../plan/fields-read.ts';
import type { FieldRef, Literal, Predicate } from '../plan/predicate.ts';
import { printPredicate } from '../plan/print-plan.ts';
import type { QueryPlan, SequencePlan, Step } from '../plan/query.ts';
import { type Condition, conditionsOf } from './condition.ts';
import type { NearMiss } from './near-miss.ts';
import { placedSteps, type StepPlace } from './query-steps.ts';
import { type ExplainedEvent, type ExplainedRule, RuleSift } from './rule-sift.ts';
import { queryDuration } from './span-text.ts';

/** A change, in words that could be put into the query. */
export interface Change {
  readonly kind: 'maxspan' | 'condition' | 'join-key' | 'until' | 'absent';
  /** What stands in the query, and what would. */
  readonly from: string;
  readonly to: string;
}

export interface WhatIf extends Change {
  /** Alerts that the change would add on the events at hand; less than nought where it would take some away. */
  readonly moreAlerts: number;
}

export interface PlanChange {
  readonly change: Change;
  readonly plan: QueryPlan;
}

/** Undefined where no change of one thing is one that the plan could say, as of a step without an event. */
export function changeFor(plan: QueryPlan, { reason }: NearMiss): PlanChange | undefined {
  switch (reason.kind) {
    case 'maxspan': {
      if (plan.kind !== 'sequence') return undefined;
      const maxspanMs = Math.ceil(reason.tookMs);
      return {
        change: {
          kind: 'maxspan',
          from: `maxspan=${queryDuration(reason.allowedMs)}`,
          to: `maxspan=${queryDuration(maxspanMs)}`,
        },
        plan: { ...plan, maxspanMs },
      };
    }
    case 'condition': {
      const { fields, predicate } = reason.condition;
      const exception = exceptionFor(predicate, fields);
      const change: Change = {
        kind: 'condition',
        from: reason.condition.text,
        to:
          exception === undefined ? 'nothing asked there' : `… or ${printPredicate(exception, { most: 3 })}`,
      };
      const replaced: Predicate =
        exception === undefined
          ? { kind: 'constant', value: true }
          : { kind: 'any', terms: [predicate, exception] };
      return { change, plan: withCondition(plan, reason, predicate, replaced) };
    }
    case 'join-key': {
      if (plan.kind !== 'sequence' && plan.kind !== 'sample') return undefined;
      const paths = [...new Set(reason.values.map(({ path }) => path))].join(', ');
      return {
        change: { kind: 'join-key', from: `by ${paths}`, to: 'not joined by it' },
        plan: withoutKey(plan, reason.key),
      };
    }
    case 'until':
      if (plan.kind !== 'sequence') return undefined;
      return { change: { kind: 'until', from: 'until', to: 'no until' }, plan: withoutUntil(plan) };
    case 'absent': {
      if (plan.kind !== 'sequence') return undefined;
      const steps = new Set(reason.came.map(({ step }) => step));
      const gone = placedSteps(plan).filter(({ kind, place }) => kind === 'absent' && steps.has(place.step));
      const absent = (plan.absent ?? []).filter((_, at) => !gone.some(({ position }) => position === at));
      return {
        change: { kind: 'absent', from: `step ${[...steps].join(' and ')} missing`, to: 'not asked' },
        plan: { ...plan, absent },
      };
    }
    case 'order':
    case 'missing':
      return undefined;
    default:
      return unreachable(reason);
  }
}

/** How many alerts a rule gives on events. */
export function countMatches(rule: ExplainedRule, events: Iterable<ExplainedEvent>): number {
  const sift = new RuleSift(rule);
  for (const event of events) sift.add(event);
  let count = 0;
  for (const _ of finishHits([rule], sift.hits())) count++;
  return count;
}

/** What would let these values pass beside the condition: a field that may be missing, or one value more. */
function exceptionFor(
  predicate: Predicate,
  read: readonly { readonly path: string; readonly values: readonly unknown[] }[],
): Predicate | undefined {
  const [field, ...others] = [...new Map([...fieldsOf(predicate)].map(one => [one.path, one])).values()];
  const [reading] = read;
  if (field === undefined || others.length > 0 || reading === undefined || field.gathers !== undefined)
    return undefined;
  if (reading.values.length === 0) return { kind: 'not', term: { kind: 'exists', field } };
  const values = reading.values.flatMap(value => literalOf(value, field));
  return values.length === 0 ? undefined : { kind: 'equals', field, values, ignoreCase: false };
}

function literalOf(value: unknown, { type }: FieldRef): readonly Literal[] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
  const coerced = coerce(value, type);
  return coerced === undefined ? [] : [coerced];
}

/** The plan with one condition of one step replaced; repetitions of a step change together. */
function withCondition(plan: QueryPlan, place: StepPlace, from: Predicate, to: Predicate): QueryPlan {
  const replaceIn = (filter: Predicate): Predicate => {
    const conditions: readonly Condition[] = conditionsOf(filter, new SlotTable());
    return {
      kind: 'all',
      terms: conditions.map(({ predicate }) =>
        printPredicate(predicate) === printPredicate(from) ? to : predicate,
      ),
    };
  };
  if (plan.kind !== 'sequence' && plan.kind !== 'sample') return { ...plan, filter: replaceIn(plan.filter) };
  const filters = new Set(
    placedSteps(plan)
      .filter(placed => placed.kind === 'present' && placed.place.step === place.step)
      .map(({ step }) => step.filter),
  );
  const made = new Map<Predicate, Predicate>();
  const changed = (step: Step): Step => {
    if (!filters.has(step.filter)) return step;
    const filter = made.get(step.filter) ?? replaceIn(step.filter);
    made.set(step.filter, filter);
    return { ...step, filter };
  };
  return { ...plan, steps: plan.steps.map(changed) };
}

function withoutKey(plan: Extract<QueryPlan, { kind: 'sequence' | 'sample' }>, key: number): QueryPlan {
  const less = <S extends Step>(step: S): S => ({ ...step, by: step.by.filter((_, at) => at !== key) });
  if (plan.kind === 'sample') return { ...plan, steps: plan.steps.map(less) };
  return {
    ...plan,
    steps: plan.steps.map(less),
    ...(plan.until === undefined ? {} : { until: less(plan.until) }),
    ...(plan.absent === undefined ? {} : { absent: plan.absent.map(less) }),
  };
}

function withoutUntil({ until: _, ...plan }: SequencePlan): SequencePlan {
  return plan;
}
