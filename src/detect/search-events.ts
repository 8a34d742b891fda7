/**
 * A search over stored events by the plan of a query: events, sequences, samples, and pipes. The store does what it
 * can of the filter, and the engine decides the rest, so that a search finds what a rule of the same query would.
 *
 * Event queries end as soon as there are enough results. Sequences and samples are read from the earliest event on, and
 * hold hits, never documents, until a match names its events. Whatever ends a search early, its end says which stretch
 * of time was looked through.
 */
import { compileDocumentFilter } from '../engine/document-filter.ts';
import { buildExtractor } from '../engine/extract/extractor.ts';
import { hasDropped, startFinisher } from '../engine/finisher.ts';
import type { KeyValue, Match } from '../engine/hit.ts';
import type { MatchTally } from '../engine/rule-set.ts';
import { compileSinglePlan } from '../engine/single-plan.ts';
import { type EventsPlan, type Limit, type QueryPlan, withSize } from '../plan/query.ts';
import type { EventStore, StoredEvent } from '../store/event-store.ts';
import { EventReading, filterOfSteps, type ReadingOptions, type Searched } from './search-events-reading.ts';

export interface SearchOptions extends ReadingOptions {
  /** Results, at most; at least 1. */
  readonly size: number;
  /** Only events behind this one in the order; for event queries without pipes. */
  readonly after?: EventPlace | undefined;
  /** What the search may hold. */
  readonly bounds?: SearchBounds;
}

export interface SearchBounds {
  /** Hits whose events a result may still name. */
  readonly mostHits: number;
  readonly mostStateBytes: number;
}

const SEARCH_BOUNDS: SearchBounds = { mostHits: 500_000, mostStateBytes: 64 * 1024 * 1024 };

/** An event's place in the order of the store. */
export interface EventPlace {
  readonly timeMs: number | undefined;
  readonly arrival: number;
}

export interface SearchResult {
  /** One of an event query; of a sequence one for each step, undefined where an event is to be missing. */
  readonly events: readonly (StoredEvent | undefined)[];
  /** Undefined: the result of an event query. */
  readonly joinKeys: readonly KeyValue[] | undefined;
}

export type SearchStep =
  | { readonly kind: 'result'; readonly result: SearchResult }
  | { readonly kind: 'end'; readonly end: SearchEnd };

export interface SearchEnd {
  /** `gte`: there may be more. */
  readonly total: { readonly value: number; readonly relation: 'eq' | 'gte' };
  /** Results may be missing that were asked for: `warnings` says why. */
  readonly isPartial: boolean;
  readonly searched: Searched;
  /** Where the next page begins; undefined: there is none. */
  readonly next?: EventPlace;
  readonly warnings: readonly string[];
}

/**
 * The results in the order that is asked for, then the end. Of a piped query, the first pipe decides which results there
 * are, and of samples the first are taken.
 */
export function searchEvents(
  store: EventStore,
  plan: QueryPlan,
  options: SearchOptions,
): AsyncGenerator<SearchStep, void> {
  if (plan.kind !== 'events') return searchJoined(store, plan, options);
  const [first, ...rest] = plan.limits ?? [];
  return first === undefined
    ? searchSingles(store, plan, options)
    : searchPiped(store, plan, first, rest, options);
}

async function* searchSingles(
  store: EventStore,
  plan: EventsPlan,
  options: SearchOptions,
): AsyncGenerator<SearchStep, void> {
  const { after, order, size } = options;
  const reading = new EventReading(store, { ...options, window: windowBehind(options) });
  const accepts = compileDocumentFilter(plan.filter);
  let found = 0;
  let last: EventPlace | undefined;
  for await (const batch of reading.batches(plan.filter)) {
    for (const event of batch) {
      if (after !== undefined && !isBehind(event, after, order)) continue;
      if (!accepts(event.document)) continue;
      found++;
      if (found > size) {
        const total = { value: found, relation: 'gte' as const };
        const searched = reading.searched(last?.timeMs);
        const next = last === undefined ? {} : { next: { timeMs: last.timeMs, arrival: last.arrival } };
        yield { kind: 'end', end: { total, isPartial: false, searched, ...next, warnings: [] } };
        return;
      }
      last = event;
      yield { kind: 'result', result: { events: [event], joinKeys: undefined } };
    }
  }
  const isPartial = reading.isTimeUp;
  const next =
    isPartial && last !== undefined ? { next: { timeMs: last.timeMs, arrival: last.arrival } } : {};
  const total = { value: found, relation: isPartial ? ('gte' as const) : ('eq' as const) };
  const warnings = isPartial ? [TIME_UP] : [];
  yield { kind: 'end', end: { total, isPartial, searched: reading.searched(), ...next, warnings } };
}

