import { Heap } from '../../base/heap.ts';
import { buildExtractor, type Extractor } from '../../engine/extract/extractor.ts';
import { type Finisher, finishHits, hasDropped, startFinisher } from '../../engine/finisher.ts';
import type { Hit, Match } from '../../engine/hit.ts';
import { compareOrdinals } from '../../engine/ordinal.ts';
import type { MatchTally, RuleSet } from '../../engine/rule-set.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import type { QueryPlan } from '../../plan/query.ts';
import type { Fingerprinter } from '../fingerprint.ts';
import {
  type Finishing,
  type FinishingOptions,
  type FoundMatch,
  isToKeep,
  type Losses,
  MEMORY,
  withEvents,
} from '../finishing.ts';
import { KeptEvents } from '../kept-events.ts';
import { SpillingHitLog } from '../spilling-hit-log.ts';

/**
 * Finishes the hits of a stream as its time passes. What needs no order is a match at once. The hits of sequences
 * wait until the watermark has passed them, so that late ones are put in order; what must not follow is ruled out
 * when the watermark has passed its window. What can only be told when all is known (samples, `head` and `tail`)
 * waits for the end.
 *
 * What is there at the start may be in any order, as the files of a scan: until the first `advance` all hits are
 * collected, then finished in order.
 */
export class FinishByWatermark implements Finishing {
  /** Hits of sequences that came after the watermark had passed them, and were left out. */
  lateHits = 0;
  readonly #ruleSet: RuleSet;
  readonly #options: FinishingOptions;
  readonly #losses: Losses;
  readonly #extractor: Extractor;
  readonly #kept: KeptEvents;
  readonly #finishers: readonly (Finisher | undefined)[];
  /** Hits of sequences, until the first watermark. */
  readonly #backlog: SpillingHitLog;
  /** Hits of what waits for the end. */
  readonly #atEnd: SpillingHitLog;
  /** Hits of sequences behind the watermark, the earliest first. */
  readonly #waiting = new Heap<Hit>((a, b) => compareOrdinals(a.ordinal, b.ordinal) || a.rule - b.rule);
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #isLive = false;
  #untold = 0;

  constructor(ruleSet: RuleSet, fingerprint: Fingerprinter, options: FinishingOptions, losses: Losses) {
    const memory = options.memory ?? MEMORY;
    this.#ruleSet = ruleSet;
    this.#options = options;
    this.#losses = losses;
    this.#extractor = buildExtractor(ruleSet.fields);
    this.#kept = new KeptEvents(memory.eventBytes, fingerprint, losses.onLost);
    this.#backlog = new SpillingHitLog(memory.hits);
    this.#atEnd = new SpillingHitLog(memory.hits);
    this.#finishers = ruleSet.rules.map(({ plan }, at) =>
      finishWhen(plan) === 'by-watermark' ? startFinisher(plan, at, options) : undefined,
    );
  }

  takeEvent(event: IngestedEvent, arrival: number, tally: MatchTally): readonly FoundMatch[] {
    const { rules } = this.#ruleSet;
    const slots = this.#extractor.fromDocument(event.document);
    const hits = this.#ruleSet.match({ index: event.index, slots, arrival, ref: this.#kept.next }, tally);
    const matches: FoundMatch[] = [];
    const later: Hit[] = [];
    for (const hit of hits) {
      const when = finishWhen(rules[hit.rule]?.plan);
      // No event is kept for a match that is told already; negative refs keep them apart.
      if (when === 'at-once') matches.push({ rule: hit.rule, refs: [--this.#untold], events: [event] });
      else if (when === 'by-watermark' && this.#isLate(hit)) this.lateHits++;
      else later.push(hit);
    }
    if (later.length > 0 && isToKeep(later, rules)) this.#kept.keep(event);
    for (const hit of later) {
      if (finishWhen(rules[hit.rule]?.plan) === 'at-end') this.#atEnd.add(hit);
      else if (this.#isLive) this.#waiting.add(hit);
      else this.#backlog.add(hit);
    }
    return matches;
  }

  /** No hit before this time is expected any more: tells what that decides. */
  *advance(watermarkMs: number): Iterable<FoundMatch> {
    if (!this.#isLive) {
      this.#isLive = true;
      for (const hit of this.#backlog.inOrder()) {
        if ((hit.ordinal.timestampMs ?? Number.POSITIVE_INFINITY) < watermarkMs) yield* this.#push(hit);
        else this.#waiting.add(hit);
      }
      this.#backlog.close();
    }
    if (watermarkMs <= this.#watermarkMs) return;
    this.#watermarkMs = watermarkMs;
    for (let hit = this.#waiting.least; hit !== undefined && this.#isLate(hit); hit = this.#waiting.least) {
      this.#waiting.takeLeast();
      yield* this.#push(hit);
    }
    for (const [rule, finisher] of this.#finishers.entries())
      if (finisher !== undefined && finisher.pending > 0) yield* this.#push(timeSignal(rule, watermarkMs));
  }

  *end(): Iterable<FoundMatch> {
    yield* this.advance(Number.NEGATIVE_INFINITY);
    for (let hit = this.#waiting.takeLeast(); hit !== undefined; hit = this.#waiting.takeLeast())
      yield* this.#push(hit);
    for (const [rule, finisher] of this.#finishers.entries()) {
      if (finisher === undefined) continue;
      for (const match of finisher.end()) yield* withEvents(match, this.#kept);
      if (hasDropped(finisher.dropped)) this.#losses.onDropped(rule, finisher.dropped);
    }
    const { onDropped } = this.#losses;
    for (const match of finishHits(this.#ruleSet.rules, this.#atEnd.inOrder(), this.#options, onDropped))
      yield* withEvents(match, this.#kept);
  }

  close(): void {
    this.#kept.close();
    this.#backlog.close();
    this.#atEnd.close();
  }

  #isLate({ ordinal }: Hit): boolean {
    return ordinal.timestampMs !== undefined && ordinal.timestampMs < this.#watermarkMs;
  }

  *#push(hit: Hit): Generator<FoundMatch> {
    const matches: readonly Match[] = this.#finishers[hit.rule]?.push(hit) ?? [];
    for (const match of matches) yield* withEvents(match, this.#kept);
  }
}

function finishWhen(plan: QueryPlan | undefined): 'at-once' | 'by-watermark' | 'at-end' {
  if (plan === undefined) throw new Error('a hit of a rule that was not loaded');
  if (plan.limits !== undefined && plan.limits.length > 0) return 'at-end';
  if (plan.kind === 'events') return 'at-once';
  return plan.kind === 'sample' || plan.kind === 'indicators' ? 'at-end' : 'by-watermark';
}

/**
 * A hit of no step: it tells a sequence finisher what time it is, and so frees what is too old and decides what
 * was waited for. It stands before every hit of its time.
 */
function timeSignal(rule: number, timestampMs: number): Hit {
  const ordinal = { timestampMs, nanos: 0, tiebreaker: Number.NEGATIVE_INFINITY, arrival: -1 };
  return { rule, ordinal, steps: [], ref: -1 };
}
