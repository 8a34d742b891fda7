/**
 * Replays recorded events through a rule set: the loop that `scan`, `query` and the tour share. It reads each
 * event once, collapses doubles, lets the filters see it and keeps the hits; the finishers run at the end of
 * input over the hits in order of event time, so that neither the order of files nor that of lines matters.
 * Only when the caller vouches for the order (`ordered`) do finishers run while reading.
 */
import { randomBytes } from 'node:crypto';
import type { Dropped } from '../engine/finisher.ts';
import { buildRuleSet, type MatchTally, type RuleInput, type RuleSet } from '../engine/rule-set.ts';
import { parseTimestampMs } from '../event/instant.ts';
import type { EventInput } from '../ingest/event-input.ts';
import type { EventPosition, IngestedEvent, RawLines } from '../ingest/ingested-event.ts';
import { readJsonRecord } from '../ingest/read-record.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { Fingerprinter } from './fingerprint.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import {
  FinishAtEnd,
  FinishInOrder,
  type Finishing,
  type FinishingOptions,
  type FoundMatch,
  type LineFinishing,
  type Losses,
} from './finishing.ts';
import { stepBack, stepBackOfRule } from './messages.ts';
import { countSkipped, type InputCounts, type LineTaker, noInputCounts, readInputs } from './read-inputs.ts';
import { SettledLines } from './settled-lines.ts';

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
  /** Every event that was evaluated, once, before the matches that it completes. */
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
  /** What rules gave up for want of memory, by their positions. */
  readonly dropped: Map<number, Dropped>;
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
    dropped: new Map(),
  };
}

/** Reads all inputs to their end, or to the first step back in time when they are `ordered`. */
export async function replay(
  inputs: Iterable<EventInput> | AsyncIterable<EventInput>,
  rules: readonly RuleInput[],
  options: ReplayOptions,
  observer: ReplayObserver,
): Promise<ReplayCounts> {
  const seed = randomBytes(4).readUInt32LE();
  const ruleSet = buildRuleSet(rules, { seed });
  const fingerprint = new Fingerprinter(seed);
  const counts = noReplayCounts();
  const losses = lossesIn(counts, observer);
  const finishing = options.ordered
    ? new FinishInOrder(ruleSet, fingerprint, options, losses)
    : new FinishAtEnd(ruleSet, fingerprint, options, losses);
  try {
    const parts = { ruleSet, finishing, fingerprint, seen: new FingerprintSet() };
    const reading = new Reading(parts, counts, options, observer);
    await reading.read(inputs, finishing);
    for (const match of finishing.end()) await observer.onMatch(match);
    return counts;
  } finally {
    finishing.close();
  }
}

/** Counts and tells what is lost. */
export function lossesIn(counts: ReplayCounts, { onProblem }: Pick<ReplayObserver, 'onProblem'>): Losses {
  return {
    onLost(event) {
      if (event.kind === 'skipped') {
        countSkipped(counts, event);
        counts.events--;
      } else if (!counts.unreadable.includes(event.input)) counts.unreadable.push(event.input);
      else return;
      onProblem(event.diagnostic);
    },
    onDropped(rule, dropped) {
      counts.dropped.set(rule, dropped);
    },
  };
}

/** What a reading works with. */
export interface ReadingParts {
  readonly ruleSet: RuleSet;
  readonly finishing: Finishing;
  /** Of the seed of the rule set. */
  readonly fingerprint: Fingerprinter;
  /** Remembers events by their fingerprints, and tells which are new. */
  readonly seen: { addFingerprint(low: number, high: number): boolean };
}

/** The first half of a replay under way: what becomes of each event that is read. */
export class Reading {
  readonly #parts: ReadingParts;
  readonly #counts: ReplayCounts;
  readonly #options: ReplayOptions;
  readonly #observer: ReplayObserver;
  /** The promised order was broken: no further event is taken. */
  #isDone = false;
  /** What lines completed since it was told last. */
  #matches: FoundMatch[] = [];
  #latestMs = Number.NEGATIVE_INFINITY;
  #arrival = 0;

  constructor(parts: ReadingParts, counts: ReplayCounts, options: ReplayOptions, observer: ReplayObserver) {
    this.#parts = parts;
    this.#counts = counts;
    this.#options = options;
    this.#observer = observer;
  }