const TIME_UP = 'the time for this search was over before all events had been looked at';

/** Nothing in front of the place needs to be read again. */
function windowBehind({ after, order, window }: SearchOptions): SearchOptions['window'] {
  if (after?.timeMs === undefined || window === undefined) return window;
  return order === 'ascending'
    ? { ...window, fromMs: Math.max(window.fromMs, after.timeMs) }
    : { ...window, toMs: Math.min(window.toMs, after.timeMs) };
}

function isBehind(event: EventPlace, place: EventPlace, order: SearchOptions['order']): boolean {
  const sign = order === 'ascending' ? 1 : -1;
  if (event.timeMs === undefined || place.timeMs === undefined) {
    if (event.timeMs === place.timeMs) return sign * (event.arrival - place.arrival) > 0;
    return event.timeMs === undefined;
  }
  return sign * (event.timeMs - place.timeMs || event.arrival - place.arrival) > 0;
}

/** The first pipe says from which end to read, and with the size how many; the others only take away. */
async function* searchPiped(
  store: EventStore,
  plan: EventsPlan,
  first: Limit,
  rest: readonly Limit[],
  options: SearchOptions,
): AsyncGenerator<SearchStep, void> {
  const size = Math.min(options.size, first.count);
  const order = first.kind === 'head' ? 'ascending' : 'descending';
  const found: SearchResult[] = [];
  let end: SearchEnd | undefined;
  if (size > 0)
    for await (const step of searchSingles(store, plan, { ...options, order, size, after: undefined }))
      if (step.kind === 'result') found.push(step.result);
      else end = step.end;
  let results: readonly SearchResult[] = order === 'ascending' ? found : found.reverse();
  for (const { count, kind } of rest)
    results = kind === 'head' ? results.slice(0, count) : results.slice(Math.max(0, results.length - count));
  for (const result of inOrder(results, options.order)) yield { kind: 'result', result };
  const { isPartial = false, searched = NOTHING_SEARCHED, warnings = [] } = end ?? {};
  const total = { value: results.length, relation: isPartial ? ('gte' as const) : ('eq' as const) };
  yield { kind: 'end', end: { total, isPartial, searched, warnings } };
}

const NOTHING_SEARCHED: Searched = { fromMs: undefined, toMs: undefined, events: 0, isComplete: true };

function inOrder<T>(ascending: readonly T[], order: SearchOptions['order']): readonly T[] {
  return order === 'ascending' ? ascending : ascending.toReversed();
}

/** A match whose events are not read yet. */
interface NamedMatch {
  readonly ids: readonly (string | undefined)[];
  readonly joinKeys: readonly KeyValue[];
}

async function* searchJoined(
  store: EventStore,
  plan: QueryPlan,
  options: SearchOptions,
): AsyncGenerator<SearchStep, void> {
  const search = new JoinedSearch(plan, options);
  const reading = new EventReading(store, { ...options, order: 'ascending' });
  let isEnough = false;
  for await (const batch of reading.batches(filterOfSteps(plan))) {
    for (const event of batch) {
      search.take(event);
      if (search.isEnough || search.isFull) break;
    }
    isEnough = search.isEnough;
    if (isEnough || search.isFull) break;
  }
  const isCut = reading.isTimeUp || search.isFull;
  search.end(isCut || isEnough);
  const gone: NamedMatch[] = [];
  for (const match of inOrder(search.results(), options.order)) {
    const result = await resultOf(store, match);
    if (result === undefined) gone.push(match);
    else yield { kind: 'result', result };
  }
  const warnings = [
    ...(reading.isTimeUp ? [TIME_UP] : []),
    ...search.warnings(),
    ...(gone.length > 0 ? [`${gone.length} results are left out: their events have left the store`] : []),
  ];
  const relation = isCut || isEnough || warnings.length > 0 ? 'gte' : 'eq';
  yield {
    kind: 'end',
    end: {
      total: { value: search.total, relation },
      isPartial: warnings.length > 0,
      searched: reading.searched(isCut || isEnough ? search.lastMs : undefined),
      warnings,
    },
  };
}

async function resultOf(store: EventStore, { ids, joinKeys }: NamedMatch): Promise<SearchResult | undefined> {
  const wanted = [...new Set(ids.filter(id => id !== undefined))];
  const byId = new Map((await store.byIds(wanted)).map(event => [event.id, event]));
  if (byId.size < wanted.length) return undefined;
  return { events: ids.map(id => (id === undefined ? undefined : byId.get(id))), joinKeys };
}

