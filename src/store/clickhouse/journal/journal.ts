/**
 * Events on the disk before anything else: `append` adds rows to the segment that is open and resolves when they would
 * survive what `durability` says. All that waits is written and flushed together, so that many small requests cost
 * little more than one. A segment is sealed when it is asked for or full, and goes to the loader (segment-loader.ts).
 */
import { type FileHandle, mkdir, open, statfs } from 'node:fs/promises';
import { type Appended, type NewEvent, StoreFull, StoreUnavailable } from '../../event-store.ts';
import { RowWriter } from '../event-row.ts';
import { asStoreError } from '../store-errors.ts';
import { RecentIds } from './recent-ids.ts';
import { leftSegments, type Segment, segmentPath, syncFolder } from './segments.ts';

/** `power-loss`: flushed to the disk; `kill`: given to the system, which writes it within some seconds. */
export type Durability = 'power-loss' | 'kill';

export interface JournalOptions {
  readonly folder: string;
  readonly durability: Durability;
  /** Of the disk, is left to others. */
  readonly reserveBytes: number;
  readonly clock: () => number;
  /** A segment has its first row, or is full and was sealed. */
  readonly onRows: () => void;
}

interface Waiting {
  readonly events: readonly NewEvent[];
  readonly resolve: (appended: readonly Appended[]) => void;
  readonly reject: (error: Error) => void;
}

interface OpenSegment {
  readonly file: FileHandle;
  readonly path: string;
  readonly firstArrival: number;
  lastArrival: number;
  bytes: number;
  rows: number;
}

/** What is written at once. */
const GROUP_BYTES = 4 << 20;
const SEGMENT_BYTES = 32 << 20;
/** Fewer than `RecentIds` remembers, so that no segment has an id twice. */
const SEGMENT_ROWS = 150_000;
const REMEMBERED_IDS = 250_000;
/** Appended, and waiting for a disk that is slower than its events. */
const MOST_UNWRITTEN_BYTES = 128 << 20;

export class Journal {
  lastArrival = 0;
  /** Of segments that a process left which was killed: bytes of rows that were not whole. */
  cutBytes = 0;
  /** Sealed, the oldest first; whoever loads them takes them away. */
  readonly sealed: Segment[] = [];
  private readonly options: JournalOptions;
  private readonly rows = new RowWriter();
  private readonly recent = new RecentIds(REMEMBERED_IDS);
  private waiting: Waiting[] = [];
  private unwrittenBytes = 0;
  private segment: OpenSegment | undefined;
  /** Writing, sealing and closing, one after the other. */
  private work: Promise<unknown> = Promise.resolve();
  private isFlushing = false;

  private constructor(options: JournalOptions) {
    this.options = options;
  }

