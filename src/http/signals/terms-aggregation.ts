import { coerce } from '../../event/coerce.ts';
import { type RawValue, type Slots, valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { FieldType } from '../../event/schema.ts';
import { compareCanonical } from '../../store/sort-values.ts';
import {
  type Aggregation,
  bucketResult,
  type Collector,
  type ReadContext,
  readFieldOption,
  refuseOptions,
  startAll,
  wholeOption,
} from './aggregation-collector.ts';
import { type BodyPath, notUnderstood, wrongValue } from './search-problem.ts';

const OPTIONS = [
  'field',
  'size',
  'order',
  'min_doc_count',
  'missing',
  'shard_size',
  'show_term_doc_count_error',
  'execution_hint',
  'collect_mode',
];

interface Bucket {
  readonly key: RawValue;
  count: number;
  readonly subs: ReadonlyMap<string, Collector>;
}

interface Order {
  /** `_count`, `_key`, or the name of a metric in the bucket. */
  readonly by: string;
  readonly sign: 1 | -1;
}

/** A bucket for each value, those with most alerts first. An alert counts once in each bucket of its values. */
export function readTerms(body: JsonObject, context: ReadContext): Aggregation {
  const { path, slotOf, subs } = context;
  refuseOptions(body, OPTIONS, path);
  const field = readFieldOption(body, path);
  const size = wholeOption(body, 'size', path, 10);
  if (size === 0) throw wrongValue([...path, 'size'], 'a whole number from 1 on', size);
  const least = wholeOption(body, 'min_doc_count', path, 1);
  if (least === 0) throw notUnderstood([...path, 'min_doc_count'], 'a bucket without alerts');
  const orders = readOrders(body['order'], [...path, 'order'], subs);
  const slot = slotOf(field);
  const { missing } = body;
  const otherwise = isRaw(missing) ? coerce(missing, field.type) : undefined;
  return {
    start: limits => {
      const buckets = new Map<RawValue, Bucket>();
      const bucketOf = (key: RawValue): Bucket => {
        const known = buckets.get(key);
        if (known !== undefined) return known;
        limits.addBucket();
        const bucket = { key, count: 0, subs: startAll(subs, limits) };
        buckets.set(key, bucket);
        return bucket;
      };
      return {
        take(row) {
          for (const key of keysOf(row, slot, field.type, otherwise)) {
            const bucket = bucketOf(key);
            bucket.count++;
            for (const sub of bucket.subs.values()) sub.take(row);
          }
        },
        result() {
          const sorted = [...buckets.values()].filter(({ count }) => count >= least).sort(inOrder(orders));
          return {
            doc_count_error_upper_bound: 0,
            sum_other_doc_count: sorted.slice(size).reduce((sum, { count }) => sum + count, 0),
            buckets: sorted.slice(0, size).map(bucket => ({
              ...keyOf(bucket.key, field.type),
              ...bucketResult(bucket.count, bucket.subs),
            })),
          };
        },
      };
    },
  };
}

function isRaw(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function keysOf(
  row: Slots,
  slot: number,
  type: FieldType,
  otherwise: RawValue | undefined,
): Iterable<RawValue> {
  const keys = new Set<RawValue>();
  for (const raw of valuesOf(row[slot])) {
    const key = coerce(raw, type);
    if (key !== undefined) keys.add(key);
  }
  if (keys.size === 0 && otherwise !== undefined) keys.add(otherwise);
  return keys;
}

/** Booleans and times are told as numbers, and beside them as people read them. */
function keyOf(key: RawValue, type: FieldType): JsonObject {
  if (typeof key === 'boolean') return { key: Number(key), key_as_string: String(key) };
  if (typeof key === 'bigint') return { key: Number(key), key_as_string: String(key) };
  return type === 'date' ? { key, key_as_string: formatTimestamp(Number(key)) } : { key };
}

function readOrders(
  order: Json | undefined,
  path: BodyPath,
  subs: ReadonlyMap<string, Aggregation>,
): readonly Order[] {
  if (order === undefined) return [{ by: '_count', sign: -1 }];
  const list = Array.isArray(order) ? (order as readonly Json[]) : [order];
  return list.flatMap(item => {
    if (!isJsonObject(item)) throw wrongValue(path, 'an object like `{"_count": "desc"}`', item);
    return Object.entries(item).map(([by, direction]): Order => {
      if (direction !== 'asc' && direction !== 'desc')
        throw wrongValue([...path, by], '`asc` or `desc`', direction);
      const name = by.replace(/\.value$/, '');
      if (by !== '_count' && by !== '_key' && !subs.has(name))
        throw wrongValue(path, '`_count`, `_key` or the name of an aggregation inside', by);
      return { by: name, sign: direction === 'asc' ? 1 : -1 };
    });
  });
}

/** Those that nothing tells apart stand by their keys. */
function inOrder(orders: readonly Order[]): (a: Bucket, b: Bucket) => number {
  return (a, b) => {
    for (const { by, sign } of orders) {
      const compared =
        by === '_key'
          ? compareCanonical(a.key, b.key)
          : by === '_count'
            ? a.count - b.count
            : metricOf(a, by) - metricOf(b, by) || 0;
      if (compared !== 0) return sign * compared;
    }
    return compareCanonical(a.key, b.key);
  };
}

function metricOf({ subs }: Bucket, name: string): number {
  const { doc_count: count, value } = subs.get(name)?.result() ?? {};
  const metric = value ?? count;
  return typeof metric === 'number' ? metric : Number.MIN_SAFE_INTEGER;
}
