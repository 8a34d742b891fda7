/**
 * What is asked of a store of events. Events are appended once, by id, and never change; they are read by time, with
 * a filter of which the store does what it can, and whoever reads does the rest.
 */
import type { JsonObject } from '../event/json.ts';
import type { Predicate } from '../plan/predicate.ts';

/** An event that arrives. */
export interface NewEvent {
  /** The same event has the same id, however often it is sent (ingest/event-id.ts). */
  readonly id: string;
  /** Undefined: unknown, every pattern accepts it. */
  readonly index: string | undefined;
  /** Its `@timestamp`; undefined where it has no usable one. */
  readonly timeMs: number | undefined;
  /** Its `event.ingested`, or when it arrived where it says none. */
  readonly ingestedMs: number;
  /** The document as it came: one JSON object in UTF-8, without a line break. */
  readonly raw: Uint8Array;
  /** The text of its ECS document where it was mapped; undefined: `raw` is one. */
  readonly ecs?: Uint8Array | undefined;
}

export interface StoredEvent {
  readonly id: string;
  readonly index: string | undefined;
  readonly timeMs: number | undefined;
  readonly ingestedMs: number;
  /** The number of its first arrival: unique, and greater than that of every event acknowledged before. */
  readonly arrival: number;
  /** In ECS. `event.ingested` stands in it, also where the shipper did not set it. */
  readonly document: JsonObject;
}

/** What became of one of the events that were appended. */
export type Appended =
  | { readonly kind: 'stored'; readonly arrival: number }
  /** It is known to be there already. A double that is not known as one is `stored` and leaves the store later. */
  | { readonly kind: 'double' };

export interface EventQuery {
  /** Both ends included. By `time`, events without one are in no window. */
  readonly window?: { readonly by: 'time' | 'ingested'; readonly fromMs: number; readonly toMs: number };
  /**
   * Every event of the window that passes it is among those that are read; others may be too (what a store cannot
   * decide, its reader does).
   */
  readonly filter?: Predicate;
  /** Index patterns, as rules have them; events of unknown index pass every pattern. */
  readonly indices?: readonly string[];
  /** By time, then by arrival; events without a time stand last. `ascending` by default. */
  readonly order?: 'ascending' | 'descending';
  /** Only events that arrived later than this one. */
  readonly afterArrival?: number;
  readonly signal?: AbortSignal;
  /** Told of each stretch of time that was looked through, for who shows how far a search is. */
  readonly onProgress?: (done: number, all: number) => void;
}

export interface EventStore {
  /**
   * Resolves once the events would survive a kill and a power loss; by position, what became of each. They can be
   * read after the next `settle`, at the latest after a second.
   * @throws StoreFull or StoreUnavailable: none of them was taken
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]>;
  /** Resolves when everything that was appended before can be read. */
  settle(): Promise<void>;
  /** In batches, so that nobody has to hold them all. */
  read(query: EventQuery): AsyncIterable<readonly StoredEvent[]>;
  /** Those that are there. */
  byIds(ids: readonly string[]): Promise<readonly StoredEvent[]>;
  /** How many events lie in the window: what runs and sources show. */
  count(query: Pick<EventQuery, 'window' | 'indices'>): Promise<number>;
  /** The same of each index, for who counts one window for many lists of patterns. */
  countByIndex(window: NonNullable<EventQuery['window']>): Promise<ReadonlyMap<string | undefined, number>>;
  /** What arrives, by index: for the page of sources. */
  sources(window: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly signal?: AbortSignal;
  }): Promise<readonly SourceTally[]>;
  /** The last arrival number given out; 0 in an empty store. */
  readonly lastArrival: number;
  /** How much it holds, and how much room there is. */
  size(): Promise<StoreSize>;
  /** Forgets the events that arrived before this time. */
  forgetBefore(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface SourceTally {
  readonly index: string | undefined;
  readonly events: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** From `@timestamp` to arrival, in milliseconds. */
  readonly medianLatenessMs: number;
  readonly mostLatenessMs: number;
}

export interface StoreSize {
  readonly events: number;
  readonly bytesOnDisk: number;
  /** Undefined where the store cannot tell. */
  readonly freeBytes: number | undefined;
  /** Appended, and not yet readable. */
  readonly waitingEvents: number;
}

/** No room: nothing is taken until there is some. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

/** The store does not answer, or too slowly: to be tried again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
