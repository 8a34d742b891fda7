/**
 * Brings sealed segments into the table, the oldest first. ClickHouse reads the rows as they lie on the disk, or gets
 * them as the body of a request; what is there already under the same id and time is left out, so that a segment may
 * be loaded again after a kill, and an event that was sent twice is stored once.
 */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { StoreUnavailable } from '../../event-store.ts';
import type { ClickHouse } from '../connection.ts';
import { ROW_COLUMNS, ROW_STRUCTURE } from '../event-row.ts';
import { sqlText } from '../sql-text.ts';
import { asStoreError } from '../store-errors.ts';
import type { Journal } from './journal.ts';
import { cutToRows, deleteSegment, readSegment, type Segment } from './segments.ts';

/** Rows wait so long for others, that parts of the table do not become too many: each costs a flush, and merges. */
const LOAD_DELAY_MS = 600;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** Keys in one question. */
const MOST_KEYS = 5_000;
const MOST_QUERY_BYTES = 64 << 20;

interface Waiting {
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class SegmentLoader {
  /** Why the last load failed, until one does not. */
  lastError: Error | undefined;
  private readonly journal: Journal;
  private readonly folder: string;
  private readonly load: (segment: Segment) => Promise<void>;
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;
  private isClosed = false;

  constructor(clickHouse: ClickHouse, journal: Journal, folder: string) {
    this.journal = journal;
    this.folder = folder;
    const client = clickHouse.newClient();
    const table = `${clickHouse.database}.events`;
    this.load =
      clickHouse.kind === 'embedded'
        ? segment => loadFromFile(client, table, segment)
        : segment => loadAsBody(client, table, segment);
  }

  /** There are rows to load, soon. */
  schedule(): void {
    if (this.running !== undefined || this.timer !== undefined || this.isClosed) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.start();
    }, LOAD_DELAY_MS);
    this.timer.unref();
  }

  /**
   * Loads what was appended before.
   * @throws StoreUnavailable or StoreFull where the next attempt fails; others follow by themselves
   */
  async settle(): Promise<void> {
    const upTo = this.journal.lastArrival;
    await this.journal.seal();
    if (!this.isPending(upTo)) return;
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ upTo, resolve, reject });
      this.start();
      this.wake();
    });
  }

  /** What is not loaded then is at the next start. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.wake();
    await this.running;
    this.answer(new StoreUnavailable('the store was closed'));
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.journal.openRows > 0 || this.journal.sealed.length > 0) this.schedule();
    });
  }

  private async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.isClosed) {
      if (this.journal.sealed.length === 0) await this.journal.seal();
      const segment = this.journal.sealed[0];
      if (segment === undefined) break;
      try {
        if (segment.rows > 0) {
          await cutToRows(segment);
          await this.load(segment);
        }
        await deleteSegment(this.folder, segment);
      } catch (error) {
        this.lastError = asStoreError(error);
        this.answer(this.lastError);
        await this.pause(retryMs);
        retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
        continue;
      }
      this.journal.sealed.shift();
      this.lastError = undefined;
      retryMs = FIRST_RETRY_MS;
      this.answer(undefined);
    }
  }

  private answer(error: Error | undefined): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const each of waiting) {
      if (error !== undefined) each.reject(error);
      else if (this.isPending(each.upTo)) this.waiting.push(each);
      else each.resolve();
    }
  }

  private isPending(upTo: number): boolean {
    return this.journal.sealed.some(({ firstArrival }) => firstArrival <= upTo);
  }

  private async pause(ms: number): Promise<void> {
    if (this.isClosed) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}

async function loadFromFile(client: ClickHouseClient, table: string, segment: Segment): Promise<void> {
  const rows = `file(${sqlText(segment.path)}, 'RowBinary', ${sqlText(ROW_STRUCTURE)})`;
  await client.command({
    query:
      `INSERT INTO ${table} (${ROW_COLUMNS}) SELECT ${ROW_COLUMNS} FROM ${rows} WHERE (time, id) NOT IN ` +
      `(SELECT time, id FROM ${table} WHERE (time, id) IN (SELECT time, id FROM ${rows}))`,
  });
}

async function loadAsBody(client: ClickHouseClient, table: string, segment: Segment): Promise<void> {
  const { bytes, keys } = await readSegment(segment);
  const stored = new Set<string>();
  for (let at = 0; at < keys.length; at += MOST_KEYS) {
    const some = keys.slice(at, at + MOST_KEYS).map(({ time, id }) => `(${time},${sqlText(id)})`);
    const result = await client.query({
      query: `SELECT toString(time) AS time, id FROM ${table} WHERE (time, id) IN (${some.join(',')})`,
      format: 'JSONCompactEachRow',
      clickhouse_settings: { max_query_size: String(MOST_QUERY_BYTES), max_ast_elements: '1000000' },
    });
    for (const [time, id] of await result.json<[string, string]>()) stored.add(`${time} ${id}`);
  }
  const fresh = keys.filter(({ time, id }) => !stored.has(`${time} ${id}`));
  if (fresh.length === 0) return;
  const { stream } = await client.exec({
    query:
      `INSERT INTO ${table} (${ROW_COLUMNS}) SELECT ${ROW_COLUMNS} FROM input(${sqlText(ROW_STRUCTURE)}) ` +
      'FORMAT RowBinary',
    values: Readable.from(
      fresh.length === keys.length ? [bytes] : fresh.map(({ from, to }) => bytes.subarray(from, to)),
      { objectMode: false },
    ),
    // While an attempt that was given up still runs, the next is refused.
    query_id: `tripline-load-${segment.firstArrival}-${segment.lastArrival}`,
    clickhouse_settings: { async_insert: 0, wait_end_of_query: 1 },
  });
  // Read to its end, the answer gives its connection back.
  stream.resume();
  await finished(stream);
}
