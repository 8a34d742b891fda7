import type { JsonObject } from '../event/json.ts';
import { compileEql, type EqlOptions } from '../lang/eql/index.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { Checked } from '../source/diagnostic.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import { missingKey, unsupportedSetting, unsupportedType, wrongValue } from './messages.ts';
import type { Rule } from './rule.ts';
import { extraKeys, modelKeys } from './rule-fields.ts';

/** Whose filter it is: of the events, or of the indicators that an indicator rule compares them with. */
export type FilterSide = 'events' | 'indicators';

/**
 * The one place where the query and the filters of a rule become a predicate, for the types that say besides it what
 * is to become of the events (finish-plan.ts). The query is an EQL query of one event; a rule in another language, or
 * with filters, is unsupported.
 */
export function compileFilter(rule: Rule, side: FilterSide, options: EqlOptions): Checked<Predicate> {
  const { filters, key, language, means, query, source } = partsOf(rule, side);
  if (language !== 'eql') return { diagnostics: [unsupportedType(rule.origin, rule.type)] };
  if (Array.isArray(rule.extra[filters]) && rule.extra[filters].length > 0)
    return { diagnostics: [unsupportedSetting(rule.origin, filters)] };
  if (query === undefined) return { diagnostics: [missingKey(rule.origin, key, means)] };
  const { diagnostics, value: plan } = compileEql(
    source ?? sourceText(rule.origin.source.name, query),
    options,
  );
  if (plan === undefined) return { diagnostics };
  if (plan.kind === 'events' && plan.limits === undefined) return { value: plan.filter, diagnostics };
  const expected = 'an EQL query of one event without pipes';
  return {
    diagnostics: [...diagnostics, wrongValue(rule.origin, { path: [key], expected, found: query })],
  };
}

interface FilterParts {
  readonly key: string;
  readonly means: string;
  readonly query: string | undefined;
  readonly language: string | undefined;
  readonly source: SourceText | undefined;
  /** The key of the filters beside the query. */
  readonly filters: string;
}

function partsOf({ extra, language, origin, query }: Rule, side: FilterSide): FilterParts {
  if (side === 'events')
    return {
      key: 'query',
      means: modelKeys.query.means,
      query,
      language,
      source: origin.query,
      filters: 'filters',
    };
  return {
    key: 'threat_query',
    means: extraKeys['threat_query']?.means ?? '',
    query: textOf(extra, 'threat_query'),
    language: textOf(extra, 'threat_language'),
    source: undefined,
    filters: 'threat_filters',
  };
}

function textOf(extra: JsonObject, key: string): string | undefined {
  const value = extra[key];
  return typeof value === 'string' ? value : undefined;
}
