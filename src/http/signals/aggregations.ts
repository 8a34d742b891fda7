/**
 * Aggregations as Elasticsearch has them: from the body of a search to collectors, which are shown the values of every
 * alert that the search finds and say in the end what they come to.
 *
 *     { "rules": { "terms": { "field": "kibana.alert.rule.name" }, "aggs": { "last": { "max": { "field": "@timestamp" } } } } }
 *
 * A kind of aggregation is a row of the table below. One that is not there is refused by its name.
 */
import { compilePredicate } from '../../engine/compile-predicate.ts';
import { SlotTable } from '../../engine/slot-table.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { HttpProblem } from '../problems.ts';
import {
  type Aggregation,
  type Aggregations,
  bucketResult,
  type Collector,
  type ReadContext,
  startAll,
} from './aggregation-collector.ts';
import { alertCondition } from './alert-query.ts';
import { readDateHistogram } from './date-histogram.ts';
import { readCardinality, readEdge } from './metric-aggregations.ts';
import { type BodyPath, notUnderstood, wrongValue } from './search-problem.ts';
import { readTerms } from './terms-aggregation.ts';

export type { Aggregations } from './aggregation-collector.ts';

type Read = (body: JsonObject, context: ReadContext) => Aggregation;

const KINDS: { readonly [kind: string]: { readonly read: Read; readonly hasBuckets: boolean } } = {
  terms: { read: readTerms, hasBuckets: true },
  date_histogram: { read: readDateHistogram, hasBuckets: true },
  filter: { read: readFilter, hasBuckets: true },
  filters: { read: readFilters, hasBuckets: true },
  cardinality: { read: readCardinality, hasBuckets: false },
  min: { read: readEdge('min'), hasBuckets: false },
  max: { read: readEdge('max'), hasBuckets: false },
};

const DEEPEST = 8;
const MOST = 200;

/** @throws HttpProblem where a part of them is wrong or not understood */
export function readAggregations(body: Json | undefined, path: BodyPath, nowMs: number): Aggregations {
  const slots = new SlotTable();
  const count = { aggregations: 0 };
  const named = readNamed(body, path, { slotOf: slots.slotOf, nowMs, count });
  return { named, fields: slots.paths };
}

type Reading = Pick<ReadContext, 'slotOf' | 'nowMs'> & { readonly count: { aggregations: number } };

function readNamed(
  body: Json | undefined,
  path: BodyPath,
  reading: Reading,
): ReadonlyMap<string, Aggregation> {
  if (body === undefined) return new Map();
  if (!isJsonObject(body)) throw wrongValue(path, 'an object of aggregations by their names', body);
  if (path.length > DEEPEST * 2) throw notUnderstood(path, 'an aggregation nested this deeply');
  return new Map(
    Object.entries(body).map(([name, aggregation]) => [name, readOne(aggregation, [...path, name], reading)]),
  );
}

function readOne(body: Json, path: BodyPath, reading: Reading): Aggregation {
  if (++reading.count.aggregations > MOST)
    throw new HttpProblem(
      'invalid',
      `\`aggs\` must be at most ${MOST} aggregations: ask in several searches`,
    );
  if (!isJsonObject(body)) throw wrongValue(path, 'an object with an aggregation', body);
  const { aggs, aggregations, meta: _meta, ...kinds } = body;
  const [entry, ...others] = Object.entries(kinds);
  if (entry === undefined || others.length > 0)
    throw wrongValue(path, 'an object with one aggregation', Object.keys(kinds));
  const [name, options] = entry;
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  const at = [...path, name];
  if (kind === undefined) throw notUnderstood(at, `the aggregation \`${name}\``);
  const inner = aggs ?? aggregations;
  if (inner !== undefined && !kind.hasBuckets)
    throw notUnderstood([...path, 'aggs'], `an aggregation inside of \`${name}\``);
  if (!isJsonObject(options)) throw wrongValue(at, 'an object', options);
  const subs = readNamed(inner, [...path, 'aggs'], reading);
  return kind.read(options, { ...reading, path: at, subs });
}

function readFilter(body: JsonObject, context: ReadContext): Aggregation {
  const accepts = accepting(body, context.path, context);
  return {
    start: limits => {
      let count = 0;
      const subs = startAll(context.subs, limits);
      return {
        take(row) {
          if (!accepts(row)) return;
          count++;
          for (const sub of subs.values()) sub.take(row);
        },
        result: () => bucketResult(count, subs),
      };
    },
  };
}

/** By name, or without names as a list. */
function readFilters(body: JsonObject, context: ReadContext): Aggregation {
  for (const key of Object.keys(body))
    if (key !== 'filters') throw notUnderstood([...context.path, key], `the option \`${key}\``);
  const { filters } = body;
  if (!Array.isArray(filters) && !isJsonObject(filters))
    throw wrongValue([...context.path, 'filters'], 'filters by their names, or a list of them', filters);
  const isList = Array.isArray(filters);
  const each = Object.entries(filters).map(([name, clause]: [string, Json]) => {
    const at = [...context.path, 'filters', name];
    if (!isJsonObject(clause)) throw wrongValue(at, 'a clause of the query DSL', clause);
    return { name, filter: readFilter(clause, { ...context, path: at }) };
  });
  return {
    start: limits => {
      const buckets = each.map(({ filter, name }) => {
        limits.addBucket();
        return { name, collector: filter.start(limits) };
      });
      return {
        take(row) {
          for (const { collector } of buckets) collector.take(row);
        },
        result: () => ({
          buckets: isList
            ? buckets.map(({ collector }) => collector.result())
            : Object.fromEntries(buckets.map(({ collector, name }) => [name, collector.result()])),
        }),
      };
    },
  };
}

function accepting(
  clause: JsonObject,
  path: BodyPath,
  { nowMs, slotOf }: ReadContext,
): (row: Row) => boolean {
  return compilePredicate(alertCondition(clause, path, nowMs), slotOf);
}

type Row = Parameters<Collector['take']>[0];
