/**
 * Reading events. A search goes through its window in slices of time, each a query of its own, so that it shows how far
 * it is and can be stopped. A slice is asked first for the keys of what passes; the documents of these are fetched in
 * batches of bounded size.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { compileIndexPatterns } from '../../event/index-pattern.ts';
import type { JsonObject } from '../../event/json.ts';
import type { EventQuery, StoredEvent } from '../event-store.ts';
import { withIngested } from '../with-ingested.ts';
import { type BinaryRows, queryRows } from './binary-rows.ts';
import { NO_TIME } from './event-columns.ts';
import { DOCUMENT } from './pushdown/document-tests.ts';
import { translate } from './pushdown/translate.ts';
import { sqlTexts } from './sql-text.ts';

/** Rows of a slice: where documents are looked through, and where columns are. */
const DOCUMENT_SLICE = 100_000;
const COLUMN_SLICE = 1_000_000;
const MOST_SLICES = 2_000;
const KEYS = 20_000;
const BATCH_EVENTS = 1_000;
const BATCH_BYTES = 4 << 20;
/** Where there are more indices, they are told apart after reading. */
const MOST_INDICES = 1_000;
const MOST_IDS = 1_000;
const READ_COLUMNS = `arrival, time, ingested, id, index_name, ${DOCUMENT} AS document`;

interface Key {
  readonly time: number;
  readonly arrival: number;
  readonly bytes: number;
}

/** Both ends included. */
interface Slice {
  readonly from: number;
  readonly to: number;
}

export class EventSearch {
  private readonly client: ClickHouseClient;
  private readonly table: string;

  constructor(client: ClickHouseClient, table: string) {
    this.client = client;
    this.table = table;
  }

  async *read(query: EventQuery): AsyncIterable<readonly StoredEvent[]> {
    const { signal } = query;
    signal?.throwIfAborted();
    const filter = query.filter === undefined ? true : translate(query.filter);
    if (filter === false) return;
    const isAmong = compileIndexPatterns(query.indices ?? []);
    const scope = [...scopeOf(query), ...(await this.indexCondition(query.indices))];
    const conditions = filter === true ? scope : [...scope, filter.sql];
    const readsDocument = filter !== true && filter.readsDocument;
    const { rows, slices } = await this.slices(scope, readsDocument ? DOCUMENT_SLICE : COLUMN_SLICE, query);
    for (const [at, slice] of slices.entries()) {
      for await (const batch of this.readSlice(slice, conditions, query)) {
        const events = batch.filter(event => isAmong(event.index));
        if (events.length > 0) yield events;
      }
      query.onProgress?.(Math.round((rows * (at + 1)) / slices.length), rows);
    }
  }

