/** Clauses of searches that no filter of a rule has. */
import { isJsonObject, type Json } from '../../event/json.ts';
import { namedField } from '../../plan/index-tests.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { DslScope } from './clauses.ts';
import type { DslPath, Problems } from './problems.ts';
import { lowerQueryString } from './query-string.ts';

type Lower = (body: Json, path: DslPath, scope: DslScope, problems: Problems) => Predicate | undefined;

export const SEARCH_CLAUSES: Readonly<Record<string, Lower>> = {
  ids: lowerIds,
  query_string: lowerQueryClause,
};

function lowerIds(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  const values = isJsonObject(body) ? body['values'] : undefined;
  if (!Array.isArray(values)) return problems.wrong([...path, 'values'], 'a list of ids', values);
  refuseOthers(body, ['values', 'boost', '_name'], path, problems);
  const ids = (values as readonly Json[]).filter(value => typeof value === 'string');
  const wrong = (values as readonly Json[]).findIndex(value => typeof value !== 'string');
  if (wrong >= 0)
    return problems.wrong([...path, 'values', wrong], 'an id', (values as readonly Json[])[wrong]);
  return {
    kind: 'equals',
    field: namedField(scope.idField ?? '_id', scope.schema).field,
    values: ids,
    ignoreCase: false,
  };
}

const HARMLESS: readonly string[] = ['boost', '_name', 'analyze_wildcard', 'lenient', 'rewrite', 'time_zone'];

function lowerQueryClause(
  body: Json,
  path: DslPath,
  scope: DslScope,
  problems: Problems,
): Predicate | undefined {
  if (!isJsonObject(body)) return problems.wrong(path, 'an object with a `query`', body);
  const { default_field: field, default_operator: operator = 'OR', fields, query } = body;
  if (typeof query !== 'string') return problems.wrong([...path, 'query'], 'a text', query);
  refuseOthers(body, ['query', 'default_field', 'default_operator', 'fields', ...HARMLESS], path, problems);
  const isAnd = typeof operator === 'string' && operator.toUpperCase() === 'AND';
  if (!isAnd && (typeof operator !== 'string' || operator.toUpperCase() !== 'OR'))
    return problems.wrong([...path, 'default_operator'], '`AND` or `OR`', operator);
  const named: readonly (Json | undefined)[] = Array.isArray(fields) ? fields : [field ?? '*'];
  const wrong = named.findIndex(name => typeof name !== 'string' || name.includes('^'));
  if (wrong >= 0) return problems.wrong([...path, 'fields', wrong], 'the name of a field', named[wrong]);
  return lowerQueryString(query, { scope, fields: named.map(String), isAnd }, [...path, 'query'], problems);
}

function refuseOthers(body: Json, known: readonly string[], path: DslPath, problems: Problems): void {
  for (const key of Object.keys(isJsonObject(body) ? body : {}))
    if (!known.includes(key)) problems.unsupported([...path, key], `the option \`${key}\``);
}
