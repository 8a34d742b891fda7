/** The tree of a query without mistakes to the plan that engines and stores run. */

import type { Predicate } from '../../plan/predicate.ts';
import type { EventOrder, JoinKey, QueryPlan, Step } from '../../plan/query.ts';
import {
  type EqlQuery,
  type EventFilter,
  type Expression,
  type MaxspanUnit,
  pathOf,
  type Term,
} from './ast.ts';
import { allOf, conditionOf } from './lower-condition.ts';
import { fieldRef, lowerExpression } from './lower-expression.ts';
import { type EqlOptions, schemaOf } from './options.ts';

/** @throws for a query of which parser or checker reported an error: such a call is a bug. */
export function lowerEql(query: EqlQuery, options: EqlOptions = {}): QueryPlan {
  const { body } = query;
  if (query.pipes.length > 0) throw new Error('pipes cannot be lowered');
  const order = orderOf(options);
  switch (body.kind) {
    case 'event-filter':
      return { kind: 'events', filter: lowerFilter(body, options), order };
    case 'sequence': {
      const { until, maxspan } = body;
      return {
        kind: 'sequence',
        steps: body.terms.map(term => lowerTerm(term, body.by, options)),
        ...(until === undefined ? {} : { until: lowerTerm(until, body.by, options) }),
        ...(maxspan === undefined ? {} : { maxspanMs: maxspan.amount * UNIT_MS[maxspan.unit] }),
        order,
      };
    }
    default:
      throw new Error(`${body.kind} cannot be lowered`);
  }
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
  if (term.missing || term.runs !== undefined) throw new Error('missing events and runs cannot be lowered');
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
  const condition = conditionOf(lowerExpression(filter.condition, options));
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
