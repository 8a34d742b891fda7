import { buildRuleSet, type RuleInput } from '../../engine/rule-set.ts';
import type { IngestedEvent, LineOrigin } from '../../ingest/ingested-event.ts';
import { ScriptBlockJoiner } from '../../ingest/join-script-blocks.ts';
import { noEvents } from '../../ingest/messages.ts';
import { lineSettings } from '../../ingest/read-events.ts';
import { readJsonRecord } from '../../ingest/read-record.ts';
import { addScriptBlocks, countScriptBlock } from '../../ingest/script-block-counts.ts';
import { Fingerprinter } from '../fingerprint.ts';
import { FingerprintSet } from '../fingerprint-set.ts';
import type { FoundMatch } from '../finishing.ts';
import { FinishAtEnd, type FinishingOptions, type KeptForRows } from '../finishing.ts';
import { eventOfKeptText } from '../kept-events.ts';
import { countSkipped, isOfNoUse } from '../read-inputs.ts';
import { lossesIn, noReplayCounts, type ReplayCounts, type ReplayObserver } from '../replay.ts';
import {
  type Batch,
  type LinesPart,
  OUT_OF_RANGE,
  type PartEnd,
  type WaitingScriptPart,
  WITHOUT_INDEX,
  WITHOUT_TIME,
} from './part.ts';
import type { PlannedPart } from './plan-parts.ts';
import type { Sifter } from './sift-part.ts';

export interface MergeOptions extends FinishingOptions {
  /** The index of events that name none. */
  readonly indexOverride?: string | undefined;
}

/**
 * Takes what workers found, in the order of the parts, and does with it what one thread does while it reads
 * (`Reading` in ../replay.ts is the twin): the first arrival of an id counts, and arrivals are numbered.
 */
export class Merge {
  readonly counts: ReplayCounts = noReplayCounts();
  readonly #finishing: FinishAtEnd;
  readonly #seen = new FingerprintSet();
  readonly #indexOverride: string | undefined;
  /** Of the lines that were merged last. */
  #origin: LineOrigin | undefined;
  readonly #onProblem: ReplayObserver['onProblem'];
  readonly #onBytes: (count: number) => void;
  readonly #siftEvents: Sifter['siftEvents'];
  /** Of the input that is read in parts. */
  readonly #joiner = new ScriptBlockJoiner(outcome => countScriptBlock(this.counts.scriptBlocks, outcome));
  #arrival = 0;
  #lines = noLines();

