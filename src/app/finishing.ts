import type { SourceEvent } from '../alerts/alert-document.ts';
import { DormantSteps } from '../engine/dormant-steps.ts';
import { buildExtractor, type Extractor } from '../engine/extract/extractor.ts';
import {
  type Dropped,
  type Finisher,
  type FinisherOptions,
  finishHits,
  hasDropped,
  startFinisher,
} from '../engine/finisher.ts';
import type { Hit, Match, Ordinal } from '../engine/hit.ts';
import { HitRows, type RowColumns } from '../engine/hit-rows.ts';
import { type RowStore, sieveHits } from '../engine/hit-sieve.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import { addTally, type MatchTally, type RuleInput, type RuleSet } from '../engine/rule-set.ts';
import type { JsonObject } from '../event/json.ts';
import type { IngestedEvent, LineOrigin, RawLines } from '../ingest/ingested-event.ts';
import { readJsonRecord } from '../ingest/read-record.ts';
import { standsInMatches } from '../plan/query.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { KeptEvents, type LostEvent, type SourceLine } from './kept-events.ts';
import type { SettledLines } from './settled-lines.ts';
import { SpillingHitLog } from './spilling-hit-log.ts';
import { SpillingRowStore } from './spilling-row-store.ts';
import { SpillingTable } from './spilling-table.ts';

export interface FoundMatch extends Match {
  /** The events of `refs`, undefined where one had to be missing. */
  readonly events: readonly (SourceEvent | undefined)[];
}

/** The documents of the events that are there, in the order of the query. */
export function documentsOf({ events }: FoundMatch): readonly JsonObject[] {
  return events.flatMap(event => (event === undefined ? [] : [event.document]));
}

/**
 * The second half of every driver: what becomes of the events that the filters let through, and when. Files are
 * finished at the end (`FinishAtEnd`), ordered streams while reading (`FinishInOrder`), followed files as time
 * passes (follow/finish-by-watermark.ts).
 */
export interface Finishing {
  /** Lets the filters see an event, and gives the matches that it completes; undefined: it breaks the promised order. */
  takeEvent(event: IngestedEvent, arrival: number, tally: MatchTally): readonly FoundMatch[] | undefined;
  /** No event will follow. */
  end(): Iterable<FoundMatch>;
  close(): void;
}

/** Who is told of what does not become what it might have. */
export interface Losses {
  /** Of an event that hit and, when it is needed, cannot be read again. */
  onLost(event: LostEvent): void;
  /** Of what a rule gave up for want of memory, at the end. */
  onDropped(rule: number, dropped: Dropped): void;
}

/** One that also takes lines that nobody has read. */
export interface LineFinishing extends Finishing {
  /**
   * As `takeEvent`, of the line that was settled last, which stands at this position. `unread`: nothing was done, it
   * is to be read whole.
   */
  takeLine(
    raw: RawLines,
    at: number,
    settled: SettledLines,
    arrival: number,
    tally: MatchTally,
  ): readonly FoundMatch[] | undefined | 'unread';
}

export interface FinishingOptions extends FinisherOptions {
  /** Kept hits and the bytes of kept events beyond these go to a temporary file. */
  readonly memory?: { readonly hits: number; readonly eventBytes: number };
}

export const MEMORY: Required<FinishingOptions>['memory'] = { hits: 1_000_000, eventBytes: 64 * 1024 * 1024 };

/** What comes with rows of another thread, to find their event again. */
export type KeptForRows =
  | { readonly text: string }
  | { readonly line: SourceLine; readonly origin: LineOrigin; readonly fingerprint: number };

/** Hits that survived the sieve are objects, some ten times as large as the rows that they were. */
const ROWS_A_HIT = 10;
const ROWS_AT_A_TIME = 16_384;
const ARRIVALS_BYTES = 4 * 1024 * 1024;

const NO_MATCHES: readonly FoundMatch[] = [];

/**
 * Collects hits as numbers, in any order; at the end the sieve throws away what cannot stand in a match, and the
 * finishers run over what is left in order of event time. Only then is something made of the events that hit.
 */
export class FinishAtEnd implements LineFinishing {
  readonly #ruleSet: RuleSet;
  readonly #options: FinishingOptions;
  readonly #losses: Losses;
  readonly #extractor: Extractor;
  readonly #kept: KeptEvents;
  readonly #arrivals = new SpillingTable(1, ARRIVALS_BYTES);
  readonly #rows = new HitRows(ROWS_AT_A_TIME);
  readonly #opened: { close(): void }[] = [];
  readonly #store: RowStore;
  readonly #log: SpillingHitLog;

