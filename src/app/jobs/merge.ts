import type { Hit } from '../../engine/hit.ts';
import type { RuleInput } from '../../engine/rule-set.ts';
import { noEvents } from '../../ingest/messages.ts';
import { MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { readJsonRecord } from '../../ingest/read-record.ts';
import { FingerprintSet } from '../fingerprint-set.ts';
import type { FoundMatch } from '../finishing.ts';
import { FinishAtEnd, type FinishingOptions } from '../finishing.ts';
import { countSkipped, isOfNoUse } from '../read-inputs.ts';
import { noReplayCounts, type ReplayCounts, type ReplayObserver } from '../replay.ts';
import { HitUnpacker } from './packed-hits.ts';
import {
  type Batch,
  type EventHits,
  type LinesPart,
  OUT_OF_RANGE,
  type PartEnd,
  WITHOUT_INDEX,
  WITHOUT_TIME,
} from './part.ts';
import type { PlannedPart } from './plan-parts.ts';

/**
 * Takes what workers found, in the order of the parts, and does with it what one thread does while it reads
 * (`Reading` in ../replay.ts is the twin): the first arrival of an id counts, and arrivals are numbered.
 */
export class Merge {
  readonly counts: ReplayCounts = noReplayCounts();
  readonly #finishing: FinishAtEnd;
  readonly #seen: FingerprintSet;
  readonly #onProblem: ReplayObserver['onProblem'];
  readonly #onBytes: (count: number) => void;
  #arrival = 0;
  #lines = noLines();

  constructor(
    rules: readonly RuleInput[],
    options: FinishingOptions,
    seed: number,
    onProblem: ReplayObserver['onProblem'],
    onBytes: (count: number) => void,
  ) {
    this.#finishing = new FinishAtEnd(rules, options);
    this.#seen = new FingerprintSet(seed);
    this.#onProblem = onProblem;
    this.#onBytes = onBytes;
  }

  take(part: PlannedPart, batch: Batch): void {
    this.#takeEvents(batch);
    for (const problem of batch.problems) this.#onProblem(problem);
    if (part.kind === 'lines') this.#takeLines(part, batch);
    this.#onBytes(batch.bytesRead);
  }

  endPart(part: PlannedPart, { counts, lines, failure }: PartEnd): void {
    for (const [reason, count] of counts.skipped) countSkipped(this.counts, { reason, records: count });
    this.counts.passedOver.push(...counts.passedOver);
    this.counts.unreadable.push(...counts.unreadable);
    if (part.kind !== 'lines') return;
    const whole = this.#lines;
    whole.lines += lines;
    if (failure !== undefined) {
      // One failure of an input is told once, however many of its parts met it.
      if (!whole.isUnreadable) this.#onProblem(failure);
      whole.isUnreadable = true;
    }
    if (!part.isLast) return;
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

  #takeEvents({ input, fingerprints, flags, hitEvents, hits, tallies }: Batch): void {
    const { counts } = this;
    const unpacker = new HitUnpacker(hits);
    let nextHits = 0;
    let nextTally = 0;
    for (const [event, flag] of flags.entries()) {
      const ofEvent = hitEvents[nextHits]?.event === event ? hitEvents[nextHits++] : undefined;
      const tally = tallies[nextTally]?.event === event ? tallies[nextTally++] : undefined;
      const isNew = this.#seen.addFingerprint(fingerprints[event * 2] ?? 0, fingerprints[event * 2 + 1] ?? 0);
      if (!isNew) {
        if (ofEvent !== undefined) unpack(unpacker, ofEvent, 0, 0);
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
      if (ofEvent === undefined) continue;
      const numbered = unpack(unpacker, ofEvent, arrival, this.#finishing.nextRef);
      this.#finishing.takeText(numbered, ofEvent.text);
    }
  }

  /** Reads the bad lines of a part again, by the numbers that they have in the whole. */
  #takeLines({ input }: LinesPart, { flags, badLines }: Batch): void {
    const whole = this.#lines;
    whole.events += flags.length;
    whole.skipped += badLines.length;
    for (const line of badLines) {
      const item = readJsonRecord(
        { ...line, record: line.record + whole.lines },
        { input, noun: 'line', limitBytes: MAX_LINE_BYTES },
      );
      if (item.kind === 'event') throw new Error('a line that was refused is read as an event');
      countSkipped(this.counts, item);
      this.#onProblem(item.diagnostic);
    }
  }
}

function unpack(unpacker: HitUnpacker, { hits }: EventHits, arrival: number, ref: number): readonly Hit[] {
  return Array.from({ length: hits }, () => unpacker.next(arrival, ref));
}

/** What is known of an input that is read in parts: of which one is under way at a time. */
function noLines(): { lines: number; events: number; skipped: number; isUnreadable: boolean } {
  return { lines: 0, events: 0, skipped: 0, isUnreadable: false };
}
