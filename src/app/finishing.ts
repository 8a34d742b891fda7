import type { SourceEvent } from '../alerts/alert-document.ts';
import { type Finisher, type FinisherOptions, finishHits, startFinisher } from '../engine/finisher.ts';
import type { Hit, Match, Ordinal } from '../engine/hit.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { RuleInput } from '../engine/rule-set.ts';
import type { JsonObject } from '../event/json.ts';
import { standsInMatches } from '../plan/query.ts';
import { KeptEvents } from './kept-events.ts';
import { SpillingHitLog } from './spilling-hit-log.ts';

export interface FoundMatch extends Match {
  /** The events of `refs`, undefined where one had to be missing. */
  readonly events: readonly (SourceEvent | undefined)[];
}

/** The documents of the events that are there, in the order of the query. */
export function documentsOf({ events }: FoundMatch): readonly JsonObject[] {
  return events.flatMap(event => (event === undefined ? [] : [event.document]));
}

/**
 * The second half of every driver: what becomes of the hits that the filters let through, and when. Files are
 * finished at the end (`FinishAtEnd`), ordered streams while reading (`FinishInOrder`), followed files as time
 * passes (follow/finish-by-watermark.ts).
 */
export interface Finishing {
  /** The number that an event which is kept now will be found by. */
  readonly nextRef: number;
  /**
   * Takes the hits of one event, whose ref is `nextRef`, and gives the matches that they complete now; undefined:
   * they break the order that was promised.
   */
  take(hits: readonly Hit[], event: SourceEvent): readonly FoundMatch[] | undefined;
  /** No hit will follow. */
  end(): Iterable<FoundMatch>;
  close(): void;
}

export interface FinishingOptions extends FinisherOptions {
  /** Kept hits and events beyond these go to a temporary file. */
  readonly memory?: { readonly hits: number; readonly eventBytes: number };
}

export const MEMORY: Required<FinishingOptions>['memory'] = { hits: 500_000, eventBytes: 256 * 1024 * 1024 };

/** Collects all hits; the finishers run at the end over the hits in order of event time. */
export class FinishAtEnd implements Finishing {
  readonly #rules: readonly RuleInput[];
  readonly #options: FinishingOptions;
  readonly #kept: KeptEvents;
  readonly #log: SpillingHitLog;

  constructor(rules: readonly RuleInput[], options: FinishingOptions) {
    const memory = options.memory ?? MEMORY;
    this.#rules = rules;
    this.#options = options;
    this.#kept = new KeptEvents(memory.eventBytes);
    this.#log = new SpillingHitLog(memory.hits);
  }

  get nextRef(): number {
    return this.#kept.next;
  }

  take(hits: readonly Hit[], event: SourceEvent): readonly FoundMatch[] {
    if (isToKeep(hits, this.#rules)) this.#kept.keep(event);
    for (const hit of hits) this.#log.add(hit);
    return [];
  }

  /** As `take`, of an event that comes as its text; undefined: it stands in no match. */
  takeText(hits: readonly Hit[], text: string | undefined): void {
    if (text !== undefined) this.#kept.keepText(text);
    for (const hit of hits) this.#log.add(hit);
  }

  *end(): Iterable<FoundMatch> {
    for (const match of finishHits(this.#rules, this.#log.inOrder(), this.#options))
      yield withEvents(match, this.#kept);
  }

  close(): void {
    this.#kept.close();
    this.#log.close();
  }
}

/** Finishes while reading: the hits of each rule come in its order, which is checked. */
export class FinishInOrder implements Finishing {
  readonly #rules: readonly RuleInput[];
  readonly #kept: KeptEvents;
  readonly #finishers: readonly Finisher[];
  /** The latest hit of each rule: rules order by fields of their own. */
  readonly #latestOf: Ordinal[] = [];

  constructor(rules: readonly RuleInput[], options: FinishingOptions) {
    this.#rules = rules;
    this.#kept = new KeptEvents((options.memory ?? MEMORY).eventBytes);
    this.#finishers = rules.map(({ plan }, at) => startFinisher(plan, at, options));
  }

  get nextRef(): number {
    return this.#kept.next;
  }

  take(hits: readonly Hit[], event: SourceEvent): readonly FoundMatch[] | undefined {
    if (isToKeep(hits, this.#rules)) this.#kept.keep(event);
    for (const { rule, ordinal } of hits) {
      const latest = this.#latestOf[rule];
      if (latest !== undefined && compareOrdinals(latest, ordinal) > 0) return undefined;
      this.#latestOf[rule] = ordinal;
    }
    const matches = hits.flatMap(hit => this.#finishers[hit.rule]?.push(hit) ?? []);
    return matches.map(match => withEvents(match, this.#kept));
  }

  *end(): Iterable<FoundMatch> {
    for (const finisher of this.#finishers)
      for (const match of finisher.end()) yield withEvents(match, this.#kept);
  }

  close(): void {
    this.#kept.close();
  }
}

/** Whether an event can be told. One that only ends or bars sequences never is: its document is not needed. */
export function isToKeep(hits: readonly Hit[], rules: readonly RuleInput[]): boolean {
  return hits.some(({ rule, steps }) => {
    const plan = rules[rule]?.plan;
    return plan !== undefined && steps.some(({ step }) => standsInMatches(plan, step));
  });
}

export function withEvents(match: Match, kept: KeptEvents): FoundMatch {
  return { ...match, events: match.refs.map(ref => (ref === undefined ? undefined : kept.get(ref))) };
}
