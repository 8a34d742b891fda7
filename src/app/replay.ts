/**
 * Replays recorded events through a rule set: the loop that `scan`, `query` and the tour share. It reads each
 * event once, collapses doubles, lets the filters see it and keeps the hits; the finishers run at the end of
 * input over the hits in order of event time, so that neither the order of files nor that of lines matters.
 * Only when the caller vouches for the order (`ordered`) do finishers run while reading.
 */
import { randomBytes } from 'node:crypto';
import { buildExtractor } from '../engine/extract/extractor.ts';
import type { MatchTally, RuleSet } from '../engine/rule-set.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { EventPosition, IngestedEvent } from '../ingest/ingested-event.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import {
  FinishAtEnd,
  FinishInOrder,
  type Finishing,
  type FinishingOptions,
  type FoundMatch,
} from './finishing.ts';
import { stepBack, stepBackOfRule } from './messages.ts';
import { type InputCounts, noInputCounts, readInputs } from './read-inputs.ts';

export interface ReplayOptions extends FinishingOptions {
  /** The index of events that name none. */
  readonly indexOverride?: string | undefined;
  /** Only events with a time in this range, both ends included. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** The events come in order of time: finish while reading, refuse the first step back. */
  readonly ordered?: boolean;
}

export interface ReplayObserver {
  /** A match, with its events in step order. */
  onMatch(match: FoundMatch): void | Promise<void>;
  /** An input or record that could not be read. */
  onProblem(diagnostic: Diagnostic): void;
  /** Every event that was evaluated, once. */
  onEvent?(event: IngestedEvent): void;
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
  /** Of followed inputs: hits of sequences that came too late to take part, and events far ahead of the clock. */
  followed?: { readonly lateHits: number; readonly aheadOfClock: number };
  /** Where `ordered` was broken. */
  orderBroken?: { readonly position: EventPosition };
}

export function noReplayCounts(): ReplayCounts {
  return {
    events: 0,
    doubles: new Map(),
    withoutTime: 0,
    outOfRange: 0,
    withoutIndex: 0,
    ...noInputCounts(),
    tally: { untimedHits: 0, droppedKeyTuples: 0 },
  };
}

/** Reads all inputs to their end, or to the first step back in time when they are `ordered`. */
export async function replay(
  inputs: Iterable<EventInput> | AsyncIterable<EventInput>,
  ruleSet: RuleSet,
  options: ReplayOptions,
  observer: ReplayObserver,
): Promise<ReplayCounts> {
  const finishing = options.ordered
    ? new FinishInOrder(ruleSet.rules, options)
    : new FinishAtEnd(ruleSet.rules, options);
  const seen = new FingerprintSet(randomBytes(4).readUInt32LE());
  try {
    const reading = new Reading(ruleSet, options, observer, finishing, seen);
    await reading.read(inputs);
    for (const match of finishing.end()) await observer.onMatch(match);
    return reading.counts;
  } finally {
    finishing.close();
  }
}

/** The first half of a replay under way: what becomes of each event that is read. */
export class Reading {
  readonly counts: ReplayCounts = noReplayCounts();
  readonly #ruleSet: RuleSet;
  readonly #options: ReplayOptions;
  readonly #observer: ReplayObserver;
  readonly #finishing: Finishing;
  readonly #extractor: ReturnType<typeof buildExtractor>;
  readonly #seen: { add(id: string): boolean };
  #latestMs = Number.NEGATIVE_INFINITY;
  #arrival = 0;

  /** `seen` remembers the ids of events, and tells which are new. */
  constructor(
    ruleSet: RuleSet,
    options: ReplayOptions,
    observer: ReplayObserver,
    finishing: Finishing,
    seen: { add(id: string): boolean },
  ) {
    this.#ruleSet = ruleSet;
    this.#options = options;
    this.#observer = observer;
    this.#finishing = finishing;
    this.#extractor = buildExtractor(ruleSet.fields);
    this.#seen = seen;
  }

  /** Reads the inputs to their end, or to the first event that breaks the promised order. */
  async read(inputs: Iterable<EventInput> | AsyncIterable<EventInput>): Promise<void> {
    const { indexOverride } = this.#options;
    const onProblem = (problem: Diagnostic): void => this.#observer.onProblem(problem);
    const options = { onProblem, indexOverride };
    for await (const batch of readInputs(inputs, this.counts, options)) {
      for (const event of batch) {
        const matches = this.take(event);
        if (matches === undefined) return;
        for (const match of matches) await this.#observer.onMatch(match);
      }
    }
  }

  /** Lets the filters see one event, and gives the matches that it completes; undefined when it breaks the promised order. */
  take(event: IngestedEvent): readonly FoundMatch[] | undefined {
    const { counts } = this;
    if (!this.#seen.add(event.id)) {
      counts.doubles.set(event.position.input, (counts.doubles.get(event.position.input) ?? 0) + 1);
      return [];
    }
    const timestampMs = timeOfEvent(event);
    if (timestampMs === undefined) counts.withoutTime++;
    if (!isInRange(timestampMs, this.#options)) {
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
      { index: event.index, slots, arrival: this.#arrival++, ref: this.#finishing.nextRef },
      counts.tally,
    );
    if (hits.length === 0) return [];
    const matches = this.#finishing.take(hits, event);
    if (matches === undefined) {
      counts.orderBroken = { position: event.position };
      this.#observer.onProblem(stepBackOfRule(event.position));
    }
    return matches;
  }
}

/** The time of an event, by which `fromMs`, `toMs` and `ordered` go; undefined where it has none. */
export function timeOfEvent({ document }: IngestedEvent): number | undefined {
  const timestamp = document['@timestamp'];
  return typeof timestamp === 'string' || typeof timestamp === 'number'
    ? parseTimestampMs(timestamp)
    : undefined;
}

export function isInRange(
  timestampMs: number | undefined,
  { fromMs, toMs }: Pick<ReplayOptions, 'fromMs' | 'toMs'>,
): boolean {
  if (fromMs === undefined && toMs === undefined) return true;
  if (timestampMs === undefined) return false;
  return (
    timestampMs >= (fromMs ?? Number.NEGATIVE_INFINITY) && timestampMs <= (toMs ?? Number.POSITIVE_INFINITY)
  );
}