  /** `siftEvents` is asked of script blocks, of which no worker has seen all parts. */
  constructor(
    rules: readonly RuleInput[],
    options: MergeOptions,
    seed: number,
    siftEvents: Sifter['siftEvents'],
    onProblem: ReplayObserver['onProblem'],
    onBytes: (count: number) => void,
  ) {
    this.#finishing = new FinishAtEnd(
      buildRuleSet(rules, { seed }),
      new Fingerprinter(seed),
      options,
      lossesIn(this.counts, { onProblem }),
    );
    this.#indexOverride = options.indexOverride;
    this.#siftEvents = siftEvents;
    this.#onProblem = onProblem;
    this.#onBytes = onBytes;
  }

  take(part: PlannedPart, batch: Batch): void {
    this.#takeEvents(batch, part.kind === 'lines' ? this.#lines.lines : 0);
    for (const problem of batch.problems) this.#onProblem(problem);
    if (part.kind === 'lines') this.#takeLines(part, batch);
    this.#onBytes(batch.bytesRead);
  }

  endPart(part: PlannedPart, { counts, lines, failure }: PartEnd): void {
    for (const [reason, count] of counts.skipped) countSkipped(this.counts, { reason, records: count });
    this.counts.passedOver.push(...counts.passedOver);
    this.counts.unreadable.push(...counts.unreadable);
    addScriptBlocks(this.counts.scriptBlocks, counts.scriptBlocks);
    if (part.kind !== 'lines') return;
    const whole = this.#lines;
    whole.lines += lines;
    if (failure !== undefined) {
      // One failure of an input is told once, however many of its parts met it.
      if (!whole.isUnreadable) this.#onProblem(failure);
      whole.isUnreadable = true;
    }
    if (!part.isLast) return;
    this.#takeJoined(part.input, this.#joiner.end());
    if (whole.events + whole.skipped === 0 && !whole.isUnreadable) this.#onProblem(noEvents(part.input));
    if (whole.isUnreadable || isOfNoUse(whole)) this.counts.unreadable.push(part.input);
    this.#lines = noLines();
  }

  end(): Iterable<FoundMatch> {
    return this.#finishing.end();
  }

  close(): void {
    this.#finishing.close();
  }

  /** @param linesBefore how many lines of the input come before those of the batch. */
  #takeEvents(batch: Batch, linesBefore: number): void {
    const { input, fingerprints, flags, rows, tallies, scriptParts } = batch;
    const { counts } = this;
    const hits = new BatchHits(batch, this.#originOf(batch), linesBefore);
    let nextTally = 0;
    let nextScriptPart = 0;
    const takeScriptParts = (before: number): void => {
      for (
        let part = scriptParts[nextScriptPart];
        part?.event === before;
        part = scriptParts[nextScriptPart]
      ) {
        nextScriptPart++;
        this.#takeScriptPart(input, part);
      }
    };
    for (const [event, flag] of flags.entries()) {
      takeScriptParts(event);
      const tally = tallies[nextTally]?.event === event ? tallies[nextTally++] : undefined;
      const low = fingerprints[event * 2] ?? 0;
      const { start, end, kept } = hits.next(event, low);
      if (!this.#seen.addFingerprint(low, fingerprints[event * 2 + 1] ?? 0)) {
        counts.doubles.set(input, (counts.doubles.get(input) ?? 0) + 1);
        continue;
      }
      if (flag & WITHOUT_TIME) counts.withoutTime++;
      if (flag & OUT_OF_RANGE) {
        counts.outOfRange++;
        continue;
      }
      counts.events++;
      if (flag & WITHOUT_INDEX) counts.withoutIndex++;
      counts.tally.untimedHits += tally?.untimedHits ?? 0;
      counts.tally.droppedKeyTuples += tally?.droppedKeyTuples ?? 0;
      const arrival = this.#arrival++;
      if (kept !== undefined) this.#finishing.takeRows(rows, start, end, arrival, kept);
    }
    takeScriptParts(flags.length);
  }

  #originOf({ input, path }: Batch): LineOrigin {
    if (this.#origin?.settings.input !== input || this.#origin.path !== path) {
      const settings = lineSettings(input, this.#indexOverride);
      // The places of a batch are those in the file.
      this.#origin = { settings, path, base: 0 };
    }
    return this.#origin;
  }

  #takeScriptPart(input: string, { text, identity, line }: WaitingScriptPart): void {
    const position = { input, record: line + this.#lines.lines };
    const event = { ...eventOfKeptText(text), kind: 'event', identity, position } as const;
    this.#takeJoined(input, this.#joiner.push(event));
  }

  #takeJoined(input: string, events: readonly IngestedEvent[]): void {
    if (events.length > 0) this.#siftEvents(input, events, batch => this.#takeEvents(batch, 0));
  }

  /** Reads the bad lines of a part again, by the numbers that they have in the whole. */
  #takeLines({ input }: LinesPart, { flags, scriptParts, badLines }: Batch): void {
    const whole = this.#lines;
    whole.events += flags.length + scriptParts.length;
    whole.skipped += badLines.length;
    for (const line of badLines) {
      const item = readJsonRecord(
        { ...line, record: line.record + whole.lines },
        lineSettings(input, this.#indexOverride),
      );
      if (item.kind === 'event') throw new Error('a line that was refused is read as an event');
      countSkipped(this.counts, item);
      this.#onProblem(item.diagnostic);
    }
  }
}

/** The rows of a batch event by event, with what is kept of each event that has some. */
class BatchHits {
  readonly #batch: Batch;
  readonly #origin: LineOrigin;
  readonly #linesBefore: number;
  #row = 0;
  #place = 0;
  #hitEvent = 0;

  constructor(batch: Batch, origin: LineOrigin, linesBefore: number) {
    this.#batch = batch;
    this.#origin = origin;
    this.#linesBefore = linesBefore;
  }

  /** To be asked of each event in turn: its rows, from `start` to `end`; `kept` is undefined where it has none. */
  next(
    event: number,
    fingerprint: number,
  ): { readonly start: number; readonly end: number; readonly kept: KeptForRows | undefined } {
    const { events } = this.#batch.rows;
    const start = this.#row;
    while (events[this.#row] === event) this.#row++;
    return {
      start,
      end: this.#row,
      kept: this.#row === start ? undefined : this.#keptOf(event, fingerprint),
    };
  }

  #keptOf(event: number, fingerprint: number): KeptForRows {
    const { hitEvents, places } = this.#batch;
    const origin = this.#origin;
    if (places[this.#place] === event) {
      const [, record = 0, offset = 0, length = 0] = places.subarray(this.#place, this.#place + 4);
      this.#place += 4;
      const line = {
        record: record + this.#linesBefore,
        offset,
        lengthBytes: length,
        bytes: undefined,
      };
      return { line, origin, fingerprint };
    }
    const hit = hitEvents[this.#hitEvent++];
    if (hit?.event !== event) throw new Error('an event that hit was not sent along');
    if ('text' in hit) return hit;
    const { line: bytes, record } = hit;
    const line = {
      record: record + this.#linesBefore,
      offset: undefined,
      bytes,
      lengthBytes: bytes.length,
    };
    return { line, origin, fingerprint };
  }
}

/** What is known of an input that is read in parts: of which one is under way at a time. */
function noLines(): { lines: number; events: number; skipped: number; isUnreadable: boolean } {
  return { lines: 0, events: 0, skipped: 0, isUnreadable: false };
}
