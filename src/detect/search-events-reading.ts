/** How a search goes through a store: what it read, how far it came, and why it stopped. */

import type { Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf } from '../plan/query.ts';
import { simplify } from '../plan/simplify.ts';
import type { EventQuery, EventStore, StoredEvent } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';

export interface ReadingOptions {
  /** Undefined: all that is stored, also events without a time. */
  readonly window?: TimeWindow | undefined;
  readonly indices?: readonly string[] | undefined;
  readonly order: 'ascending' | 'descending';
  /** Whoever asked is gone: the reading throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** There is no more time: the reading ends, and says how far it came. */
  readonly timeUp?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

export interface ReadingProgress {
  /** Of the store's own measure of what there is to look through. */
  readonly done: number;
  readonly all: number;
  /** Events that the store gave out. */
  readonly events: number;
}

/** What was looked through. */
export interface Searched {
  /** Undefined: from the earliest event on. */
  readonly fromMs: number | undefined;
  /** Undefined: to the latest. */
  readonly toMs: number | undefined;
  readonly events: number;
  readonly isComplete: boolean;
}

export class EventReading {
  readonly #store: EventStore;
  readonly #options: ReadingOptions;
  #events = 0;
  #latestMs: number | undefined;
  #isComplete = false;
  /** Whether it ended because there was no more time. */
  isTimeUp = false;

  constructor(store: EventStore, options: ReadingOptions) {
    this.#store = store;
    this.#options = options;
  }

  async *batches(filter: Predicate): AsyncGenerator<readonly StoredEvent[], void> {
    const { indices, onProgress, order, signal, timeUp, window } = this.#options;
    const signals = [signal, timeUp].filter(one => one !== undefined);
    const query: EventQuery = {
      filter,
      order,
      ...(window !== undefined && { window: { by: 'time', ...window } }),
      ...(indices !== undefined && { indices }),
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      ...(onProgress !== undefined && {
        onProgress: (done: number, all: number) => onProgress({ done, all, events: this.#events }),
      }),
    };
    try {
      for await (const batch of this.#store.read(query)) {
        if (timeUp?.aborted === true) break;
        this.#events += batch.length;
        yield batch;
        this.#latestMs = batch.at(-1)?.timeMs ?? this.#latestMs;
      }
      signal?.throwIfAborted();
      this.isTimeUp = timeUp?.aborted === true;
      this.#isComplete = !this.isTimeUp;
    } catch (error) {
      if (timeUp?.aborted !== true || signal?.aborted === true) throw error;
      this.isTimeUp = true;
    }
  }

  /** @param lastMs the time of the event at which the reader stopped by himself */
  searched(lastMs: number | undefined = this.#latestMs): Searched {
    const { order, window } = this.#options;
    const whole = { fromMs: window?.fromMs, toMs: window?.toMs };
    const stretch =
      this.#isComplete || lastMs === undefined
        ? whole
        : order === 'ascending'
          ? { ...whole, toMs: lastMs }
          : { ...whole, fromMs: lastMs };
    return { ...stretch, events: this.#events, isComplete: this.#isComplete };
  }
}

/** What every event passes that can be of any use to the plan: the union of its steps. */
export function filterOfSteps(plan: QueryPlan): Predicate {
  return simplify({
    kind: 'any',
    terms: stepsOf(plan).map(({ by, filter }): Predicate => {
      const keys = by.filter(({ optional }) => !optional);
      return {
        kind: 'all',
        terms: [filter, ...keys.map(({ field }): Predicate => ({ kind: 'exists', field }))],
      };
    }),
  });
}
