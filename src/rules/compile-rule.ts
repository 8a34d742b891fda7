import type { Json } from '../event/json.ts';
import { isJsonObject } from '../event/json.ts';
import { compileEql, type EqlOptions } from '../lang/eql/index.ts';
import type { QueryPlan } from '../plan/query.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { checkAllowed, withoutAllowed } from './allowed-warnings.ts';
import { ruleLints } from './lints/index.ts';
import { missingKey, unsupportedSetting, unsupportedType, wrongLanguage } from './messages.ts';
import type { Rule } from './rule.ts';
import { modelKeys } from './rule-fields.ts';

/** A rule that can run. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly plan: QueryPlan;
  /** Patterns of the indices it reads; absent: all. */
  readonly indices?: readonly string[];
}

/** What rules are compiled against, the same for all of them. */
export type RuleOptions = Pick<EqlOptions, 'schema' | 'nulls'>;

/**
 * Makes the plan of a rule, and says what is wrong or unwise about it. No value where the query has errors or
 * where this version cannot run the rule: the error's code then is an unsupported one (`isUnsupported`).
 * The fields that the query's category, time and order come from are the rule's (engine-semantics.md §4.2).
 */
export function compileRule(rule: Rule, options: RuleOptions = {}): Checked<CompiledRule> {
  const compiled = compileAny(rule, options);
  return { ...compiled, diagnostics: withoutAllowed(rule, [...compiled.diagnostics, ...checkAllowed(rule)]) };
}

function compileAny(rule: Rule, options: RuleOptions): Checked<CompiledRule> {
  if (rule.type !== 'eql') return { diagnostics: [unsupportedType(rule.origin, rule.type)] };
  const diagnostics: Diagnostic[] = [];
  if (rule.language !== undefined && rule.language !== 'eql')
    diagnostics.push(wrongLanguage(rule.origin, rule.type, rule.language, 'eql'));
  for (const key of UNSUPPORTED_SETTINGS)
    if (isSet(rule.extra[key])) diagnostics.push(unsupportedSetting(rule.origin, key));
  const { query } = rule;
  if (query === undefined || query.trim() === '') {
    // A query of the wrong kind has been told by the loader.
    const isTold = query === undefined && rule.origin.written['query'] !== undefined;
    if (!isTold) diagnostics.push(missingKey(rule.origin, 'query', modelKeys.query.means));
    return { diagnostics };
  }
  const compiled = compileEql(rule.origin.query ?? sourceText(rule.origin.source.name, query), {
    ...options,
    ...eqlOptions(rule),
  });
  diagnostics.push(...compiled.diagnostics);
  const plan = compiled.value;
  if (plan === undefined || diagnostics.some(isError)) return { diagnostics };
  diagnostics.push(...ruleLints.flatMap(lint => lint(rule, plan)));
  const hasIndices = rule.index !== undefined && rule.index.length > 0;
  return { value: { rule, plan, ...(hasIndices && { indices: rule.index }) }, diagnostics };
}

/** Settings that take alerts away: a rule run without them would say more than its author allowed. */
const UNSUPPORTED_SETTINGS: readonly string[] = ['filters', 'alert_suppression'];

function isSet(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isJsonObject(value);
}

function eqlOptions(rule: Rule): EqlOptions {
  const { event_category_override, timestamp_field, tiebreaker_field } = rule;
  return {
    ...(event_category_override !== undefined && { categoryField: event_category_override }),
    ...(timestamp_field !== undefined && { timestampField: timestamp_field }),
    ...(tiebreaker_field !== undefined && { tiebreakerField: tiebreaker_field }),
  };
}
