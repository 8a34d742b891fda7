/** Clauses that hold others, and the table of all clauses. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { Schema } from '../../event/schema.ts';
import type { FieldRef, Predicate } from '../../plan/predicate.ts';
import { FIELD_CLAUSES } from './field-clauses.ts';
import { type DslPath, type DslProblem, Problems } from './problems.ts';
import { SEARCH_CLAUSES } from './search-clauses.ts';

export type { DslProblem } from './problems.ts';

/** What clauses are lowered against. */
export interface DslScope {
  readonly schema: Schema;
  /** The time of an event, from which `now` is reckoned. */
  readonly now: FieldRef;
  /** What names begin with, dot and all, inside of a nested clause. */
  readonly inside?: string;
  /**
   * The field that holds the id of a document: the clauses are a search, where `ids` and `query_string` mean something.
   * No filter of a rule has them.
   */
  readonly idField?: string;
}

/** The condition that a clause asks, or what keeps it from being one. */
export function lowerClause(
  clause: Json | undefined,
  scope: DslScope,
): { readonly value?: Predicate; readonly problems: readonly DslProblem[] } {
  const problems = new Problems();
  const value = lowerAny(clause, [], scope, problems);
  if (value === undefined || problems.list.length > 0) return { problems: problems.list };
  return { value, problems: [] };
}

type Lower = (body: Json, path: DslPath, scope: DslScope, problems: Problems) => Predicate | undefined;

/** Deeper ones are no filters of people. */
const DEEPEST = 200;

function lowerAny(
  clause: Json | undefined,
  path: DslPath,
  scope: DslScope,
  problems: Problems,
): Predicate | undefined {
  if (path.length > DEEPEST) return problems.unsupported(path.slice(0, 20), 'a clause nested this deeply');
  if (!isJsonObject(clause)) return problems.wrong(path, 'a clause of the query DSL', clause);
  const [entry, ...others] = Object.entries(clause);
  if (entry === undefined || others.length > 0)
    return problems.wrong(path, 'one clause of the query DSL', clause);
  const [name, body] = entry;
  const lower = Object.hasOwn(COMPOUND_CLAUSES, name) ? COMPOUND_CLAUSES[name] : undefined;
  if (lower !== undefined) return lower(body, [...path, name], scope, problems);
  const ofSearch = Object.hasOwn(SEARCH_CLAUSES, name) ? SEARCH_CLAUSES[name] : undefined;
  if (ofSearch !== undefined && scope.idField !== undefined)
    return ofSearch(body, [...path, name], scope, problems);
  const ofField = Object.hasOwn(FIELD_CLAUSES, name) ? FIELD_CLAUSES[name] : undefined;
  if (ofField !== undefined) return ofField(body, [...path, name], scope, problems);
  return problems.unsupported([...path, name], `the clause \`${name}\``);
}

const COMPOUND_CLAUSES: Readonly<Record<string, Lower>> = {
  match_all: () => ({ kind: 'constant', value: true }),
  match_none: () => ({ kind: 'constant', value: false }),
  bool: lowerBool,
  constant_score: (body, path, scope, problems) =>
    isJsonObject(body)
      ? lowerAny(body['filter'], [...path, 'filter'], scope, problems)
      : problems.wrong(path, 'an object with a `filter`', body),
  nested: lowerNested,
};

const BOOL_KEYS: ReadonlySet<string> = new Set([
  'must',
  'filter',
  'should',
  'must_not',
  'minimum_should_match',
  'adjust_pure_negative',
  'boost',
  '_name',
]);

/** Of `should`, as many must hold as is said; unless said, one where nothing else must hold, and none where something must. */
function lowerBool(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  if (!isJsonObject(body)) return problems.wrong(path, 'an object', body);
  for (const key of Object.keys(body))
    if (!BOOL_KEYS.has(key)) problems.unsupported([...path, key], `\`${key}\` of \`bool\``);
  const all = (key: string): readonly Predicate[] =>
    listOf(body[key]).flatMap(
      ({ at, clause }) => lowerAny(clause, [...path, key, ...at], scope, problems) ?? [],
    );
  const must = [...all('must'), ...all('filter')];
  const mustNot = all('must_not').map((term): Predicate => ({ kind: 'not', term }));
  const should = all('should');
  const hasMust = listOf(body['must']).length + listOf(body['filter']).length > 0;
  const least = leastOf(body, hasMust, should.length);
  if (least === undefined)
    return problems.unsupported([...path, 'minimum_should_match'], 'this `minimum_should_match`');
  const alternatives: readonly Predicate[] =
    least === 0 ? [] : least === 1 ? [{ kind: 'any', terms: should }] : should;
  return { kind: 'all', terms: [...must, ...mustNot, ...alternatives] };
}

/** How many of `should` must hold: none, one or all; undefined where it is something in between. */
function leastOf(body: JsonObject, hasMust: boolean, count: number): number | undefined {
  const said = body['minimum_should_match'];
  if (said === undefined || said === null) return count === 0 || hasMust ? 0 : 1;
  const least = typeof said === 'string' && /^\d+$/.test(said) ? Number(said) : said;
  if (typeof least !== 'number' || !Number.isInteger(least) || least < 0) return undefined;
  return least <= 1 || least === count ? least : undefined;
}

/** A single clause stands for a list of one. */
function listOf(value: Json | undefined): readonly { readonly at: DslPath; readonly clause: Json }[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ at: [], clause: value }];
  // Array.isArray loses the element type of a readonly array.
  return (value as readonly Json[]).map((clause, at) => ({ at: [at], clause }));
}

const NESTED_KEYS: ReadonlySet<string> = new Set([
  'path',
  'query',
  'score_mode',
  'ignore_unmapped',
  'boost',
  '_name',
]);

function lowerNested(body: Json, path: DslPath, scope: DslScope, problems: Problems): Predicate | undefined {
  if (!isJsonObject(body)) return problems.wrong(path, 'an object with `path` and `query`', body);
  const { path: field, query } = body;
  for (const key of Object.keys(body))
    if (!NESTED_KEYS.has(key)) problems.unsupported([...path, key], `\`${key}\` of \`nested\``);
  const { inside = '' } = scope;
  if (typeof field !== 'string' || !field.startsWith(inside) || field === inside)
    return problems.wrong([...path, 'path'], 'the name of a nested field', field);
  const term = lowerAny(query, [...path, 'query'], { ...scope, inside: `${field}.` }, problems);
  const objects: FieldRef = { path: field.slice(inside.length), type: 'unsupported', gathers: 'objects' };
  return term && { kind: 'nested', objects, term };
}
