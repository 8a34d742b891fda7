/**
 * A query that is ready to run. A run gives each event its position, fills the fields that the query reads, and
 * keeps the few events that pass a filter. Their hits go through the finisher in order of time: at the end of
 * input, or at once where the caller vouches for the order.
 */
import { buildExtractor, type Extractor } from '../engine/extract/extractor.ts';
import { type Finisher, startFinisher } from '../engine/finisher.ts';
import type { Hit, Match } from '../engine/hit.ts';
import { compareOrdinals, memoryHitLog } from '../engine/hit-log.ts';
import { timeOf } from '../engine/ordinal.ts';
import type { MatchTally } from '../engine/rule-set.ts';
import { compileSinglePlan, type SinglePlan } from '../engine/single-plan.ts';
import type { Slots } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { type QueryPlan, withSize } from '../plan/query.ts';

export interface Program {
  /** What a result is: one event, the events of a sequence, or those of a sample. */
  readonly kind: QueryPlan['kind'];
  /** The fields that it reads, as dotted paths. Events may leave out all others. */
  readonly fields: readonly string[];
  /**
   * Whether the event passes the filter of an event query. Of a sequence or sample: whether it passes a step's, so
   * that it may be part of a result or keep one from being; a run without the other events has the same results.
   */
  matches(event: object): boolean;
  /**
   * The results, in order of time (of a sequence: of its last event). An event is an object with JSON content, its
   * fields nested or dotted; events may come in any order and are left as they are.
   *
   * @throws TypeError for an event that is no object
   * @throws RangeError for an event that breaks the promise of `ordered`
   */
  run<Event extends object = JsonObject>(
    events: Iterable<Event>,
    options?: RunOptions,
  ): Iterable<Result<Event>>;
  /** As `run`, for events that are still to come. With `ordered`, results come as soon as they are certain. */
  runAsync<Event extends object = JsonObject>(
    events: AsyncIterable<Event> | Iterable<Event>,
    options?: RunOptions,
  ): AsyncIterable<Result<Event>>;
}

/** An event alone, or the events of a sequence or sample in the order of the query. */
export interface Result<Event extends object = JsonObject> {
  /** Undefined stands where the query wants an event to be missing. */
  readonly events: readonly (FoundEvent<Event> | undefined)[];
  /** The values that the events have in common, in the order of the query; empty where nothing joins them. */
  readonly joinKeys: readonly (string | number | boolean | null)[];
}

export interface FoundEvent<Event extends object = JsonObject> {
  /** Among the events of the run, from 0. */
  readonly position: number;
  readonly event: Event;
}

export interface RunOptions {
  /**
   * The events come in order of time (then of the tiebreaker). They are then not gathered first, and those that a
   * `maxspan` puts out of reach are let go: what an endless stream needs.
   */
  readonly ordered?: boolean;
  /** At most this many results; all by default. */
  readonly size?: number;
  /** Which ones, where there are more: the earliest, or the latest (default). A first `head` or `tail` pipe rules. */
  readonly position?: 'head' | 'tail';
  /** How many samples there may be of the same keys; default 1. */
  readonly maxSamplesPerKey?: number;
  /** Given by the caller, to be added to. */
  readonly losses?: RunLosses;
}

/** What could not take part; both stay 0 for well-formed events. */
export type RunLosses = MatchTally;

/** A program of its own plan; what the plan asks is compiled here, once. */
export function programOf(plan: QueryPlan): Program {
  const single = compileSinglePlan(plan);
  const extractor = buildExtractor(single.fields);
  return {
    kind: plan.kind,
    fields: single.fields,
    matches: event => hitOf(single, slotsOf(extractor, event, 0), 0) !== undefined,
    *run<Event extends object>(events: Iterable<Event>, options: RunOptions = {}) {
      const run = new Run<Event>(plan, single, extractor, options);
      for (const event of events) yield* run.take(event);
      yield* run.end();
    },
    async *runAsync<Event extends object>(
      events: AsyncIterable<Event> | Iterable<Event>,
      options: RunOptions = {},
    ) {
      const run = new Run<Event>(plan, single, extractor, options);
      for await (const event of events) yield* run.take(event);
      yield* run.end();
    },
  };
}

class Run<Event extends object> {
  readonly #plan: QueryPlan;
  readonly #single: SinglePlan;
  readonly #extractor: Extractor;
  readonly #finisher: Finisher;
  readonly #options: RunOptions;
  readonly #log = memoryHitLog();
  /** The events that may be part of a result, by position. */
  readonly #kept = new Map<number, { readonly event: Event; readonly hit: Hit }>();
  #events = 0;
  #latest: Hit | undefined;