  constructor(ruleSet: RuleSet, fingerprint: Fingerprinter, options: FinishingOptions, losses: Losses) {
    const memory = options.memory ?? MEMORY;
    this.#ruleSet = ruleSet;
    this.#options = options;
    this.#losses = losses;
    this.#extractor = buildExtractor(ruleSet.fields);
    this.#kept = new KeptEvents(memory.eventBytes, fingerprint, losses.onLost);
    this.#log = new SpillingHitLog(Math.ceil(memory.hits / ROWS_A_HIT));
    this.#store = this.#newStore();
  }

  takeEvent(event: IngestedEvent, arrival: number, tally: MatchTally): readonly FoundMatch[] {
    const slots = this.#extractor.fromDocument(event.document);
    const ref = this.#kept.next;
    if (this.#ruleSet.sift({ index: event.index, slots, arrival, ref }, this.#rows, tally) > 0) {
      this.#kept.keep(event);
      this.#added(arrival);
    }
    return NO_MATCHES;
  }

  takeLine(
    raw: RawLines,
    at: number,
    { index, reader }: SettledLines,
    arrival: number,
    tally: MatchTally,
  ): readonly FoundMatch[] | 'unread' {
    const ref = this.#kept.next;
    const added = this.#ruleSet.siftOpened(reader, { index, ref }, this.#rows, tally);
    if (added === undefined) return 'unread';
    if (added > 0) {
      this.#kept.keepLine(raw.lines.pieceAt(at), raw.origin);
      this.#added(arrival);
    }
    return NO_MATCHES;
  }

  /** Takes the rows of one event that another thread has sifted: those from `start` to `end`. */
  takeRows(rows: RowColumns, start: number, end: number, arrival: number, event: KeptForRows): void {
    const ref =
      'text' in event
        ? this.#kept.keepText(event.text)
        : this.#kept.keepLine(event.line, event.origin, event.fingerprint);
    const { filters, keysHigh, keysLow, times } = rows;
    for (let at = start; at < end; at++)
      this.#rows.add(filters[at] ?? 0, ref, keysLow[at] ?? 0, keysHigh[at] ?? 0, times[at] ?? Number.NaN);
    this.#added(arrival);
  }

