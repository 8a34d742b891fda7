/** What all kinds of aggregations have in common. */
import type { Slots } from '../../event/field-value.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { namedField } from '../../plan/index-tests.ts';
import type { FieldRef } from '../../plan/predicate.ts';
import { HttpProblem } from '../problems.ts';
import { askedSchema } from './asked-schema.ts';
import { type BodyPath, notUnderstood, wrongValue } from './search-problem.ts';

/** What a search asks to be summed up, and the fields of alerts that it needs for that, by slot. */
export interface Aggregations {
  readonly named: ReadonlyMap<string, Aggregation>;
  readonly fields: readonly string[];
}

export interface Aggregation {
  start(limits: BucketLimit): Collector;
}

export interface Collector {
  /** The values of one alert, by slot. */
  take(row: Slots): void;
  result(): JsonObject;
}

/** What the reader of an aggregation is given beside its body. */
export interface ReadContext {
  readonly path: BodyPath;
  readonly nowMs: number;
  readonly slotOf: (field: FieldRef) => number;
  /** Those inside of it, which each of its buckets has for itself. */
  readonly subs: ReadonlyMap<string, Aggregation>;
}

/** Counts the buckets of a search, so that a stranger's does not fill the memory. */
export class BucketLimit {
  #left = 65_536;

  addBucket(): void {
    if (--this.#left < 0)
      throw new HttpProblem('invalid', '`aggs` would make more than 65536 buckets: narrow the search');
  }
}

export function startAll(
  aggregations: ReadonlyMap<string, Aggregation>,
  limits: BucketLimit,
): ReadonlyMap<string, Collector> {
  return new Map([...aggregations].map(([name, aggregation]) => [name, aggregation.start(limits)]));
}

export function resultsOf(collectors: ReadonlyMap<string, Collector>): JsonObject {
  return Object.fromEntries([...collectors].map(([name, collector]) => [name, collector.result()]));
}

export function bucketResult(count: number, subs: ReadonlyMap<string, Collector>): JsonObject {
  return { doc_count: count, ...resultsOf(subs) };
}

/** The field that an aggregation names, under `field`. */
export function readFieldOption(body: JsonObject, path: BodyPath): FieldRef {
  const { field } = body;
  if (typeof field !== 'string') throw wrongValue([...path, 'field'], 'the name of a field', field);
  const named = namedField(field === '_id' ? 'kibana.alert.uuid' : field, askedSchema).field;
  // A text is summed up by its whole value, as its keyword would be.
  return named.type === 'text' ? { ...named, type: 'keyword' } : named;
}

export function refuseOptions(body: JsonObject, known: readonly string[], path: BodyPath): void {
  for (const key of Object.keys(body))
    if (!known.includes(key)) throw notUnderstood([...path, key], `the option \`${key}\``);
}

export function wholeOption(body: JsonObject, key: string, path: BodyPath, otherwise: number): number {
  const value: Json = body[key] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw wrongValue([...path, key], 'a whole number from 0 on', value);
  return value;
}
