/** The body of a search, read once; what Elasticsearch knows beyond it is refused by name. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { HttpProblem } from '../problems.ts';
import { type Aggregations, readAggregations } from './aggregations.ts';
import { alertCondition } from './alert-query.ts';
import { askedSchema } from './asked-schema.ts';
import { type BodyPath, notUnderstood, wrongValue } from './search-problem.ts';

export interface SearchSort {
  readonly field: string;
  readonly order: 'asc' | 'desc';
}

/** Which fields of a document are wanted, by patterns; none: all, or (`isWanted` false) nothing at all. */
export interface SourceChoice {
  readonly isWanted: boolean;
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

export interface SearchRequest {
  readonly filter: Predicate;
  readonly sort: readonly SearchSort[];
  /** Values of `sort`, behind which hits begin. */
  readonly after: readonly Json[] | undefined;
  readonly from: number;
  readonly size: number;
  readonly source: SourceChoice;
  /** Patterns of names. */
  readonly fields: readonly string[];
  /** Up to how many hits are counted; false: they are not told. */
  readonly countTo: number | false;
  readonly aggregations: Aggregations;
}

/** As far as Elasticsearch lets anyone page. */
const DEEPEST_PAGE = 10_000;
const MOST_PATTERNS = 500;

const KEYS: ReadonlySet<string> = new Set([
  'query',
  'aggs',
  'aggregations',
  'sort',
  'size',
  'from',
  'search_after',
  '_source',
  'fields',
  'track_total_hits',
  'runtime_mappings',
  'track_scores',
  'timeout',
]);

/** @throws HttpProblem where a part of it is wrong or not understood */
export function readSearch(body: JsonObject, nowMs: number): SearchRequest {
  for (const key of Object.keys(body)) if (!KEYS.has(key)) throw notUnderstood([key], `\`${key}\``);
  const { runtime_mappings: mappings = {} } = body;
  if (!isJsonObject(mappings) || Object.keys(mappings).length > 0)
    throw notUnderstood(['runtime_mappings'], 'a field that is computed');
  const [from, size] = [wholeNumber(body, 'from', 0), wholeNumber(body, 'size', 10)];
  if (from + size > DEEPEST_PAGE)
    throw new HttpProblem(
      'invalid',
      `\`from\` and \`size\` together must be at most ${DEEPEST_PAGE}, found ${from + size}: ` +
        'go on with `search_after` from the last hit',
    );
  const sort = readSort(body['sort']);
  const query = body['query'];
  return {
    filter: query === undefined ? { kind: 'constant', value: true } : alertCondition(query, ['query'], nowMs),
    sort,
    after: readAfter(body['search_after'], sort, from),
    from,
    size,
    source: readSource(body['_source']),
    fields: readFields(body['fields']),
    countTo: readCountTo(body['track_total_hits']),
    aggregations: readAggregations(body['aggs'] ?? body['aggregations'], ['aggs'], nowMs),
  };
}

function wholeNumber(body: JsonObject, key: string, otherwise: number): number {
  const value = body[key] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw wrongValue([key], 'a whole number from 0 on', value);
  return value;
}

const SORT_OPTIONS: ReadonlySet<string> = new Set(['order', 'missing', 'unmapped_type', 'format', 'mode']);
const MOST_SORTS = 10;

function readSort(sort: Json | undefined): readonly SearchSort[] {
  const list = sort === undefined ? [] : Array.isArray(sort) ? (sort as readonly Json[]) : [sort];
  if (list.length > MOST_SORTS) throw wrongValue(['sort'], `at most ${MOST_SORTS} fields`, list.length);
  return (
    list
      .flatMap((item, at) => readSorts(item, Array.isArray(sort) ? ['sort', at] : ['sort']))
      // Every hit has the same score, and no hit has a place of its own.
      .filter(({ field }) => field !== '_score' && field !== '_doc' && field !== '_shard_doc')
  );
}

function readSorts(item: Json, path: BodyPath): readonly SearchSort[] {
  if (typeof item === 'string') return [{ field: askedSchema.sourceOf?.(item) ?? item, order: 'asc' }];
  if (!isJsonObject(item)) throw wrongValue(path, 'the name of a field, or an object of one', item);
  return Object.entries(item).map(([field, options]) => {
    const at = [...path, field];
    const { order = 'asc', missing = '_last', mode } = isJsonObject(options) ? options : { order: options };
    for (const key of Object.keys(isJsonObject(options) ? options : {}))
      if (!SORT_OPTIONS.has(key)) throw notUnderstood([...at, key], `the option \`${key}\``);
    if (order !== 'asc' && order !== 'desc') throw wrongValue([...at, 'order'], '`asc` or `desc`', order);
    if (missing !== '_last') throw notUnderstood([...at, 'missing'], 'another place than `_last`');
    if (mode !== undefined && mode !== (order === 'asc' ? 'min' : 'max'))
      throw notUnderstood([...at, 'mode'], 'another value than the least (asc) or the greatest (desc)');
    return { field: field === '_id' ? 'kibana.alert.uuid' : (askedSchema.sourceOf?.(field) ?? field), order };
  });
}

function readAfter(
  after: Json | undefined,
  sort: readonly SearchSort[],
  from: number,
): readonly Json[] | undefined {
  if (after === undefined) return undefined;
  if (!Array.isArray(after) || after.length !== sort.length || sort.length === 0)
    throw wrongValue(['search_after'], `the ${sort.length} values by which hits are sorted`, after);
  if (from > 0) throw wrongValue(['from'], '0 where there is a `search_after`', from);
  const values = after as readonly Json[];
  const wrong = values.findIndex(value => typeof value === 'object' && value !== null);
  if (wrong >= 0) throw wrongValue(['search_after', wrong], 'one value', values[wrong]);
  return values;
}

function readSource(source: Json | undefined): SourceChoice {
  if (source === undefined || source === true) return { isWanted: true, includes: [], excludes: [] };
  if (source === false) return { isWanted: false, includes: [], excludes: [] };
  if (!isJsonObject(source)) return { isWanted: true, includes: patterns(source, ['_source']), excludes: [] };
  for (const key of Object.keys(source))
    if (!['includes', 'include', 'excludes', 'exclude'].includes(key))
      throw notUnderstood(['_source', key], `the option \`${key}\``);
  return {
    isWanted: true,
    includes: patterns(source['includes'] ?? source['include'] ?? [], ['_source', 'includes']),
    excludes: patterns(source['excludes'] ?? source['exclude'] ?? [], ['_source', 'excludes']),
  };
}

function readFields(fields: Json | undefined): readonly string[] {
  if (fields === undefined) return [];
  if (!Array.isArray(fields)) throw wrongValue(['fields'], 'a list of names', fields);
  const named = (fields as readonly Json[]).map((item, at) => {
    if (!isJsonObject(item)) return item;
    for (const key of Object.keys(item))
      if (key !== 'field' && key !== 'include_unmapped' && key !== 'format')
        throw notUnderstood(['fields', at, key], `the option \`${key}\``);
    return item['field'] ?? '';
  });
  return patterns(named, ['fields']);
}

function patterns(value: Json, path: BodyPath): readonly string[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (list.length > MOST_PATTERNS) throw wrongValue(path, `at most ${MOST_PATTERNS} names`, list.length);
  return list.map((item, at) => {
    if (typeof item !== 'string') throw wrongValue([...path, at], 'the name of a field', item);
    return item;
  });
}

function readCountTo(track: Json | undefined): number | false {
  if (track === undefined) return DEEPEST_PAGE;
  if (track === true) return Number.POSITIVE_INFINITY;
  if (track === false) return false;
  if (typeof track === 'number' && Number.isInteger(track) && track >= 0) return track;
  throw wrongValue(['track_total_hits'], '`true`, `false` or a whole number', track);
}