  async byIds(ids: readonly string[]): Promise<readonly StoredEvent[]> {
    const found = new Map<string, StoredEvent>();
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const some = sqlTexts(ids.slice(at, at + MOST_IDS));
      for (const event of await this.fetch(`id IN (${some})`, '')) found.set(event.id, event);
    }
    return [...new Set(ids)].flatMap(id => found.get(id) ?? []);
  }

  async count(query: Pick<EventQuery, 'window' | 'indices'>): Promise<number> {
    const isAmong = compileIndexPatterns(query.indices ?? []);
    let sum = 0;
    for (const [index, count] of await this.countByIndex(query)) if (isAmong(index)) sum += count;
    return sum;
  }

  async countByIndex(query: Pick<EventQuery, 'window'>): Promise<ReadonlyMap<string | undefined, number>> {
    const rows = await queryRows(
      this.client,
      `SELECT index_name, toInt64(count()) FROM ${this.table} ${where(scopeOf(query))} GROUP BY index_name`,
    );
    const counts = new Map<string | undefined, number>();
    while (!rows.isEnd) {
      const index = rows.text() || undefined;
      counts.set(index, rows.long());
    }
    return counts;
  }

  /** Of few indices those that pass; of all of them nothing is asked. */
  private async indexCondition(patterns: readonly string[] | undefined): Promise<readonly string[]> {
    if (patterns === undefined || patterns.length === 0) return [];
    const isAmong = compileIndexPatterns(patterns);
    const rows = await queryRows(
      this.client,
      `SELECT DISTINCT index_name FROM ${this.table} LIMIT ${MOST_INDICES + 1}`,
    );
    const names: string[] = [];
    while (!rows.isEnd) names.push(rows.text());
    const passing = names.filter(name => isAmong(name || undefined));
    if (names.length > MOST_INDICES || passing.length === names.length) return [];
    return [passing.length === 0 ? 'false' : `index_name IN (${sqlTexts(passing)})`];
  }

  private async slices(
    scope: readonly string[],
    sliceRows: number,
    { order, signal }: EventQuery,
  ): Promise<{ readonly rows: number; readonly slices: readonly Slice[] }> {
    const timed = `time < ${NO_TIME}`;
    const extent = await queryRows(
      this.client,
      `SELECT toInt64(count()), toInt64(countIf(${timed})), minIf(time, ${timed}), maxIf(time, ${timed}) ` +
        `FROM ${this.table} ${where(scope)}`,
      signal,
    );
    const [rows, timedRows, first, last] = [extent.long(), extent.long(), extent.long(), extent.long()];
    const slices: Slice[] = [];
    const wanted = Math.min(MOST_SLICES, Math.ceil(timedRows / sliceRows));
    if (wanted > 0) {
      const inner = wanted > 1 ? await this.boundaries(wanted, [...scope, timed], signal) : [];
      let from = first;
      for (const boundary of inner) {
        if (boundary < from || boundary >= last) continue;
        slices.push({ from, to: boundary });
        from = boundary + 1;
      }
      slices.push({ from, to: last });
    }
    if (order === 'descending') slices.reverse();
    if (timedRows < rows) slices.push({ from: NO_TIME, to: NO_TIME });
    return { rows, slices };
  }

  /** Times that part the rows into about so many equal shares. */
  private async boundaries(
    shares: number,
    conditions: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly number[]> {
    const levels = Array.from({ length: shares - 1 }, (_, at) => ((at + 1) / shares).toFixed(6));
    const rows = await queryRows(
      this.client,
      `SELECT arrayJoin(arrayMap(each -> toInt64(floor(each)), quantiles(${levels.join(', ')})(time))) ` +
        `FROM ${this.table} ${where(conditions)}`,
      signal,
    );
    const times: number[] = [];
    while (!rows.isEnd) times.push(rows.long());
    return times;
  }

  private async *readSlice(
    slice: Slice,
    conditions: readonly string[],
    query: EventQuery,
  ): AsyncIterable<readonly StoredEvent[]> {
    const isDown = query.order === 'descending';
    const order = isDown ? 'ORDER BY time DESC, arrival DESC' : 'ORDER BY time, arrival';
    let after: Key | undefined;
    for (;;) {
      query.signal?.throwIfAborted();
      const { from, to } =
        after === undefined ? slice : isDown ? { ...slice, to: after.time } : { ...slice, from: after.time };
      const all = [
        `time BETWEEN ${from} AND ${to}`,
        ...(after === undefined
          ? []
          : [`(time, arrival) ${isDown ? '<' : '>'} (${after.time}, ${after.arrival})`]),
        ...conditions,
      ];
      const keys = await this.keys(all, order, query.signal);
      for (const batch of batches(keys)) {
        query.signal?.throwIfAborted();
        const wanted = batch.map(({ time, arrival }) => `(${time},${arrival})`).join(',');
        yield await this.fetch(`(time, arrival) IN (${wanted})`, order, query.signal);
      }
      if (keys.length < KEYS) return;
      after = keys.at(-1);
    }
  }

  private async keys(
    conditions: readonly string[],
    order: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly Key[]> {
    const rows = await queryRows(
      this.client,
      `SELECT time, arrival, bytes FROM ${this.table} ${where(conditions)} ${order} LIMIT ${KEYS}`,
      signal,
    );
    const keys: Key[] = [];
    while (!rows.isEnd) keys.push({ time: rows.long(), arrival: rows.long(), bytes: rows.long() });
    return keys;
  }

  private async fetch(
    condition: string,
    order: string,
    signal?: AbortSignal,
  ): Promise<readonly StoredEvent[]> {
    const rows = await queryRows(
      this.client,
      `SELECT ${READ_COLUMNS} FROM ${this.table} WHERE ${condition} ${order}`,
      signal,
    );
    const events: StoredEvent[] = [];
    while (!rows.isEnd) events.push(readEvent(rows));
    return events;
  }
}

function readEvent(rows: BinaryRows): StoredEvent {
  const arrival = rows.long();
  const time = rows.long();
  const ingestedMs = rows.long();
  const id = rows.text();
  const index = rows.text() || undefined;
  const document = JSON.parse(rows.text()) as JsonObject; // appended as one
  return {
    id,
    index,
    timeMs: time === NO_TIME ? undefined : time,
    ingestedMs,
    arrival,
    document: withIngested(document, ingestedMs),
  };
}

function* batches(keys: readonly Key[]): Iterable<readonly Key[]> {
  let batch: Key[] = [];
  let bytes = 0;
  for (const key of keys) {
    if (batch.length === BATCH_EVENTS || (batch.length > 0 && bytes + key.bytes > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(key);
    bytes += key.bytes;
  }
  if (batch.length > 0) yield batch;
}

/** Which events are asked for, but for their index and the filter. */
export function scopeOf({
  window,
  afterArrival,
}: Pick<EventQuery, 'window' | 'afterArrival'>): readonly string[] {
  const scope: string[] = [];
  if (window !== undefined) {
    const { by, fromMs, toMs } = window;
    scope.push(`${by} BETWEEN ${within(Math.ceil(fromMs))} AND ${within(Math.floor(toMs))}`);
  }
  if (afterArrival !== undefined) scope.push(`arrival > ${within(Math.floor(afterArrival))}`);
  return scope;
}

/** A window may be without end; no event has a time beyond this. */
function within(ms: number): string {
  return Math.max(1 - NO_TIME, Math.min(NO_TIME - 1, ms)).toFixed(0);
}

export function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
