import { compileEql } from '../lang/eql/index.ts';
import type { Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import { type Checked, isError } from '../source/diagnostic.ts';
import type { RuleOptions } from './compile-rule.ts';
import { missingKey, wrongValue } from './messages.ts';
import type { Rule } from './rule.ts';
import { compileRuleCondition, type QueryKey, queryTextOf } from './rule-condition.ts';
import { extraKeys, modelKeys } from './rule-fields.ts';
import { lowerFilters } from './rule-filters.ts';

/**
 * The one place where the query and the filters of a rule become a predicate, for the types that say besides it what
 * is to become of the events (finish-plan.ts). Their queries are KQL, in Elastic's rules always; here they may also be
 * an EQL query of one event.
 */
export function compileFilter(rule: Rule, key: QueryKey, options: RuleOptions): Checked<Predicate> {
  const language = key === 'query' ? rule.language : rule.extra['threat_language'];
  return language === 'eql' ? eqlCondition(rule, key, options) : compileRuleCondition(rule, key, options);
}

function eqlCondition(rule: Rule, key: QueryKey, options: RuleOptions): Checked<Predicate> {
  const filters = lowerFilters(rule, key === 'query' ? 'filters' : 'threat_filters', options);
  const query = queryTextOf(rule, key);
  if (query === undefined || query.text.trim() === '') {
    const { means } = key === 'query' ? modelKeys.query : (extraKeys[key] ?? { means: '' });
    return { diagnostics: [...filters.diagnostics, missingKey(rule.origin, key, means)] };
  }
  const compiled = compileEql(query, options);
  const diagnostics = [...filters.diagnostics, ...compiled.diagnostics];
  const { value: plan } = compiled;
  if (plan === undefined || diagnostics.some(isError)) return { diagnostics };
  if (plan.kind !== 'events' || plan.limits !== undefined) {
    const expected = 'an EQL query of one event without pipes';
    return {
      diagnostics: [...diagnostics, wrongValue(rule.origin, { path: [key], expected, found: query.text })],
    };
  }
  const terms = [plan.filter, ...(filters.value === undefined ? [] : [filters.value])];
  return { value: simplify({ kind: 'all', terms }), diagnostics };
}
