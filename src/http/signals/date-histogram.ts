import { coerce } from '../../event/coerce.ts';
import { parseDateMath, resolveDateMath } from '../../event/date-math.ts';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp, parseTimestampMs } from '../../event/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
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
  'fixed_interval',
  'calendar_interval',
  'min_doc_count',
  'extended_bounds',
  'time_zone',
  'format',
];
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 };
/** Of calendar intervals, the sign that stands for each in times that are reckoned. */
const CALENDAR: Readonly<Record<string, string>> = {
  minute: 'm',
  '1m': 'm',
  hour: 'h',
  '1h': 'h',
  day: 'd',
  '1d': 'd',
  week: 'w',
  '1w': 'w',
  month: 'M',
  '1M': 'M',
  year: 'y',
  '1y': 'y',
};
const UTC: ReadonlySet<Json> = new Set(['UTC', 'Z', 'GMT', '+00:00', 'Etc/UTC']);

/** The stretches of time of a histogram, each named by its first millisecond. */
interface Interval {
  startOf(ms: number): number;
  next(startMs: number): number;
}

interface Bucket {
  count: number;
  readonly subs: ReadonlyMap<string, Collector>;
}

/** A bucket for each stretch of time, in UTC; those without alerts too, unless `min_doc_count` says otherwise. */
export function readDateHistogram(body: JsonObject, { nowMs, path, slotOf, subs }: ReadContext): Aggregation {
  refuseOptions(body, OPTIONS, path);
  const field = readFieldOption(body, path);
  if (field.type !== 'date' && field.type !== 'date_nanos')
    throw wrongValue([...path, 'field'], 'a field that holds times', field.path);
  const { extended_bounds: bounds, time_zone: zone = 'UTC' } = body;
  if (!UTC.has(zone)) throw notUnderstood([...path, 'time_zone'], 'another time zone than UTC');
  const interval = readInterval(body, path);
  const edges = readBounds(bounds, [...path, 'extended_bounds'], nowMs);
  const least = wholeOption(body, 'min_doc_count', path, 0);
  const slot = slotOf(field);
  return {
    start: limits => {
      const buckets = new Map<number, Bucket>();
      const bucketAt = (start: number): Bucket => {
        const known = buckets.get(start);
        if (known !== undefined) return known;
        limits.addBucket();
        const bucket = { count: 0, subs: startAll(subs, limits) };
        buckets.set(start, bucket);
        return bucket;
      };
      return {
        take(row) {
          const starts = new Set<number>();
          for (const raw of valuesOf(row[slot])) {
            const ms = coerce(raw, 'date');
            if (typeof ms === 'number') starts.add(interval.startOf(ms));
          }
          for (const start of starts) {
            const bucket = bucketAt(start);
            bucket.count++;
            for (const sub of bucket.subs.values()) sub.take(row);
          }
        },
        result() {
          const told = [...buckets.keys(), ...(least === 0 ? edges.map(interval.startOf) : [])];
          const last = told.reduce((most, start) => Math.max(most, start), Number.NEGATIVE_INFINITY);
          const first = told.reduce((fewest, start) => Math.min(fewest, start), Number.POSITIVE_INFINITY);
          if (least === 0)
            for (let start = first; start <= last; start = interval.next(start)) bucketAt(start);
          return {
            buckets: [...buckets]
              .filter(([, { count }]) => count >= least)
              .sort(([a], [b]) => a - b)
              .map(([key, bucket]) => ({
                key_as_string: formatTimestamp(key),
                key,
                ...bucketResult(bucket.count, bucket.subs),
              })),
          };
        },
      };
    },
  };
}

function readInterval(body: JsonObject, path: BodyPath): Interval {
  const { calendar_interval: calendar, fixed_interval: fixed } = body;
  if (typeof calendar === 'string' && fixed === undefined) {
    const unit = Object.hasOwn(CALENDAR, calendar) ? CALENDAR[calendar] : undefined;
    const floor = unit === undefined ? undefined : parseDateMath(`now/${unit}`);
    const step = unit === undefined ? undefined : parseDateMath(`now+1${unit}`);
    if (floor === undefined || step === undefined)
      throw wrongValue(
        [...path, 'calendar_interval'],
        '`minute`, `hour`, `day`, `week`, `month` or `year`',
        calendar,
      );
    return {
      startOf: ms => resolveDateMath(floor, ms, 'first')?.ms ?? ms,
      next: ms => resolveDateMath(step, ms, 'first')?.ms ?? Number.POSITIVE_INFINITY,
    };
  }
  const [, amount = '', unit = ''] =
    /^(\d{1,9})(ms|[smhd])$/.exec(typeof fixed === 'string' ? fixed : '') ?? [];
  const lengthMs = Number(amount) * (UNIT_MS[unit] ?? 0);
  if (calendar !== undefined || lengthMs <= 0)
    throw wrongValue(
      path,
      'given a `fixed_interval` like `"30m"` or a `calendar_interval` like `"day"`',
      fixed ?? calendar,
    );
  return { startOf: ms => Math.floor(ms / lengthMs) * lengthMs, next: ms => ms + lengthMs };
}

function readBounds(bounds: Json | undefined, path: BodyPath, nowMs: number): readonly number[] {
  if (bounds === undefined) return [];
  if (!isJsonObject(bounds)) throw wrongValue(path, 'an object with `min` and `max`', bounds);
  refuseOptions(bounds, ['min', 'max'], path);
  return Object.entries(bounds).map(([key, bound]) => {
    const math = typeof bound === 'string' ? parseDateMath(bound) : undefined;
    const isPlain = typeof bound === 'string' || typeof bound === 'number';
    const ms =
      math === undefined
        ? parseTimestampMs(isPlain ? bound : undefined)
        : resolveDateMath(math, nowMs, 'first')?.ms;
    if (ms === undefined) throw wrongValue([...path, key], 'a time', bound);
    return ms;
  });
}
