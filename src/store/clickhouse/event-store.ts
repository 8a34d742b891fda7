/**
 * Events in ClickHouse. They are taken by a journal (journal/journal.ts), which is what makes them durable, loaded by
 * the hundred thousand (journal/segment-loader.ts), and read by search (event-search.ts): docs/design/event-store.md.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import {
  type Appended,
  type EventQuery,
  type EventStore,
  type NewEvent,
  type SourceTally,
  type StoredEvent,
  StoreFull,
  type StoreSize,
  StoreUnavailable,
} from '../event-store.ts';
import { queryRows } from './binary-rows.ts';
import type { ClickHouse } from './connection.ts';
import { NO_TIME } from './event-columns.ts';
import { EventSearch, scopeOf, where } from './event-search.ts';
import { type Durability, Journal } from './journal/journal.ts';
import { SegmentLoader } from './journal/segment-loader.ts';
import { asStoreError } from './store-errors.ts';

export interface EventStoreOptions {
  readonly clock: () => number;
  /** `power-loss` by default. */
  readonly durability?: Durability;
  /** Kept free on the disk of the folder: 512 MiB by default. */
  readonly reserveBytes?: number;
  /** What may wait for a ClickHouse that does not answer: 1 GiB by default. */
  readonly mostWaitingBytes?: number;
}

/** What is kept; what is beyond either is forgotten. */
export interface Retention {
  readonly keepMs?: number;
  /** Of the table on the disk. Whole days of arrival go, the oldest first, but never the last. */
  readonly keepBytes?: number;
}