  *end(): Iterable<FoundMatch> {
    this.#putRowsAway();
    const { rules, steps } = this.#ruleSet;
    const survivors = sieveHits(rules, steps, this.#store, () => this.#newStore());
    for (const hit of this.#hitsOf(survivors)) this.#log.add(hit);
    for (const match of finishHits(rules, this.#log.inOrder(), this.#options, this.#losses.onDropped))
      yield* withEvents(match, this.#kept);
  }

  close(): void {
    this.#kept.close();
    this.#arrivals.close();
    this.#log.close();
    for (const store of this.#opened) store.close();
  }

  #newStore(): RowStore {
    const store = new SpillingRowStore((this.#options.memory ?? MEMORY).hits);
    this.#opened.push(store);
    return store;
  }

  /** To be called when an event was kept. */
  #added(arrival: number): void {
    this.#arrivals.push(arrival);
    if (this.#rows.count >= ROWS_AT_A_TIME) this.#putRowsAway();
  }

  #putRowsAway(): void {
    this.#store.add(this.#rows);
    this.#rows.clear();
  }

  /** The hits of the rows, made from their events once more; rows of one event stand together. */
  *#hitsOf(rows: RowStore): Generator<Hit> {
    const { steps } = this.#ruleSet;
    let ref = -1;
    let hits: readonly Hit[] = [];
    let lastRule = -1;
    for (const { count, events, filters } of rows.chunks()) {
      for (let at = 0; at < count; at++) {
        const event = events[at] ?? 0;
        const rule = steps[filters[at] ?? 0]?.rule ?? 0;
        if (event !== ref) {
          ref = event;
          lastRule = -1;
          hits = this.#matchAgain(ref);
        }
        // The rows of an event are in the order of the rules, several for each step and key.
        if (rule === lastRule) continue;
        lastRule = rule;
        yield* hits.filter(hit => hit.rule === rule);
      }
    }
  }

  #matchAgain(ref: number): readonly Hit[] {
    const event = this.#kept.find(ref);
    if (event === undefined) return [];
    const slots = this.#extractor.fromDocument(event.document);
    return this.#ruleSet.match({
      index: event.index,
      slots,
      arrival: this.#arrivals.at(ref)?.[0] ?? ref,
      ref,
    });
  }
}

/** Finishes while reading: the hits of each rule come in its order, which is checked. */
export class FinishInOrder implements LineFinishing {
  readonly #ruleSet: RuleSet;
  readonly #losses: Losses;
  readonly #extractor: Extractor;
  readonly #kept: KeptEvents;
  readonly #finishers: readonly Finisher[];
  readonly #dormant: DormantSteps;
  /** The latest hit of each rule: rules order by fields of their own. */
  readonly #latestOf: Ordinal[] = [];

  constructor(ruleSet: RuleSet, fingerprint: Fingerprinter, options: FinishingOptions, losses: Losses) {
    this.#ruleSet = ruleSet;
    this.#losses = losses;
    this.#extractor = buildExtractor(ruleSet.fields);
    this.#kept = new KeptEvents((options.memory ?? MEMORY).eventBytes, fingerprint, losses.onLost);
    this.#finishers = ruleSet.rules.map(({ plan }, at) => startFinisher(plan, at, options));
    this.#dormant = new DormantSteps(ruleSet.rules);
  }

  takeEvent(event: IngestedEvent, arrival: number, tally: MatchTally): readonly FoundMatch[] | undefined {
    const slots = this.#extractor.fromDocument(event.document);
    const engineEvent = { index: event.index, slots, arrival, ref: this.#kept.next };
    const hits = this.#ruleSet.match(engineEvent, tally, this.#dormant.filters);
    if (isToKeep(hits, this.#ruleSet.rules)) this.#kept.keep(event);
    return this.#push(hits);
  }

  takeLine(
    raw: RawLines,
    at: number,
    { index, reader }: SettledLines,
    arrival: number,
    tally: MatchTally,
  ): readonly FoundMatch[] | undefined | 'unread' {
    const ref = this.#kept.next;
    const own: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
    const hits = this.#ruleSet.matchOpened(reader, { index, arrival, ref }, own, this.#dormant.filters);
    // What a finisher was given stays: a line that is damaged where nobody had to read would spoil a sequence.
    if (hits === undefined || (hits.length > 0 && !isEvent(raw, at))) return 'unread';
    addTally(tally, own);
    if (isToKeep(hits, this.#ruleSet.rules)) this.#kept.keepLine(raw.lines.pieceAt(at), raw.origin);
    return this.#push(hits);
  }

  #finish(hit: Hit): readonly Match[] {
    const finisher = this.#finishers[hit.rule];
    if (finisher === undefined) return [];
    const matches = finisher.push(hit);
    this.#dormant.set(hit.rule, finisher.isPending);
    return matches;
  }

  *end(): Iterable<FoundMatch> {
    for (const [rule, finisher] of this.#finishers.entries()) {
      for (const match of finisher.end()) yield* withEvents(match, this.#kept);
      if (hasDropped(finisher.dropped)) this.#losses.onDropped(rule, finisher.dropped);
    }
  }

  close(): void {
    this.#kept.close();
  }

  #push(hits: readonly Hit[]): readonly FoundMatch[] | undefined {
    if (hits.length === 0) return NO_MATCHES;
    for (const { rule, ordinal } of hits) {
      const latest = this.#latestOf[rule];
      if (latest !== undefined && compareOrdinals(latest, ordinal) > 0) return undefined;
      this.#latestOf[rule] = ordinal;
    }
    const matches = hits.flatMap(hit => this.#finish(hit));
    return matches.flatMap(match => [...withEvents(match, this.#kept)]);
  }
}

function isEvent({ lines, origin }: RawLines, at: number): boolean {
  return readJsonRecord(lines.pieceAt(at), origin.settings).kind === 'event';
}

/** Whether an event can be told. One that only ends or bars sequences never is: its document is not needed. */
export function isToKeep(hits: readonly Hit[], rules: readonly RuleInput[]): boolean {
  return hits.some(({ rule, steps }) => {
    const plan = rules[rule]?.plan;
    return plan !== undefined && steps.some(({ step }) => standsInMatches(plan, step));
  });
}

/** The match with its events; none where one of them cannot be read any more. */
export function* withEvents(match: Match, kept: KeptEvents): Generator<FoundMatch> {
  const events: (SourceEvent | undefined)[] = [];
  for (const ref of match.refs) {
    const event = ref === undefined ? undefined : kept.find(ref);
    if (event === undefined && ref !== undefined) return;
    events.push(event);
  }
  yield { ...match, events };
}