  /** Reads the inputs to their end, or to the first event that breaks the promised order. */
  async read(
    inputs: Iterable<EventInput> | AsyncIterable<EventInput>,
    finishing: LineFinishing,
  ): Promise<void> {
    const { indexOverride, ordered } = this.#options;
    const onProblem = (problem: Diagnostic): void => this.#observer.onProblem(problem);
    const options = { onProblem, indexOverride, ordered };
    // Who wants to see each event wants it read.
    const taker = this.#observer.onEvent === undefined ? this.#lineTaker(finishing) : undefined;
    for await (const batch of readInputs(inputs, this.#counts, options, taker)) {
      await this.takeAll(batch);
      if (this.#isDone) return;
    }
    // What the last lines completed, when the reading ended with them.
    await this.#tell();
  }

  /** Takes events in turn, and tells the matches that they and the lines before them complete. */
  async takeAll(events: readonly IngestedEvent[]): Promise<void> {
    await this.#tell();
    for (const event of events) {
      this.#takeEvent(event);
      await this.#tell();
      if (this.#isDone) return;
    }
  }

  #lineTaker(finishing: LineFinishing): LineTaker {
    const { fingerprint, ruleSet } = this.#parts;
    const settled = new SettledLines(ruleSet, this.#options.indexOverride, fingerprint);
    return {
      isDone: () => this.#isDone,
      take: (raw, at) => this.#takeLine(raw, at, settled, finishing),
    };
  }

  #takeLine(raw: RawLines, at: number, settled: SettledLines, finishing: LineFinishing): boolean {
    if (!settled.settle(raw.lines, at)) return false;
    const { settings } = raw.origin;
    const position = (): EventPosition => ({ input: settings.input, record: raw.lines.pieceAt(at).record });
    if (!this.#isToTake(settings.input, position, settled.timestampMs)) return true;
    const taken = finishing.takeLine(raw, at, settled, this.#arrival, this.#counts.tally);
    if (taken === 'unread') {
      // The scanner could not read it to its end after all; that it was seen is noted.
      const event = readJsonRecord(raw.lines.pieceAt(at), settings);
      if (event.kind === 'event') this.#finishEvent(event);
      else if (settled.timestampMs === undefined) this.#counts.withoutTime--;
      return event.kind === 'event';
    }
    this.#took(settled.index);
    this.#add(taken, position);
    return true;
  }

  async #tell(): Promise<void> {
    if (this.#matches.length === 0) return;
    const matches = this.#matches;
    this.#matches = [];
    for (const match of matches) await this.#observer.onMatch(match);
  }

  #takeEvent(event: IngestedEvent): void {
    this.#parts.fingerprint.take(event.identity);
    const { position } = event;
    if (this.#isToTake(position.input, () => position, timeOfEvent(event))) this.#finishEvent(event);
  }

  #finishEvent(event: IngestedEvent): void {
    this.#observer.onEvent?.(event);
    const taken = this.#parts.finishing.takeEvent(event, this.#arrival, this.#counts.tally);
    this.#took(event.index);
    this.#add(taken, () => event.position);
  }

  /** Whether the event whose fingerprint was made is new, in the range, and in order. */
  #isToTake(input: string, position: () => EventPosition, timestampMs: number | undefined): boolean {
    const counts = this.#counts;
    const { fingerprint, seen } = this.#parts;
    if (!seen.addFingerprint(fingerprint.low, fingerprint.high)) {
      counts.doubles.set(input, (counts.doubles.get(input) ?? 0) + 1);
      return false;
    }
    if (timestampMs === undefined) counts.withoutTime++;
    if (!isInRange(timestampMs, this.#options)) {
      counts.outOfRange++;
      return false;
    }
    if (this.#options.ordered && timestampMs !== undefined) {
      if (timestampMs < this.#latestMs) {
        const at = position();
        this.#breakOrder(at, stepBack(at, timestampMs, this.#latestMs));
        return false;
      }
      this.#latestMs = timestampMs;
    }
    return true;
  }

  #took(index: string | undefined): void {
    this.#arrival++;
    this.#counts.events++;
    if (index === undefined) this.#counts.withoutIndex++;
  }

  #add(matches: readonly FoundMatch[] | undefined, position: () => EventPosition): void {
    if (matches === undefined) this.#breakOrder(position(), stepBackOfRule(position()));
    else if (matches.length > 0) this.#matches.push(...matches);
  }

  #breakOrder(position: EventPosition, problem: Diagnostic): void {
    this.#isDone = true;
    this.#counts.orderBroken = { position };
    this.#observer.onProblem(problem);
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