/** The finisher of one search, and the ids of the events that it may still name. */
class JoinedSearch {
  readonly #plan: QueryPlan;
  readonly #single: ReturnType<typeof compileSinglePlan>;
  readonly #extractor: ReturnType<typeof buildExtractor>;
  readonly #finisher: ReturnType<typeof startFinisher>;
  readonly #takes: 'first' | 'latest';
  readonly #size: number;
  readonly #mostHits: number;
  readonly #tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  readonly #kept = new Map<number, { readonly id: string; readonly timeMs: number | undefined }>();
  /** The latest ones, the oldest at `total % size`. */
  #results: NamedMatch[] = [];
  #isEndUnknown = false;
  total = 0;
  lastMs: number | undefined;

  constructor(plan: QueryPlan, { bounds = SEARCH_BOUNDS, order, size }: SearchOptions) {
    const isPiped = (plan.limits ?? []).length > 0;
    const position = order === 'ascending' ? 'head' : 'tail';
    this.#plan = isPiped ? withSize(plan, { size, position }) : plan;
    this.#takes = isPiped || plan.kind === 'sample' || order === 'ascending' ? 'first' : 'latest';
    this.#size = size;
    this.#mostHits = bounds.mostHits;
    this.#single = compileSinglePlan(plan);
    this.#extractor = buildExtractor(this.#single.fields);
    this.#finisher = startFinisher(this.#plan, 0, { maxStateBytes: bounds.mostStateBytes });
  }

  take({ arrival, document, id, timeMs }: StoredEvent): void {
    this.lastMs = timeMs ?? this.lastMs;
    const slots = this.#extractor.fromDocument(document);
    const hit = this.#single.hitOf({ slots, arrival, ref: arrival }, this.#tally);
    if (hit === undefined) return;
    this.#kept.set(arrival, { id, timeMs });
    this.#add(this.#finisher.push(hit));
    this.#letGo(timeMs);
  }

  /** @param isCut events are still to come that nobody will read: what did not follow is not known */
  end(isCut: boolean): void {
    const plan = this.#plan;
    const waits =
      plan.kind === 'sequence' && plan.absent?.some(({ at }) => at === plan.steps.length) === true;
    if (isCut && waits) this.#isEndUnknown = !this.isEnough;
    else this.#add(this.#finisher.end());
  }

  /** No later event changes the results. */
  get isEnough(): boolean {
    return this.#takes === 'first' && this.#plan.kind === 'sequence' && this.total >= this.#size;
  }

  get isFull(): boolean {
    return this.#kept.size > this.#mostHits;
  }

  /** Ascending. */
  results(): readonly NamedMatch[] {
    const oldest = this.#takes === 'latest' && this.total > this.#size ? this.total % this.#size : 0;
    return [...this.#results.slice(oldest), ...this.#results.slice(0, oldest)];
  }

  warnings(): readonly string[] {
    const { droppedKeyTuples, untimedHits } = this.#tally;
    return [
      ...(this.isFull
        ? [`the search stopped at more than ${this.#mostHits} events that pass its steps`]
        : []),
      ...(this.#isEndUnknown ? ['what is to be missing after the last step may still follow: left out'] : []),
      ...(hasDropped(this.#finisher.dropped) ? ['matches were dropped for want of memory'] : []),
      ...(untimedHits > 0 ? [`${untimedHits} events without a time took no part`] : []),
      ...(droppedKeyTuples > 0 ? [`${droppedKeyTuples} combinations of many values took no part`] : []),
    ];
  }

  #add(matches: readonly Match[]): void {
    for (const { joinKeys = [], refs } of matches) {
      const at = this.total++;
      if (this.#takes === 'first' && at >= this.#size) continue;
      const ids = refs.map(ref => {
        if (ref === undefined) return undefined;
        const kept = this.#kept.get(ref);
        if (kept === undefined) throw new Error(`event ${ref} was let go too early`);
        return kept.id;
      });
      this.#results[at % this.#size] = { ids, joinKeys };
    }
  }

  /**
   * A sequence ends within a maxspan of its first event and, where an event must be missing after it, is told within
   * another one. Pipes hold matches for as long as they like.
   */
  #letGo(nowMs: number | undefined): void {
    const plan = this.#plan;
    if (plan.kind !== 'sequence' || plan.maxspanMs === undefined || plan.limits !== undefined) return;
    const horizon = (nowMs ?? 0) - 2 * plan.maxspanMs - 1;
    for (const [arrival, { timeMs = Number.POSITIVE_INFINITY }] of this.#kept) {
      if (timeMs >= horizon) return;
      this.#kept.delete(arrival);
    }
  }
}
