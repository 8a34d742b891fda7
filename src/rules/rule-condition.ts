/**
 * The condition of a rule whose query is KQL, whatever its finisher: the query and the filters beside it. A `query`
 * rule emits each event that passes; `threshold`, `new_terms` and `threat_match` rules count, compare or look up those
 * that do.
 *
 *     const { value, diagnostics } = compileRuleCondition(rule, 'query');
 *     // value: a predicate of the plan, for the filter of a step; undefined where a diagnostic is an error
 */
import { compileKqlCondition } from '../lang/kql/index.ts';
import type { Predicate } from '../plan/predicate.ts';
import { simplify } from '../plan/simplify.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import type { RuleOptions } from './compile-rule.ts';
import { missingKey, unsupportedLanguage, wrongLanguage } from './messages.ts';
import type { Rule } from './rule.ts';
import { extraKeys, modelKeys } from './rule-fields.ts';
import { lowerFilters } from './rule-filters.ts';

/** Which of the two queries of a rule: its own, or the one on the indicators that it compares events with. */
export type QueryKey = 'query' | 'threat_query';

const KEYS = {
  query: { language: 'language', filters: 'filters' },
  threat_query: { language: 'threat_language', filters: 'threat_filters' },
} as const;

/** An empty query with filters is every event that passes them; without filters it is a mistake. */
export function compileRuleCondition(
  rule: Rule,
  key: QueryKey,
  options: RuleOptions = {},
): Checked<Predicate> {
  const diagnostics: Diagnostic[] = [];
  const language = key === 'query' ? rule.language : rule.extra[KEYS[key].language];
  if (language === 'lucene') diagnostics.push(unsupportedLanguage(rule.origin, KEYS[key].language, 'lucene'));
  else if (typeof language === 'string' && language !== 'kuery')
    diagnostics.push(wrongLanguage(rule.origin, rule.type, language, 'kuery'));
  const schema = options.schema === undefined ? {} : { schema: options.schema };
  const filters = lowerFilters(rule, KEYS[key].filters, schema);
  diagnostics.push(...filters.diagnostics);
  if (diagnostics.some(isError)) return { diagnostics };
  const query = queryTextOf(rule, key);
  if ((query === undefined || query.text.trim() === '') && filters.isEmpty) {
    // A query of the wrong kind has been told by the loader.
    const isTold = query === undefined && rule.origin.written[key] !== undefined;
    const { means } = key === 'query' ? modelKeys.query : (extraKeys[key] ?? { means: '' });
    return { diagnostics: isTold ? diagnostics : [...diagnostics, missingKey(rule.origin, key, means)] };
  }
  const compiled = compileKqlCondition(query ?? sourceText(rule.origin.source.name, ''), schema);
  diagnostics.push(...compiled.diagnostics);
  if (compiled.value === undefined) return { diagnostics };
  const terms = [compiled.value, ...(filters.value === undefined ? [] : [filters.value])];
  return { value: simplify({ kind: 'all', terms }), diagnostics };
}

/** The query at its place in the file. */
export function queryTextOf(rule: Rule, key: QueryKey): SourceText | undefined {
  const { origin } = rule;
  const query = key === 'query' ? rule.query : rule.extra[key];
  if (typeof query !== 'string') return undefined;
  if (key === 'query' && origin.query !== undefined) return origin.query;
  const { places, source } = origin;
  if (places === undefined) return sourceText(source.name, query);
  return sourceText(source.name, query, { source, toHost: offset => places.toFile([key], offset) });
}
