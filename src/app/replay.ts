/**
 * Replays recorded events through a rule set: the loop that `scan`, `query` and the tour share. It reads each
 * event once, collapses doubles, lets the filters see it and keeps the hits; the finishers run at the end of
 * input over the hits in order of event time, so that neither the order of files nor that of lines matters.
 * Only when the caller vouches for the order (`ordered`) do finishers run while reading.
 */
import { randomBytes } from 'node:crypto';
import type { SourceEvent } from '../alerts/alert-document.ts';
import { buildExtractor } from '../engine/extract/extractor.ts';
import { type Finisher, type FinisherOptions, finishHits, startFinisher } from '../engine/finisher.ts';
import type { Hit, Match, Ordinal } from '../engine/hit.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { MatchTally, RuleSet } from '../engine/rule-set.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { EventPosition, IngestedEvent } from '../ingest/ingested-event.ts';
import { standsInMatches } from '../plan/query.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import { KeptEvents } from './kept-events.ts';
import { stepBack, stepBackOfRule } from './messages.ts';
import { type InputCounts, noInputCounts, readInputs } from './read-inputs.ts';
import { SpillingHitLog } from './spilling-hit-log.ts';

export interface ReplayOptions extends FinisherOptions {
  /** The index of events that name none. */
  readonly indexOverride?: string;
  /** Only events with a time in this range, both ends included. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** The events come in order of time: finish while reading, refuse the first step back. */
  readonly ordered?: boolean;
  /** Kept hits and events beyond these go to a temporary file. */
  readonly memory?: { readonly hits: number; readonly eventBytes: number };
}

export interface ReplayObserver {
  /** A match, with its events in step order. */
  onMatch(match: FoundMatch): void | Promise<void>;
  /** An input or record that could not be read. */
  onProblem(diagnostic: Diagnostic): void;
  /** Every event that was evaluated, once. */
  onEvent?(event: IngestedEvent): void;
}

export interface FoundMatch extends Match {
  /** The events of `refs`, undefined where one had to be missing. */
  readonly events: readonly (SourceEvent | undefined)[];
}

/** What became of everything that was read: nothing is lost without standing here. */
export interface ReplayCounts extends InputCounts {
  /** Events evaluated. */
  events: number;
  /** Events seen before, by input. */
  readonly doubles: Map<string, number>;
  /** Evaluated by single-event rules only. */
  withoutTime: number;
  /** Left out by `fromMs` and `toMs`. */
  outOfRange: number;
  /** Evaluated by every rule, as no index pattern can refuse them. */
  withoutIndex: number;
  /** Hits that could not become what they might have. */
  readonly tally: MatchTally;
  /** Where `ordered` was broken. */
  orderBroken?: { readonly position: EventPosition };
}

const MEMORY = { hits: 500_000, eventBytes: 256 * 1024 * 1024 };

/** Reads all inputs to their end, or to the first step back in time when they are `ordered`. */
export async function replay(
  inputs: Iterable<EventInput> | AsyncIterable<EventInput>,
  ruleSet: RuleSet,
  options: ReplayOptions,
  observer: ReplayObserver,
): Promise<ReplayCounts> {
  const memory = options.memory ?? MEMORY;
  const kept = new KeptEvents(memory.eventBytes);
  const log = new SpillingHitLog(memory.hits);
  try {
    const reading = new Reading(ruleSet, options, observer, kept, log);
    await reading.read(inputs);
    await reading.finish();
    return reading.counts;
  } finally {
    kept.close();
    log.close();
  }
}

/** One replay under way. */
class Reading {
  readonly counts: ReplayCounts = {
    events: 0,
    doubles: new Map(),
    withoutTime: 0,
    outOfRange: 0,
    withoutIndex: 0,
    ...noInputCounts(),
    tally: { untimedHits: 0, droppedKeyTuples: 0 },
  };
  readonly #ruleSet: RuleSet;
  readonly #options: ReplayOptions;
  readonly #observer: ReplayObserver;
  readonly #kept: KeptEvents;
  readonly #log: SpillingHitLog;
  readonly #extractor: ReturnType<typeof buildExtractor>;
  readonly #seen = new FingerprintSet(randomBytes(4).readUInt32LE());
  /** One a rule, only when the events come in order. */
  readonly #finishers: readonly Finisher[];
  #latestMs = Number.NEGATIVE_INFINITY;
  /** The latest hit of each rule, likewise: rules order by fields of their own. */
  readonly #latestOf: Ordinal[] = [];
  #arrival = 0;

