import { compileEql, type EqlOptions } from '../lang/eql/index.ts';
import type { Predicate } from '../plan/predicate.ts';
import { type QueryPlan, withFilters } from '../plan/query.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { checkAllowed, withoutAllowed } from './allowed-warnings.ts';
import { compileFilter } from './compile-filter.ts';
import { finishPlan } from './finish-plan.ts';
import { ruleLints } from './lints/index.ts';
import { missingKey, unsupportedType, wrongLanguage, wrongValue } from './messages.ts';
import type { Rule } from './rule.ts';
import { compileRuleCondition } from './rule-condition.ts';
import { modelKeys } from './rule-fields.ts';
import { lowerFilters } from './rule-filters.ts';
import { readSuppression } from './suppression-form.ts';
import { withTimeFilter } from './time-filter.ts';

/** A rule that can run. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly plan: QueryPlan;
  /** Patterns of the indices it reads; absent: all. */
  readonly indices?: readonly string[];
}

/** What rules are compiled against, the same for all of them. */
export interface RuleOptions extends Pick<EqlOptions, 'schema' | 'nulls'> {
  /** False: no advice is wanted, only what keeps a rule from running. It takes a fifth of the time. */
  readonly lints?: boolean;
}

/**
 * Makes the plan of a rule, and says what is wrong or unwise about it. No value where the query or a filter has errors
 * or where this version cannot run the rule: the error's code then is an unsupported one (`isUnsupported`). Of a type
 * that does not run, the query is checked all the same.
 */
export function compileRule(rule: Rule, options: RuleOptions = {}): Checked<CompiledRule> {
  const compiled = compileAny(rule, options);
  return { ...compiled, diagnostics: withoutAllowed(rule, [...compiled.diagnostics, ...checkAllowed(rule)]) };
}

function compileAny(rule: Rule, options: RuleOptions): Checked<CompiledRule> {
  const { diagnostics: said, value: found } = planOf(rule, options);
  const plan = found === undefined ? undefined : withTimeFilter(found, rule);
  const diagnostics = [...said];
  if (plan !== undefined)
    diagnostics.push(...readSuppression(rule).problems.map(problem => wrongValue(rule.origin, problem)));
  if (plan === undefined || diagnostics.some(isError)) return { diagnostics };
  if (options.lints !== false) diagnostics.push(...ruleLints.flatMap(lint => lint(rule, plan)));
  const hasIndices = rule.index !== undefined && rule.index.length > 0;
  return { value: { rule, plan, ...(hasIndices && { indices: rule.index }) }, diagnostics };
}

function planOf(rule: Rule, options: RuleOptions): Checked<QueryPlan> {
  switch (rule.type) {
    case 'eql':
      return eqlPlan(rule, options);
    case 'query':
      return kqlPlan(rule, options);
    case 'threshold':
    case 'new_terms':
    case 'threat_match':
      return finishedPlan(rule, options);
    default:
      return { diagnostics: [unsupportedType(rule.origin, rule.type)] };
  }
}

/** A filter and what becomes of the events that it lets through. */
function finishedPlan(rule: Rule, options: RuleOptions): Checked<QueryPlan> {
  const events = compileFilter(rule, 'query', options);
  const indicators = rule.type === 'threat_match' ? compileFilter(rule, 'threat_query', options) : undefined;
  const diagnostics = [...events.diagnostics, ...(indicators?.diagnostics ?? [])];
  if (events.value === undefined || (indicators !== undefined && indicators.value === undefined))
    return { diagnostics };
  const plan = finishPlan(rule, { events: events.value, indicators: indicators?.value }, options.schema);
  return { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] };
}

/** Each event that passes is a match, in the order of its time. */
function kqlPlan(rule: Rule, options: RuleOptions): Checked<QueryPlan> {
  const { diagnostics, value: filter } = compileRuleCondition(rule, 'query', options);
  if (filter === undefined) return { diagnostics };
  const type = options.schema?.typeOf('@timestamp') ?? 'date';
  return {
    value: { kind: 'events', filter, order: { timestamp: { path: '@timestamp', type } } },
    diagnostics,
  };
}

/** The fields that the query's category, time and order come from are the rule's (engine-semantics.md §4.2). */
function eqlPlan(rule: Rule, options: RuleOptions): Checked<QueryPlan> {
  const diagnostics: Diagnostic[] = [];
  if (rule.language !== undefined && rule.language !== 'eql')
    diagnostics.push(wrongLanguage(rule.origin, rule.type, rule.language, 'eql'));
  const own = { ...options, ...eqlOptions(rule) };
  const filters = lowerFilters(rule, 'filters', own);
  diagnostics.push(...filters.diagnostics);
  const { query } = rule;
  if (query === undefined || query.trim() === '') {
    // A query of the wrong kind has been told by the loader.
    const isTold = query === undefined && rule.origin.written['query'] !== undefined;
    if (!isTold) diagnostics.push(missingKey(rule.origin, 'query', modelKeys.query.means));
    return { diagnostics };
  }
  const compiled = compileEql(rule.origin.query ?? sourceText(rule.origin.source.name, query), own);
  diagnostics.push(...compiled.diagnostics);
  if (compiled.value === undefined || diagnostics.some(isError)) return { diagnostics };
  const { value: plan } = compiled;
  return { value: filters.value === undefined ? plan : narrowed(plan, filters.value), diagnostics };
}

/** The plan for those events only that pass a further condition: none other comes to any step, be it a missing one. */
function narrowed(plan: QueryPlan, condition: Predicate): QueryPlan {
  return withFilters(plan, filter => ({ kind: 'all', terms: [filter, condition] }));
}

function eqlOptions(rule: Rule): EqlOptions {
  const { event_category_override, timestamp_field, tiebreaker_field } = rule;
  return {
    ...(event_category_override !== undefined && { categoryField: event_category_override }),
    ...(timestamp_field !== undefined && { timestampField: timestamp_field }),
    ...(tiebreaker_field !== undefined && { tiebreakerField: tiebreaker_field }),
  };
}
