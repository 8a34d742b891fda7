/** Events in memory, as plainly as can be: for tests, and the yardstick of the stores that last. */
import { compileIndexPatterns } from '../../event/index-pattern.ts';
import type { JsonObject } from '../../event/json.ts';
import type {
  Appended,
  EventQuery,
  EventStore,
  NewEvent,
  SourceTally,
  StoredEvent,
  StoreSize,
} from '../event-store.ts';
import { withIngested } from '../with-ingested.ts';

interface HeldEvent extends Omit<StoredEvent, 'document'> {
  readonly text: string;
  readonly bytes: number;
}

export class MemoryEventStore implements EventStore {
  lastArrival = 0;
  #events = new Map<string, HeldEvent>();

  async append(events: readonly NewEvent[]): Promise<readonly Appended[]> {
    return events.map(({ ecs, raw, ...event }): Appended => {
      if (this.#events.has(event.id)) return { kind: 'double' };
      const arrival = ++this.lastArrival;
      const text = new TextDecoder().decode(ecs ?? raw);
      this.#events.set(event.id, { ...event, arrival, text, bytes: raw.length });
      return { kind: 'stored', arrival };
    });
  }

  async settle(): Promise<void> {}

  async *read(query: EventQuery): AsyncIterable<readonly StoredEvent[]> {
    const found = [...this.#events.values()].filter(isWanted(query)).sort(inOrder(query.order));
    for (let at = 0; at < found.length; at += BATCH) {
      query.signal?.throwIfAborted();
      const batch = found.slice(at, at + BATCH);
      yield batch.map(storedEvent);
      query.onProgress?.(at + batch.length, found.length);
    }
  }

  async byIds(ids: readonly string[]): Promise<readonly StoredEvent[]> {
    return ids.flatMap(id => {
      const event = this.#events.get(id);
      return event === undefined ? [] : [storedEvent(event)];
    });
  }

  async count(query: Pick<EventQuery, 'window' | 'indices'>): Promise<number> {
    return [...this.#events.values()].filter(isWanted(query)).length;
  }

  async countByIndex(
    window: NonNullable<EventQuery['window']>,
  ): Promise<ReadonlyMap<string | undefined, number>> {
    const counts = new Map<string | undefined, number>();
    for (const event of this.#events.values())
      if (isWanted({ window })(event)) counts.set(event.index, (counts.get(event.index) ?? 0) + 1);
    return counts;
  }

  async sources({
    fromMs,
    signal,
    toMs,
  }: Parameters<EventStore['sources']>[0]): Promise<readonly SourceTally[]> {
    signal?.throwIfAborted();
    const held = [...this.#events.values()].filter(isWanted({ window: { by: 'ingested', fromMs, toMs } }));
    const indices = [...new Set(held.map(({ index }) => index))];
    return indices.map(index => {
      const events = held.filter(event => event.index === index);
      const times = events.map(({ ingestedMs }) => ingestedMs);
      const lateness = events
        .flatMap(({ ingestedMs, timeMs }) => (timeMs === undefined ? [] : [ingestedMs - timeMs]))
        .sort((a, b) => a - b);
      return {
        index,
        events: events.length,
        bytes: events.reduce((sum, { bytes }) => sum + bytes, 0),
        firstMs: Math.min(...times),
        lastMs: Math.max(...times),
        medianLatenessMs: lateness[Math.floor(lateness.length / 2)] ?? 0,
        mostLatenessMs: lateness.at(-1) ?? 0,
      };
    });
  }

  async size(): Promise<StoreSize> {
    return { events: this.#events.size, bytesOnDisk: 0, freeBytes: undefined, waitingEvents: 0 };
  }

  async forgetBefore(ms: number): Promise<void> {
    for (const [id, { ingestedMs }] of this.#events) if (ingestedMs < ms) this.#events.delete(id);
  }

  async close(): Promise<void> {}
}

const BATCH = 1000;

function isWanted({
  afterArrival = 0,
  indices,
  window,
}: Pick<EventQuery, 'window' | 'indices' | 'afterArrival'>): (event: HeldEvent) => boolean {
  const isAmong = compileIndexPatterns(indices ?? []);
  return ({ arrival, index, ingestedMs, timeMs }) => {
    const ms = window?.by === 'ingested' ? ingestedMs : timeMs;
    const isInside = window === undefined || (ms !== undefined && ms >= window.fromMs && ms <= window.toMs);
    return isInside && arrival > afterArrival && isAmong(index);
  };
}

function inOrder(order: EventQuery['order']): (a: HeldEvent, b: HeldEvent) => number {
  const sign = order === 'descending' ? -1 : 1;
  return (a, b) => {
    if (a.timeMs === undefined || b.timeMs === undefined)
      return (
        Number(a.timeMs === undefined) - Number(b.timeMs === undefined) || sign * (a.arrival - b.arrival)
      );
    return sign * (a.timeMs - b.timeMs || a.arrival - b.arrival);
  };
}

function storedEvent({ arrival, id, index, ingestedMs, text, timeMs }: HeldEvent): StoredEvent {
  const document: JsonObject = JSON.parse(text);
  return { id, index, timeMs, ingestedMs, arrival, document: withIngested(document, ingestedMs) };
}
