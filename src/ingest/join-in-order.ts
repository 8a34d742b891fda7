import { parseTimestampMs } from '../event/instant.ts';
import type { IngestedEvent, IngestItem } from './ingested-event.ts';
import { charactersIn, JOIN_LIMITS, type JoinLimits, ScriptBlockJoiner } from './join-script-blocks.ts';
import type { ScriptBlockOutcome } from './script-block-counts.ts';

/** The parts of a script are written at once: one that has not come when an event is so much later will not come. */
const MOST_APART_MS = 5_000;

export interface OrderLimits extends JoinLimits {
  /** How many events may wait. */
  readonly events: number;
}

const ORDER_LIMITS: OrderLimits = { ...JOIN_LIMITS, events: 10_000 };

/** A joiner for one input, of which `ordered` says whether the order of its events is to be kept. */
export function startJoiner(
  ordered: boolean | undefined,
  onBlock: (outcome: ScriptBlockOutcome) => void,
): ScriptBlockJoiner | OrderedScriptBlockJoiner {
  return ordered ? new OrderedScriptBlockJoiner(onBlock) : new ScriptBlockJoiner(onBlock);
}

/**
 * Joins the script blocks of an input whose events come in order of time, and keeps that order: while parts wait,
 * so does every event behind them. A joined event stands in the place of the record that completed it, which is
 * the latest of its parts and gives it its time; parts that stay alone stand where they stood.
 */
export class OrderedScriptBlockJoiner {
  readonly #joiner: ScriptBlockJoiner;
  readonly #limits: OrderLimits;
  /** Events in order, from the first part that waits on. */
  #queue: QueuedEvent[] = [];
  #queuedCharacters = 0;
  /** Those of the queue that were not ready when they came. */
  readonly #waiting = new Set<IngestedEvent>();
  #latestMs = Number.MIN_SAFE_INTEGER;

  constructor(onBlock: (outcome: ScriptBlockOutcome) => void, limits: OrderLimits = ORDER_LIMITS) {
    this.#joiner = new ScriptBlockJoiner(onBlock, limits);
    this.#limits = limits;
  }

  /** Whether events have to wait behind parts of a script: each that comes now is to be pushed. */
  get keepsBack(): boolean {
    return this.#queue.length > 0;
  }

  /** What can go on when these have come. */
  pushAll(items: readonly IngestItem[]): readonly IngestItem[] {
    return items.flatMap<IngestItem>(item => (item.kind === 'event' ? this.push(item) : [item]));
  }

  push(event: IngestedEvent): readonly IngestedEvent[] {
    this.#latestMs = Math.max(this.#latestMs, parseTime(event) ?? this.#latestMs);
    this.#settle(this.#joiner.release(this.#latestMs - MOST_APART_MS));
    const fresh = this.#settle(this.#joiner.push(event, this.#latestMs));
    const isHeld = this.#joiner.holds(event);
    if (this.#queue.length === 0 && !isHeld) return fresh;
    if (isHeld) this.#waiting.add(event);
    for (const each of isHeld ? [...fresh, event] : fresh) {
      const characters = charactersIn(each.document);
      this.#queue.push({ event: each, characters });
      this.#queuedCharacters += characters;
    }
    const { events, characters } = this.#limits;
    if (this.#queue.length > events || this.#queuedCharacters > characters) this.#settle(this.#joiner.end());
    return this.#takeReady();
  }

  /** Nothing more will come. */
  end(): readonly IngestedEvent[] {
    this.#settle(this.#joiner.end());
    return this.#takeReady();
  }

  /** Notes which parts wait no longer, and gives the events that have no place in the queue yet. */
  #settle(events: readonly IngestedEvent[]): readonly IngestedEvent[] {
    return events.filter(event => !this.#waiting.delete(event));
  }

  #takeReady(): readonly IngestedEvent[] {
    const ready: IngestedEvent[] = [];
    let at = 0;
    for (let next = this.#queue[at]; next !== undefined; next = this.#queue[++at]) {
      if (this.#waiting.has(next.event)) {
        if (this.#joiner.holds(next.event)) break;
        // It was joined with others: the whole stands behind it.
        this.#waiting.delete(next.event);
      } else ready.push(next.event);
      this.#queuedCharacters -= next.characters;
    }
    if (at > 0) this.#queue = this.#queue.slice(at);
    return ready;
  }
}

interface QueuedEvent {
  readonly event: IngestedEvent;
  readonly characters: number;
}

function parseTime({ document }: IngestedEvent): number | undefined {
  const time = document['@timestamp'];
  return typeof time === 'string' || typeof time === 'number' ? parseTimestampMs(time) : undefined;
}