  constructor(
    ruleSet: RuleSet,
    options: ReplayOptions,
    observer: ReplayObserver,
    kept: KeptEvents,
    log: SpillingHitLog,
  ) {
    this.#ruleSet = ruleSet;
    this.#options = options;
    this.#observer = observer;
    this.#kept = kept;
    this.#log = log;
    this.#extractor = buildExtractor(ruleSet.fields);
    this.#finishers = options.ordered
      ? ruleSet.rules.map((rule, at) => startFinisher(rule.plan, at, options))
      : [];
  }

  /** Reads the inputs to their end, or to the first event that breaks the promised order. */
  async read(inputs: Iterable<EventInput> | AsyncIterable<EventInput>): Promise<void> {
    const { indexOverride } = this.#options;
    const onProblem = (problem: Diagnostic): void => this.#observer.onProblem(problem);
    const options = { onProblem, ...(indexOverride === undefined ? {} : { indexOverride }) };
    for await (const batch of readInputs(inputs, this.counts, options)) {
      for (const event of batch) {
        const matches = this.#take(event);
        if (matches === undefined) return;
        for (const match of matches) await this.#tell(match);
      }
    }
  }

  /** Ends the input: closes every window and tells what is complete. */
  async finish(): Promise<void> {
    if (this.#options.ordered) {
      for (const finisher of this.#finishers) for (const match of finisher.end()) await this.#tell(match);
      return;
    }
    for (const match of finishHits(this.#ruleSet.rules, this.#log.inOrder(), this.#options))
      await this.#tell(match);
  }

  /** Lets the filters see one event; undefined when it breaks the promised order. */
  #take(event: IngestedEvent): readonly Match[] | undefined {
    const { counts } = this;
    if (!this.#seen.add(event.id)) {
      counts.doubles.set(event.position.input, (counts.doubles.get(event.position.input) ?? 0) + 1);
      return [];
    }
    const timestamp = event.document['@timestamp'];
    const timestampMs =
      typeof timestamp === 'string' || typeof timestamp === 'number'
        ? parseTimestampMs(timestamp)
        : undefined;
    if (timestampMs === undefined) counts.withoutTime++;
    if (!this.#isInRange(timestampMs)) {
      counts.outOfRange++;
      return [];
    }
    if (this.#options.ordered && timestampMs !== undefined) {
      if (timestampMs < this.#latestMs) {
        counts.orderBroken = { position: event.position };
        this.#observer.onProblem(stepBack(event.position, timestampMs, this.#latestMs));
        return undefined;
      }
      this.#latestMs = timestampMs;
    }
    counts.events++;
    if (event.index === undefined) counts.withoutIndex++;
    this.#observer.onEvent?.(event);
    const slots = this.#extractor.fromDocument(event.document);
    const hits = this.#ruleSet.match(
      { index: event.index, slots, arrival: this.#arrival++, ref: this.#kept.next },
      counts.tally,
    );
    if (hits.length === 0) return [];
    // An event that only ends or bars sequences is never told: its hit is needed, its document is not.
    if (hits.some(hit => this.#standsInMatches(hit))) this.#kept.keep(event);
    if (this.#options.ordered) return this.#finish(hits, event);
    for (const hit of hits) this.#log.add(hit);
    return [];
  }

  #standsInMatches({ rule, steps }: Hit): boolean {
    const plan = this.#ruleSet.rules[rule]?.plan;
    return plan !== undefined && steps.some(({ step }) => standsInMatches(plan, step));
  }

  /** Gives the hits of one event to their finishers; undefined when it breaks the order of a rule. */
  #finish(hits: readonly Hit[], event: IngestedEvent): readonly Match[] | undefined {
    for (const { rule, ordinal } of hits) {
      const latest = this.#latestOf[rule];
      if (latest !== undefined && compareOrdinals(latest, ordinal) > 0) {
        this.counts.orderBroken = { position: event.position };
        this.#observer.onProblem(stepBackOfRule(event.position));
        return undefined;
      }
      this.#latestOf[rule] = ordinal;
    }
    return hits.flatMap(hit => this.#finishers[hit.rule]?.push(hit) ?? []);
  }

  #isInRange(timestampMs: number | undefined): boolean {
    const { fromMs, toMs } = this.#options;
    if (fromMs === undefined && toMs === undefined) return true;
    if (timestampMs === undefined) return false;
    return (
      timestampMs >= (fromMs ?? Number.NEGATIVE_INFINITY) && timestampMs <= (toMs ?? Number.POSITIVE_INFINITY)
    );
  }

  #tell(match: Match): void | Promise<void> {
    const events = match.refs.map(ref => (ref === undefined ? undefined : this.#kept.get(ref)));
    return this.#observer.onMatch({ ...match, events });
  }
}
