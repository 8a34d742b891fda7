/**
 * The documents of events that hit. Those of recent hits are at hand as the bytes that came, up to a bound; all others
 * are read from the store again, which only matches that are told for the first time need.
 */
import type { SourceEvent } from '../alerts/alert-document.ts';
import type { JsonObject } from '../event/json.ts';
import { isJsonObject } from '../event/json.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { EventStore } from '../store/event-store.ts';
import { withIngested } from '../store/with-ingested.ts';
import type { HitEvent } from './held-hits.ts';

const MOST_AT_A_TIME = 1000;
/** Lines are copied into slabs of so many bytes: memory that is had and let go of piece by piece costs more. */
const SLAB_BYTES = 1 << 20;
/** A longer line is copied on its own. */
const LONGEST_IN_SLAB = SLAB_BYTES / 8;

export class EventDocuments {
  readonly #events: EventStore;
  readonly #alerts: AlertStore;
  readonly #mostBytes: number;
  /** Those with a line, the first that was kept first; from `#first` on. */
  #kept: HitEvent[] = [];
  #first = 0;
  #bytes = 0;
  #slab: Uint8Array = new Uint8Array(0);
  #slabUsed = 0;

  constructor(events: EventStore, alerts: AlertStore, mostBytes: number) {
    this.#events = events;
    this.#alerts = alerts;
    this.#mostBytes = mostBytes;
  }

  /**
   * Gives the event its line, and lets go of the oldest lines beyond the bound.
   * @param line is copied: it may be a part of a request that need not be kept.
   */
  keep(event: HitEvent, line: Uint8Array): void {
    event.line = this.#copyOf(line);
    this.#kept.push(event);
    this.#bytes += line.length;
    while (this.#bytes > this.#mostBytes) {
      const oldest = this.#kept[this.#first++];
      if (oldest === undefined) return;
      this.#bytes -= oldest.line?.length ?? 0;
      oldest.line = undefined;
    }
    if (this.#first * 2 <= this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#first);
    this.#first = 0;
  }

  /** By id; those that are in no store any more are missing. */
  async find(wanted: Iterable<HitEvent>): Promise<ReadonlyMap<string, SourceEvent>> {
    const found = new Map<string, SourceEvent>();
    const events = new Set<string>();
    const alerts = new Map<string, HitEvent>();
    for (const event of wanted) {
      const document = event.line === undefined ? undefined : documentOf(event.line);
      if (document !== undefined)
        found.set(event.id, {
          id: event.id,
          index: event.index,
          document: event.isAlert ? document : withIngested(document, event.ingestedMs),
        });
      else if (event.isAlert) alerts.set(event.id, event);
      else events.add(event.id);
    }
    await this.#readEvents([...events], found);
    for (const { document, uuid } of await this.#alerts.byUuids([...alerts.keys()]))
      found.set(uuid, { id: uuid, index: alerts.get(uuid)?.index, document });
    return found;
  }

  #copyOf(line: Uint8Array): Uint8Array {
    const { length } = line;
    if (length > LONGEST_IN_SLAB) return new Uint8Array(line);
    if (this.#slabUsed + length > this.#slab.length) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#slabUsed = 0;
    }
    const start = this.#slabUsed;
    this.#slab.set(line, start);
    this.#slabUsed += length;
    return this.#slab.subarray(start, this.#slabUsed);
  }

  async #readEvents(ids: readonly string[], found: Map<string, SourceEvent>): Promise<void> {
    if (ids.length === 0) return;
    await this.#events.settle();
    for (let at = 0; at < ids.length; at += MOST_AT_A_TIME) {
      const batch = await this.#events.byIds(ids.slice(at, at + MOST_AT_A_TIME));
      for (const { document, id, index } of batch) found.set(id, { id, index, document });
    }
  }
}

function documentOf(line: Uint8Array): JsonObject | undefined {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(line));
    return isJsonObject(document) ? document : undefined;
  } catch (error) {
    // Its fields could be read, and the rest is broken: what the store makes of it decides.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
