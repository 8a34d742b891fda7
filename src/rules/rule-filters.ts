/**
 * The filters of a rule: conditions beside its query, as Kibana keeps them. Each is an object around a clause of the
 * query DSL (lang/dsl), which `meta` may negate or switch off:
 *
 *     { "meta": { "negate": true }, "query": { "exists": { "field": "user.id" } } }          not user.id: *
 *
 * All of them must hold. One that cannot be lowered is a diagnostic of the rule, and the rule does not run: without it
 * the rule would alert on more than its author allowed.
 */
import { ecsSchema } from '../event/ecs-schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { Schema } from '../event/schema.ts';
import { type DslProblem, type DslScope, lowerClause } from '../lang/dsl/index.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { Checked, Diagnostic } from '../source/diagnostic.ts';
import type { KeyPath } from './key-places.ts';
import { unsupportedFilter, wrongValue } from './messages.ts';
import type { Rule } from './rule.ts';

/** The condition that the filters make together, undefined where there are none that count. */
export interface RuleFilters extends Checked<Predicate> {
  readonly isEmpty: boolean;
}

/** @param key where the filters stand: `filters`, or `threat_filters` of an indicator rule */
export function lowerFilters(
  rule: Rule,
  key: 'filters' | 'threat_filters',
  { schema = ecsSchema, timestampField = '@timestamp' }: { schema?: Schema; timestampField?: string } = {},
): RuleFilters {
  const written = rule.extra[key];
  const filters = Array.isArray(written) ? (written as readonly Json[]) : [];
  const scope: DslScope = {
    schema,
    now: { path: timestampField, type: schema.typeOf(timestampField) ?? 'date' },
  };
  const diagnostics: Diagnostic[] = [];
  const terms: Predicate[] = [];
  for (const [at, filter] of filters.entries()) {
    // What is no table has been told by the loader.
    if (!isJsonObject(filter) || isDisabled(filter)) continue;
    const lowered = lowerFilter(filter, scope);
    for (const problem of lowered.problems) diagnostics.push(told(rule, [key, at], problem));
    if (lowered.value !== undefined) terms.push(lowered.value);
  }
  if (diagnostics.length > 0) return { diagnostics, isEmpty: false };
  if (terms.length === 0) return { diagnostics, isEmpty: true };
  return { value: { kind: 'all', terms }, diagnostics, isEmpty: false };
}

interface Lowered {
  readonly value?: Predicate;
  readonly problems: readonly DslProblem[];
}

function lowerFilter(filter: JsonObject, scope: DslScope): Lowered {
  const meta = metaOf(filter);
  const lowered = meta['type'] === 'combined' ? lowerCombined(meta, scope) : lowerWritten(filter, scope);
  if (lowered.value === undefined || meta['negate'] !== true) return lowered;
  return { value: { kind: 'not', term: lowered.value }, problems: [] };
}

/** The clause stands under `query`; filters of older Kibanas have it beside `meta`. */
function lowerWritten(filter: JsonObject, scope: DslScope): Lowered {
  const { query, meta: _meta, $state: _state, ...older } = filter;
  const isOlder = query === undefined || query === null;
  if (isOlder && Object.keys(older).length === 0)
    return { problems: [{ kind: 'wrong', path: [], subject: 'a filter with a `query`', found: filter }] };
  const { problems, value } = lowerClause(isOlder ? older : query, scope);
  if (value !== undefined) return { value, problems };
  return {
    problems: isOlder
      ? problems
      : problems.map(problem => ({ ...problem, path: ['query', ...problem.path] })),
  };
}

/** Several filters as one: `meta` says how they are joined. */
function lowerCombined(meta: JsonObject, scope: DslScope): Lowered {
  const params = Array.isArray(meta['params']) ? (meta['params'] as readonly Json[]) : [];
  const problems: DslProblem[] = [];
  const terms: Predicate[] = [];
  for (const [at, part] of params.entries()) {
    const path = ['meta', 'params', at];
    if (!isJsonObject(part)) problems.push({ kind: 'wrong', path, subject: 'a filter', found: part });
    else if (!isDisabled(part)) {
      const lowered = lowerFilter(part, scope);
      for (const problem of lowered.problems) problems.push({ ...problem, path: [...path, ...problem.path] });
      if (lowered.value !== undefined) terms.push(lowered.value);
    }
  }
  if (problems.length > 0) return { problems };
  const kind = String(meta['relation']).toUpperCase() === 'OR' ? 'any' : 'all';
  return { value: { kind, terms }, problems };
}

function metaOf(filter: JsonObject): JsonObject {
  const { meta } = filter;
  return isJsonObject(meta) ? meta : {};
}

function isDisabled(filter: JsonObject): boolean {
  return metaOf(filter)['disabled'] === true;
}

function told(rule: Rule, at: KeyPath, { found, kind, path, subject }: DslProblem): Diagnostic {
  const whole = [...at, ...path];
  return kind === 'wrong'
    ? wrongValue(rule.origin, { path: whole, expected: subject, found })
    : unsupportedFilter(rule.origin, whole, subject);
}
