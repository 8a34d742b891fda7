/** The tree of a query without mistakes to the plan that engines and stores run. */

import { unreachable } from '../../base/unreachable.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { AbsentStep, EventOrder, JoinKey, Limit, QueryPlan, Step } from '../../plan/query.ts';
import {
  type EqlQuery,
  type EventFilter,
  type Expression,
  type MaxspanUnit,
  type Pipe,
  pathOf,
  type Sequence,
  type Term,
} from './ast.ts';
import { allOf, conditionOf } from './lower-condition.ts';
import { fieldRef, lowerExpression } from './lower-expression.ts';
import { threeValuedConditionOf } from './lower-three-valued.ts';
import { type EqlOptions, schemaOf } from './options.ts';
import { limitCount } from './pipe-limit.ts';

/** @throws for a query of which parser or checker reported an error: such a call is a bug. */
export function lowerEql(query: EqlQuery, options: EqlOptions = {}): QueryPlan {
  const { body, pipes } = query;
  const shared = {
    order: orderOf(options),
    ...(pipes.length === 0 ? {} : { limits: pipes.map(pipe => lowerPipe(pipe, options)) }),
  };
  switch (body.kind) {
    case 'event-filter':
      return { kind: 'events', filter: lowerFilter(body, options), ...shared };
    case 'sequence':
      return { kind: 'sequence', ...lowerSequence(body, options), ...shared };
    case 'sample':
      return { kind: 'sample', steps: body.terms.map(term => lowerTerm(term, body.by, options)), ...shared };
    default:
      return unreachable(body);
  }
}

function lowerPipe(pipe: Pipe, options: EqlOptions): Limit {
  const count = limitCount(pipe, options);
  if (count === undefined || (pipe.name !== 'head' && pipe.name !== 'tail'))
    throw new Error(`the pipe ${pipe.name} cannot be lowered`);
  return { kind: pipe.name, count };
}

/** `with runs=N` repeats a step, be it one of an event or of a missing one. */
function lowerSequence(
  { by, terms, until, maxspan }: Sequence,
  options: EqlOptions,
): Pick<Extract<QueryPlan, { kind: 'sequence' }>, 'steps' | 'absent' | 'until' | 'maxspanMs'> {
  const steps: Step[] = [];
  const absent: AbsentStep[] = [];
  for (const term of terms) {
    const step = lowerTerm(term, by, options);
    const at = steps.length;
    for (let run = 0; run < (term.runs?.count ?? 1); run++) {
      if (term.missing) absent.push({ ...step, at });
      else steps.push(step);
    }
  }
  return {
    steps,
    ...(absent.length === 0 ? {} : { absent }),
    ...(until === undefined ? {} : { until: lowerTerm(until, by, options) }),
    ...(maxspan === undefined ? {} : { maxspanMs: maxspan.amount * UNIT_MS[maxspan.unit] }),
  };
}

const UNIT_MS: { readonly [Unit in MaxspanUnit]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function orderOf(options: EqlOptions): EventOrder {
  const schema = schemaOf(options);
  const path = options.timestampField ?? '@timestamp';
  const { tiebreakerField } = options;
  return {
    timestamp: { path, type: schema.typeOf(path) ?? 'date' },
    ...(tiebreakerField === undefined ? {} : { tiebreaker: fieldRef(tiebreakerField, schema) }),
  };
}

function lowerTerm(term: Term, shared: readonly Expression[], options: EqlOptions): Step {
  return {
    filter: lowerFilter(term.filter, options),
    by: [...shared, ...term.by].map(key => joinKey(key, options)),
  };
}

function joinKey(key: Expression, options: EqlOptions): JoinKey {
  if (key.kind !== 'field') throw new Error('a join key that is not a field cannot be lowered');
  return { field: fieldRef(pathOf(key), schemaOf(options)), optional: key.optional };
}

/** The condition, and the event's category where one is named. */
function lowerFilter(filter: EventFilter, options: EqlOptions): Predicate {
  const { category } = filter;
  const lowered = lowerExpression(filter.condition, options);
  const condition = options.nulls === 'three-valued' ? threeValuedConditionOf(lowered) : conditionOf(lowered);
  switch (category.kind) {
    case 'any-category':
      return condition;
    case 'category': {
      const path = options.categoryField ?? 'event.category';
      const type = schemaOf(options).typeOf(path) ?? 'keyword';
      return allOf([
        { kind: 'equals', field: { path, type }, values: [category.name], ignoreCase: false },
        condition,
      ]);
    }
    default:
      throw new Error('a query with mistakes cannot be lowered');
  }
}
