/** From a clause of the query DSL, as a search over alerts has it, to a condition without a now in it. */
import { parseDateMath, resolveDateMath } from '../../event/date-math.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Json } from '../../event/json.ts';
import { lowerClause } from '../../lang/dsl/index.ts';
import type { Bound, Predicate } from '../../plan/predicate.ts';
import { simplify } from '../../plan/simplify.ts';
import { askedSchema } from './asked-schema.ts';
import { type BodyPath, queryProblem } from './search-problem.ts';

const SCOPE = {
  schema: askedSchema,
  now: { path: '@timestamp', type: 'date' },
  idField: 'kibana.alert.uuid',
} as const;

/**
 * @param path where the clause stands in the body
 * @throws HttpProblem where a part of the clause is wrong or not understood
 */
export function alertCondition(clause: Json | undefined, path: BodyPath, nowMs: number): Predicate {
  const { problems, value } = lowerClause(clause, SCOPE);
  if (value === undefined) throw queryProblem(path, problems);
  return simplify(settleNow(value, nowMs));
}

/** With each time that is reckoned from now as the time that it is. */
export function settleNow(predicate: Predicate, nowMs: number): Predicate {
  switch (predicate.kind) {
    case 'all':
    case 'any':
      return { ...predicate, terms: predicate.terms.map(term => settleNow(term, nowMs)) };
    case 'not':
    case 'nested':
      return { ...predicate, term: settleNow(predicate.term, nowMs) };
    case 'relative-range': {
      const bounds: Bound[] = [];
      for (const { math, op } of predicate.bounds) {
        const parsed = parseDateMath(math);
        const end = op === '<=' || op === '>' ? 'last' : 'first';
        const instant = parsed && resolveDateMath(parsed, nowMs, end);
        if (instant === undefined) return { kind: 'constant', value: false };
        // Alerts are dated in milliseconds.
        bounds.push({ op, value: formatTimestamp(instant.ms) });
      }
      return { kind: 'between', field: predicate.date, bounds };
    }
    default:
      return predicate;
  }
}
