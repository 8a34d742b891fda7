/** How many events are stored in windows: rules that are finished together share most of theirs. */
import { compileIndexPatterns } from '../event/index-pattern.ts';
import type { EventStore } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';

export interface CountedWindow extends TimeWindow {
  readonly by: 'time' | 'ingested';
}

/** Each window is counted once, as the store has it when it is first asked for. */
export class WindowCounts {
  readonly #events: Pick<EventStore, 'countByIndex'>;
  readonly #counted = new Map<string, Promise<ReadonlyMap<string | undefined, number>>>();

  constructor(events: Pick<EventStore, 'countByIndex'>) {
    this.#events = events;
  }

  /** @param indices patterns; undefined: all */
  async count(window: CountedWindow, indices: readonly string[] | undefined): Promise<number> {
    const key = `${window.by} ${window.fromMs} ${window.toMs}`;
    const counting = this.#counted.get(key) ?? this.#events.countByIndex(window);
    this.#counted.set(key, counting);
    const isAmong = compileIndexPatterns(indices ?? []);
    let sum = 0;
    for (const [index, count] of await counting) if (isAmong(index)) sum += count;
    return sum;
  }
}