  /** What an earlier process left is sealed, to be loaded. */
  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options);
    await mkdir(options.folder, { recursive: true });
    const left = await leftSegments(options.folder);
    journal.sealed.push(...left.segments);
    journal.lastArrival = left.lastArrival;
    journal.cutBytes = left.cutBytes;
    return journal;
  }

  /** Rows that no load was asked for yet. */
  get openRows(): number {
    return this.segment?.rows ?? 0;
  }

  get bytes(): number {
    return this.sealed.reduce((sum, { bytes }) => sum + bytes, this.segment?.bytes ?? 0);
  }

  /** @throws StoreFull or StoreUnavailable: none was taken */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    if (this.unwrittenBytes > MOST_UNWRITTEN_BYTES)
      return Promise.reject(
        new StoreUnavailable(
          `${mebibytes(this.unwrittenBytes)} MiB of events wait to be written to ${this.options.folder}, and no more ` +
            'are taken until some are: its disk is slower than the events that come',
        ),
      );
    this.unwrittenBytes += bytesOf(events);
    return new Promise((resolve, reject) => {
      this.waiting.push({ events, resolve, reject });
      if (this.isFlushing) return;
      this.isFlushing = true;
      this.inTurn(() => this.flushAll());
    });
  }

  /** Seals what was appended before. */
  seal(): Promise<void> {
    return this.inTurn(() => this.sealOpen());
  }

  /** Writes what waits and seals it. */
  async close(): Promise<void> {
    await this.inTurn(async () => {
      await this.flushAll();
      await this.sealOpen();
    });
  }

  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const done = this.work.then(job);
    this.work = done.catch(() => undefined);
    return done;
  }

  private async flushAll(): Promise<void> {
    for (;;) {
      const group = this.nextGroup();
      if (group.length === 0) break;
      await this.flush(group);
    }
    this.isFlushing = false;
  }

  private nextGroup(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { events } of this.waiting) {
      if (count > 0 && bytes >= GROUP_BYTES) break;
      bytes += bytesOf(events);
      count++;
    }
    this.unwrittenBytes -= bytes;
    return this.waiting.splice(0, count);
  }

  /** Writes what some wait for, and tells each what became of it. */
  private async flush(group: readonly Waiting[]): Promise<void> {
    const before = this.lastArrival;
    const added: string[] = [];
    this.rows.start();
    try {
      const answers = group.map(({ events }) => events.map(event => this.take(event, added)));
      if (added.length > 0) await this.write(before + 1, added.length);
      for (const [at, { resolve }] of group.entries()) resolve(answers[at] ?? []);
    } catch (error) {
      for (const id of added) this.recent.delete(id);
      const reason = asStoreError(error);
      for (const { reject } of group) reject(reason);
    }
  }

  private take(event: NewEvent, added: string[]): Appended {
    if (!this.recent.add(event.id)) return { kind: 'double' };
    added.push(event.id);
    // A number is never given twice, also where the write fails: some of its rows may be found later all the same.
    this.rows.add(event, ++this.lastArrival, this.options.clock());
    return { kind: 'stored', arrival: this.lastArrival };
  }

  private async write(firstArrival: number, count: number): Promise<void> {
    const rows = this.rows.rows();
    await this.checkRoom(rows.length);
    const isNew = this.segment === undefined;
    const segment = await this.openSegment(firstArrival);
    try {
      for (let written = 0; written < rows.length; ) {
        const { bytesWritten } = await segment.file.write(
          rows,
          written,
          rows.length - written,
          segment.bytes + written,
        );
        written += bytesWritten;
      }
      if (this.options.durability === 'power-loss') {
        await segment.file.datasync();
        if (isNew) await syncFolder(this.options.folder);
      }
    } catch (error) {
      // What is behind the rows that count is cut off before they are loaded; nothing is written behind it.
      await this.sealOpen();
      throw error;
    }
    segment.bytes += rows.length;
    segment.rows += count;
    segment.lastArrival = firstArrival + count - 1;
    if (segment.bytes >= SEGMENT_BYTES || segment.rows >= SEGMENT_ROWS) await this.sealOpen();
    else if (isNew) this.options.onRows();
  }

  private async checkRoom(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.options.folder);
    const free = bavail * bsize;
    if (free - bytes >= this.options.reserveBytes) return;
    throw new StoreFull(
      `the disk of ${this.options.folder} has ${mebibytes(free)} MiB left, and ` +
        `${mebibytes(this.options.reserveBytes)} MiB are kept free: make room, and events are taken again by themselves`,
    );
  }

  private async openSegment(firstArrival: number): Promise<OpenSegment> {
    if (this.segment !== undefined) return this.segment;
    const path = segmentPath(this.options.folder, firstArrival);
    const file = await open(path, 'wx');
    this.segment = { file, path, firstArrival, lastArrival: firstArrival, bytes: 0, rows: 0 };
    return this.segment;
  }

  private async sealOpen(): Promise<void> {
    const { segment } = this;
    if (segment === undefined) return;
    this.segment = undefined;
    await segment.file.close().catch(() => undefined);
    const { path, firstArrival, lastArrival, bytes, rows } = segment;
    this.sealed.push({ path, firstArrival, lastArrival, bytes, rows });
    this.options.onRows();
  }
}

function bytesOf(events: readonly NewEvent[]): number {
  return events.reduce((sum, { raw, ecs }) => sum + raw.length + (ecs?.length ?? 0), 0);
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}