  constructor(plan: QueryPlan, single: SinglePlan, extractor: Extractor, options: RunOptions) {
    this.#plan = plan;
    this.#single = single;
    this.#extractor = extractor;
    this.#options = options;
    const { maxSamplesPerKey = 1 } = options;
    this.#finisher = startFinisher(withSize(plan, options), 0, { maxSamplesPerKey });
  }

  /** The results that are certain with this event. */
  take(event: Event): readonly Result<Event>[] {
    const position = this.#events++;
    const slots = slotsOf(this.#extractor, event, position);
    const hit = hitOf(this.#single, slots, position, this.#options.losses);
    if (hit !== undefined) this.#kept.set(position, { event, hit });
    if (!this.#options.ordered) {
      if (hit !== undefined) this.#log.add(hit);
      return NO_RESULTS;
    }
    return this.#advance(hit ?? this.#passingTime(slots, position));
  }

  /** The results that are certain now that no event will follow. */
  *end(): Iterable<Result<Event>> {
    for (const hit of this.#log.inOrder())
      for (const match of this.#finisher.push(hit)) yield this.#resultOf(match);
    for (const match of this.#finisher.end()) yield this.#resultOf(match);
  }

  #advance(now: Hit | undefined): readonly Result<Event>[] {
    if (now === undefined) return NO_RESULTS;
    this.#checkOrder(now);
    const results = this.#finisher.push(now).map(match => this.#resultOf(match));
    this.#letGo(now);
    return results;
  }

  /**
   * What an event that no step wants says all the same to a sequence that waits for an event to be missing: that
   * everything before its millisecond is over. It is a hit of no step, at the last moment before.
   */
  #passingTime(slots: Slots, position: number): Hit | undefined {
    const plan = this.#plan;
    if (plan.kind !== 'sequence' || !plan.absent?.some(({ at }) => at === plan.steps.length))
      return undefined;
    const timestampMs = timeOf(slots[this.#single.fields.indexOf(plan.order.timestamp.path)]);
    if (timestampMs === undefined) return undefined;
    const ordinal = {
      timestampMs: timestampMs - 1,
      nanos: 999_999,
      tiebreaker: undefined,
      arrival: position,
    };
    const isNews = this.#latest === undefined || compareOrdinals(this.#latest.ordinal, ordinal) < 0;
    return isNews ? { rule: 0, ordinal, steps: [], ref: position } : undefined;
  }

  /** Sequences alone need it: for the others order is but the order of the results. */
  #checkOrder(hit: Hit): void {
    if (this.#plan.kind !== 'sequence') return;
    const before = this.#latest;
    if (before !== undefined && compareOrdinals(before.ordinal, hit.ordinal) > 0)
      throw new RangeError(
        `the events were said to be ordered, but event ${hit.ref} comes too late: its time is before event ${before.ref}'s`,
      );
    this.#latest = hit;
  }

  /** Drops the events that no result to come can name, after the results that `now` brought. */
  #letGo(now: Hit): void {
    const horizon = this.#horizonBefore(now);
    if (horizon === undefined) return;
    for (const [position, { hit }] of this.#kept) {
      if ((hit.ordinal.timestampMs ?? Number.POSITIVE_INFINITY) >= horizon) return;
      this.#kept.delete(position);
    }
  }

  /**
   * In milliseconds since 1970. A sequence ends within a maxspan of its first event and, where an event must be
   * missing after it, is told within another one (engine/held-matches.ts).
   */
  #horizonBefore(now: Hit): number | undefined {
    if (this.#plan.limits !== undefined || this.#options.size !== undefined) return undefined;
    if (this.#plan.kind === 'events') return Number.POSITIVE_INFINITY;
    if (this.#plan.kind !== 'sequence' || this.#plan.maxspanMs === undefined) return undefined;
    return (now.ordinal.timestampMs ?? 0) - 2 * this.#plan.maxspanMs - 1;
  }

  #resultOf(match: Match): Result<Event> {
    const events = match.refs.map(ref => {
      if (ref === undefined) return undefined;
      const kept = this.#kept.get(ref);
      if (kept === undefined) throw new Error(`event ${ref} was let go too early`);
      return { position: ref, event: kept.event };
    });
    return { events, joinKeys: match.joinKeys ?? [] };
  }
}

const NO_RESULTS: readonly never[] = [];

function slotsOf(extractor: Extractor, event: object, position: number): Slots {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw new TypeError(`event ${position} is no object`);
  // What is no JSON in it (a function, a date) is taken as a value that no test knows, or as missing.
  return extractor.fromDocument(event as JsonObject);
}

function hitOf(single: SinglePlan, slots: Slots, position: number, losses?: RunLosses): Hit | undefined {
  return single.hitOf({ slots, arrival: position, ref: position }, losses);
}
