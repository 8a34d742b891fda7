/** Counts over the stored events that pass a query: by time, and by the values of a field. */
import { compileDocumentFilter } from '../engine/document-filter.ts';
import { type RawValue, valuesOf } from '../event/field-value.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { EventStore } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';
import { EventReading, type ReadingOptions, type Searched } from './search-events-reading.ts';

export interface CountingOptions extends Omit<ReadingOptions, 'order'> {
  readonly window: TimeWindow;
}

export interface Histogram {
  readonly bucketMs: number;
  /** By time, without holes; the first begins at the start of the window. */
  readonly buckets: readonly { readonly fromMs: number; readonly count: number }[];
  /** True: the counts are right only within what was searched. */
  readonly isPartial: boolean;
  readonly searched: Searched;
}

/** Counts, newest first, so that what a search without enough time leaves out is the oldest. */
export async function histogramOfEvents(
  store: EventStore,
  filter: Predicate,
  buckets: number,
  options: CountingOptions,
): Promise<Histogram> {
  const { fromMs, toMs } = options.window;
  const bucketMs = Math.max(1, Math.ceil((toMs - fromMs + 1) / buckets));
  const counts = new Array<number>(Math.ceil((toMs - fromMs + 1) / bucketMs)).fill(0);
  const starts = counts.map((_, at) => fromMs + at * bucketMs);
  if (filter.kind === 'constant' && filter.value) return countedByStore(store, starts, bucketMs, options);
  const reading = new EventReading(store, { ...options, order: 'descending' });
  const accepts = compileDocumentFilter(filter);
  for await (const batch of reading.batches(filter))
    for (const { document, timeMs } of batch)
      if (timeMs !== undefined && accepts(document)) {
        const at = Math.floor((timeMs - fromMs) / bucketMs);
        counts[at] = (counts[at] ?? 0) + 1;
      }
  return {
    bucketMs,
    buckets: starts.map((start, at) => ({ fromMs: start, count: counts[at] ?? 0 })),
    isPartial: reading.isTimeUp,
    searched: reading.searched(),
  };
}

/** Of all events a store knows the counts without reading them. */
async function countedByStore(
  store: EventStore,
  starts: readonly number[],
  bucketMs: number,
  { indices, signal, timeUp, window }: CountingOptions,
): Promise<Histogram> {
  const buckets: { readonly fromMs: number; readonly count: number }[] = [];
  for (const fromMs of starts.toReversed()) {
    signal?.throwIfAborted();
    if (timeUp?.aborted === true) break;
    const toMs = Math.min(window.toMs, fromMs + bucketMs - 1);
    const count = await store.count({
      window: { by: 'time', fromMs, toMs },
      ...(indices !== undefined && { indices }),
    });
    buckets.push({ fromMs, count });
  }
  buckets.reverse();
  const isComplete = buckets.length === starts.length;
  const uncounted = starts.slice(0, starts.length - buckets.length).map(fromMs => ({ fromMs, count: 0 }));
  const searched: Searched = {
    fromMs: buckets[0]?.fromMs ?? window.toMs,
    toMs: window.toMs,
    events: buckets.reduce((sum, { count }) => sum + count, 0),
    isComplete,
  };
  return { bucketMs, buckets: [...uncounted, ...buckets], isPartial: !isComplete, searched };
}

export interface TopValues {
  /** The most frequent ones, then by value. */
  readonly values: readonly ValueCount[];
  /** The least frequent ones, the least first. */
  readonly rarest: readonly ValueCount[];
  /** How many different values there are. */
  readonly different: number;
  /** Events that pass the query, and those among them that have the field. */
  readonly events: number;
  readonly eventsWithField: number;
  /** Events whose values were not counted, as there were too many different ones. */
  readonly uncounted: number;
  readonly isPartial: boolean;
  readonly searched: Searched;
}

export interface ValueCount {
  readonly value: RawValue;
  /** Events, not occurrences. */
  readonly count: number;
}

/** @param mostValues how many different values are counted; of further ones only that they are there */
export async function topValuesOfEvents(
  store: EventStore,
  filter: Predicate,
  field: string,
  size: number,
  options: Omit<ReadingOptions, 'order'>,
  mostValues = 100_000,
): Promise<TopValues> {
  const reading = new EventReading(store, { ...options, order: 'descending' });
  const accepts = compileDocumentFilter(filter);
  const counts = new Map<RawValue, number>();
  const tally = { events: 0, eventsWithField: 0, uncounted: 0 };
  for await (const batch of reading.batches(filter))
    for (const { document } of batch) {
      if (!accepts(document)) continue;
      tally.events++;
      const values = new Set(valuesOf(readField(document, field)));
      if (values.size > 0) tally.eventsWithField++;
      for (const value of values) {
        const known = counts.get(value);
        if (known !== undefined || counts.size < mostValues) counts.set(value, (known ?? 0) + 1);
        else tally.uncounted++;
      }
    }
  const sorted = [...counts]
    .map(([value, count]): ValueCount => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1));
  const isPartial = reading.isTimeUp || tally.uncounted > 0;
  return {
    values: sorted.slice(0, size),
    rarest: sorted.slice(Math.max(size, sorted.length - size)).reverse(),
    different: counts.size,
    ...tally,
    isPartial,
    searched: reading.searched(),
  };
}