export async function openEventStore(
  clickHouse: ClickHouse,
  options: EventStoreOptions,
): Promise<ClickHouseEventStore> {
  const folder = join(clickHouse.folder, 'journal');
  let loader: SegmentLoader | undefined;
  const journal = await Journal.open({
    folder,
    durability: options.durability ?? 'power-loss',
    reserveBytes: options.reserveBytes ?? 512 * 2 ** 20,
    clock: options.clock,
    onRows: () => loader?.schedule(),
  });
  loader = new SegmentLoader(clickHouse, journal, folder);
  const store = new ClickHouseEventStore(clickHouse, journal, loader, options.mostWaitingBytes ?? 2 ** 30);
  try {
    await store.start();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

export class ClickHouseEventStore implements EventStore {
  private readonly clickHouse: ClickHouse;
  private readonly journal: Journal;
  private readonly loader: SegmentLoader;
  private readonly mostWaitingBytes: number;
  private readonly client: ClickHouseClient;
  private readonly table: string;
  private readonly search: EventSearch;
  /** Does not wait for searches. */
  private readonly lookUp: EventSearch;

  constructor(clickHouse: ClickHouse, journal: Journal, loader: SegmentLoader, mostWaitingBytes: number) {
    this.clickHouse = clickHouse;
    this.journal = journal;
    this.loader = loader;
    this.mostWaitingBytes = mostWaitingBytes;
    this.client = clickHouse.newClient();
    this.table = `${clickHouse.database}.events`;
    this.search = new EventSearch(clickHouse.newClient(), this.table);
    this.lookUp = new EventSearch(this.client, this.table);
  }

  /** Loads what an earlier process left in the journal. */
  async start(): Promise<void> {
    await this.loader.settle();
    const rows = await this.ask(`SELECT toInt64(max(arrival)) FROM ${this.table}`);
    this.journal.lastArrival = Math.max(this.journal.lastArrival, rows.long());
  }

  get lastArrival(): number {
    return this.journal.lastArrival;
  }

  /** Bytes that a process which was killed left of writes that it had not told anybody of. */
  get cutBytes(): number {
    return this.journal.cutBytes;
  }

  async append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    const waiting = this.journal.bytes;
    if (waiting > this.mostWaitingBytes) {
      const { lastError } = this.loader;
      const text = `${Math.round(waiting / 2 ** 20)} MiB of events wait to be loaded, and no more are taken`;
      if (lastError === undefined) throw new StoreUnavailable(`${text} until some are`);
      const Reason = lastError instanceof StoreFull ? StoreFull : StoreUnavailable;
      throw new Reason(`${text}: ${lastError.message}`, { cause: lastError });
    }
    return await this.journal.append(events);
  }

  async settle(): Promise<void> {
    await this.loader.settle();
  }

  async *read(query: EventQuery): AsyncIterable<readonly StoredEvent[]> {
    try {
      yield* this.search.read(query);
    } catch (error) {
      query.signal?.throwIfAborted();
      throw asStoreError(error);
    }
  }

  async byIds(ids: readonly string[]): Promise<readonly StoredEvent[]> {
    return await orStoreError(this.lookUp.byIds(ids));
  }

  async count(query: Pick<EventQuery, 'window' | 'indices'>): Promise<number> {
    return await orStoreError(this.lookUp.count(query));
  }

  async countByIndex(
    window: NonNullable<EventQuery['window']>,
  ): Promise<ReadonlyMap<string | undefined, number>> {
    return await orStoreError(this.lookUp.countByIndex({ window }));
  }

  async sources({
    fromMs,
    signal,
    toMs,
  }: Parameters<EventStore['sources']>[0]): Promise<readonly SourceTally[]> {
    signal?.throwIfAborted();
    const isTimed = `time < ${NO_TIME}`;
    const lateness = 'ingested - time';
    const rows = await this.ask(
      'SELECT index_name, toInt64(count()), sum(bytes), min(ingested), max(ingested), ' +
        `quantileExactHighIf(0.5)(${lateness}, ${isTimed}), maxIf(${lateness}, ${isTimed}) FROM ${this.table} ` +
        `${where(scopeOf({ window: { by: 'ingested', fromMs, toMs } }))} GROUP BY index_name ORDER BY index_name`,
      signal,
    );
    const tallies: SourceTally[] = [];
    while (!rows.isEnd)
      tallies.push({
        index: rows.text() || undefined,
        events: rows.long(),
        bytes: rows.long(),
        firstMs: rows.long(),
        lastMs: rows.long(),
        medianLatenessMs: rows.long(),
        mostLatenessMs: rows.long(),
      });
    return tallies;
  }

  async size(): Promise<StoreSize> {
    const events = await this.ask(`SELECT toInt64(count()) FROM ${this.table}`);
    const { journal } = this;
    return {
      events: events.long(),
      bytesOnDisk: (await this.bytesByDay()).reduce((sum, { bytes }) => sum + bytes, journal.bytes),
      freeBytes: await this.freeBytes(),
      waitingEvents: journal.sealed.reduce((sum, { rows }) => sum + rows, journal.openRows),
    };
  }

  async forgetBefore(ms: number): Promise<void> {
    const days = await this.bytesByDay();
    const wholeDays = days.filter(({ day }) => (day + 1) * DAY_MS <= ms);
    for (const { day } of wholeDays) await this.dropDay(day);
    if (days.length > wholeDays.length)
      await this.command(`DELETE FROM ${this.table} WHERE arrived < ${Math.ceil(ms)}`);
  }

  /** @returns the bytes on disk of the days that were forgotten for their size */
  async retain({ keepMs, keepBytes }: Retention, nowMs: number): Promise<number> {
    if (keepMs !== undefined) await this.forgetBefore(nowMs - keepMs);
    if (keepBytes === undefined) return 0;
    const days = await this.bytesByDay();
    let kept = days.reduce((sum, { bytes }) => sum + bytes, 0);
    let forgotten = 0;
    for (const { day, bytes } of days.slice(0, -1)) {
      if (kept <= keepBytes) break;
      await this.dropDay(day);
      kept -= bytes;
      forgotten += bytes;
    }
    return forgotten;
  }

  /** What was not loaded yet is at the next start. */
  async close(): Promise<void> {
    await this.journal.close();
    await this.loader.close();
  }

  private async dropDay(day: number): Promise<void> {
    await this.command(`ALTER TABLE ${this.table} DROP PARTITION ${day}`);
  }

  /** The days on which events arrived (since 1970), the oldest first. */
  private async bytesByDay(): Promise<readonly { readonly day: number; readonly bytes: number }[]> {
    const rows = await this.ask(
      'SELECT toInt64(partition) AS day, toInt64(sum(bytes_on_disk)) FROM system.parts WHERE active AND ' +
        `database = '${this.clickHouse.database}' AND table = 'events' GROUP BY day ORDER BY day`,
    );
    const days: { day: number; bytes: number }[] = [];
    while (!rows.isEnd) days.push({ day: rows.long(), bytes: rows.long() });
    return days;
  }

  private async freeBytes(): Promise<number | undefined> {
    if (this.clickHouse.kind === 'embedded') {
      const { bavail, bsize } = await statfs(this.clickHouse.folder);
      return bavail * bsize;
    }
    try {
      const rows = await this.ask('SELECT toInt64(min(free_space)) FROM system.disks');
      return rows.long();
    } catch {
      // Not every user of a server may read this.
      return undefined;
    }
  }

  private async ask(query: string, signal?: AbortSignal): ReturnType<typeof queryRows> {
    return await orStoreError(queryRows(this.client, query, signal), signal);
  }

  private async command(query: string): Promise<void> {
    await orStoreError(this.client.command({ query }));
  }
}

const DAY_MS = 86_400_000;

async function orStoreError<T>(asked: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    signal?.throwIfAborted();
    throw asStoreError(error);
  }
}
