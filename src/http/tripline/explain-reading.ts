/**
 * The events that a rule is explained with, as the stores have them: those of a window, and of rules that remember or
 * compare also what they know from before. Nothing is held here; what is read ends with the time, with whoever asked,
 * or where the reader stops.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TimeWindow } from '../../detect/detection.ts';
import { EventReading, type Searched } from '../../detect/search-events-reading.ts';
import { queriesOf } from '../../detect/stored-hits.ts';
import { ALERT_INDEX, areOfAlerts } from '../../event/alert-index.ts';
import type { Json } from '../../event/json.ts';
import type { ExplainedEvent } from '../../explain/rule-sift.ts';
import type { Predicate } from '../../plan/predicate.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { EventQuery } from '../../store/event-store.ts';
import type { HttpParts } from '../parts.ts';

export interface RuleReadingOptions {
  readonly window: TimeWindow;
  /** Whoever asked is gone. */
  readonly signal: AbortSignal;
  /** There is no more time. */
  readonly timeUp: AbortSignal;
}

const EVERYTHING: Predicate = { kind: 'constant', value: true };
const MOST_REMEMBERED = 100_000;

export class RuleReading {
  readonly #parts: Pick<HttpParts, 'events' | 'alerts'>;
  readonly #rule: CompiledRule;
  readonly #options: RuleReadingOptions;
  readonly #indices: readonly string[] | undefined;
  #reading: EventReading | undefined;
  #lastMs: number | undefined;
  #isStopped = false;
  /** What stands in the way of the whole truth. */
  readonly notes: string[] = [];

  constructor(parts: Pick<HttpParts, 'events' | 'alerts'>, rule: CompiledRule, options: RuleReadingOptions) {
    this.#parts = parts;
    this.#rule = rule;
    this.#options = options;
    this.#indices = queriesOf(rule, ['time'], options.window)[0]?.indices;
  }

  get readsAlerts(): boolean {
    return areOfAlerts(this.#rule.indices);
  }

  /** The start of the window, where alerts before it may come out of what is remembered. */
  get sinceMs(): number | undefined {
    return this.#rule.plan.kind === 'new-terms' ? this.#options.window.fromMs : undefined;
  }

  /** Events of the window in the indices of the rule, or of its beginning; undefined: not known. */
  async count(toMs: number = this.#options.window.toMs): Promise<number | undefined> {
    if (this.readsAlerts) return undefined;
    return this.#parts.events.count({
      window: { by: 'time', fromMs: this.#options.window.fromMs, toMs },
      ...(this.#indices !== undefined && { indices: this.#indices }),
    });
  }

  /** What the rule knows from before the window, or from all time: hits and little else. */
  async *remembered(): AsyncGenerator<ExplainedEvent, void> {
    const query = this.#rememberedQuery();
    if (query === undefined || this.readsAlerts) return;
    const { fromMs, toMs } = this.#options.window;
    const { signal, timeUp } = this.#options;
    let read = 0;
    try {
      for await (const batch of this.#parts.events.read({
        ...query,
        signal: AbortSignal.any([signal, timeUp]),
      })) {
        for (const { document, id, index, timeMs } of batch) {
          // What lies in the window comes with it.
          if (timeMs !== undefined && timeMs >= fromMs && timeMs <= toMs) continue;
          if (read++ >= MOST_REMEMBERED) {
            this.notes.push(`of what the rule knows from before, ${MOST_REMEMBERED} events were read`);
            return;
          }
          yield { document, id, index };
        }
        await nextTurn();
      }
    } catch (error) {
      if (!timeUp.aborted || signal.aborted) throw error;
      this.notes.push('there was no time to read all that the rule knows from before');
    }
  }

  /** The events of the window, the earliest first. */
  async *batches(filter: Predicate = EVERYTHING): AsyncGenerator<readonly ExplainedEvent[], void> {
    if (this.readsAlerts) {
      yield* this.#alerts();
      return;
    }
    const { signal, timeUp, window } = this.#options;
    this.#reading = new EventReading(this.#parts.events, {
      ...{ order: 'ascending', window, signal, timeUp },
      indices: this.#indices,
    });
    for await (const batch of readAhead(this.#reading.batches(filter))) {
      this.#lastMs = batch.at(-1)?.timeMs ?? this.#lastMs;
      yield batch;
      await nextTurn();
    }
  }

  /** The time of the latest event that was given out. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  /** The reader wants no more. */
  stop(): void {
    this.#isStopped = true;
  }

  searched(events: number): Searched {
    const { fromMs, toMs } = this.#options.window;
    const isComplete = !this.#isStopped && !this.#options.timeUp.aborted;
    const found = this.#reading?.searched(this.#lastMs);
    if (found !== undefined && !this.#isStopped) return { ...found, events };
    return { fromMs, toMs: isComplete ? toMs : (this.#lastMs ?? toMs), events, isComplete };
  }

  async *#alerts(): AsyncGenerator<readonly ExplainedEvent[], void> {
    const { signal, timeUp, window } = this.#options;
    const field = { path: '@timestamp', type: 'date' } as const;
    const bounds = [
      { op: '>=', value: new Date(window.fromMs).toISOString() },
      { op: '<=', value: new Date(window.toMs).toISOString() },
    ] as const;
    const sort = [{ field: '@timestamp', order: 'asc' }] as const;
    try {
      for await (const batch of this.#parts.alerts.search({
        filter: { kind: 'between', field, bounds },
        sort,
        signal: AbortSignal.any([signal, timeUp]),
      })) {
        const last: Json | undefined = batch.at(-1)?.document['@timestamp'];
        this.#lastMs = typeof last === 'string' ? Date.parse(last) : this.#lastMs;
        yield batch.map(({ document, uuid }) => ({ document, id: uuid, index: ALERT_INDEX }));
        await nextTurn();
      }
    } catch (error) {
      if (!timeUp.aborted || signal.aborted) throw error;
    }
  }

  #rememberedQuery(): EventQuery | undefined {
    const { indices, plan } = this.#rule;
    const { fromMs } = this.#options.window;
    if (plan.kind === 'new-terms') {
      const window = { by: 'time', fromMs: fromMs - plan.historyMs, toMs: fromMs - 1 } as const;
      return { window, filter: plan.filter, ...(indices !== undefined && { indices }) };
    }
    if (plan.kind !== 'indicators') return undefined;
    const { filter, indices: own = indices } = plan.indicators;
    return { filter, ...(own !== undefined && { indices: own }) };
  }
}

/** Asks for the next item before the last one is worked on, so that the store and the reader work side by side. */
async function* readAhead<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = iterator.next();
      // Who stops does not wait for it.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
