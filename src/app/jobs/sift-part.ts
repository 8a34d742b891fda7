import { buildExtractor, type Extractor } from '../../engine/extract/extractor.ts';
import type { Hit } from '../../engine/hit.ts';
import { buildRuleSet, type RuleSet } from '../../engine/rule-set.ts';
import { type EventInput, fileInput, InputFailure } from '../../ingest/event-input.ts';
import type { Piece } from '../../ingest/formats/piece.ts';
import { splitLines } from '../../ingest/formats/split-lines.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { withoutByteOrderMark } from '../../ingest/input-format.ts';
import { unreadable } from '../../ingest/messages.ts';
import { MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { type RecordSettings, readJsonRecord } from '../../ingest/read-record.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { counted } from '../event-inputs.ts';
import { fingerprintOf } from '../fingerprint-set.ts';
import { isToKeep } from '../finishing.ts';
import { keptText } from '../kept-events.ts';
import { noInputCounts, readInputs } from '../read-inputs.ts';
import { RecentFingerprints } from '../recent-fingerprints.ts';
import { isInRange, timeOfEvent } from '../replay.ts';
import { countLineFeeds, linesInRange } from './lines-in-range.ts';
import { HitPacker } from './packed-hits.ts';
import {
  type Batch,
  type EventHits,
  type EventTally,
  type LinesPart,
  OUT_OF_RANGE,
  type Part,
  type PartEnd,
  WITHOUT_INDEX,
  WITHOUT_TIME,
  type WorkerSettings,
} from './part.ts';

/** Takes a batch; the reading goes on when it has resolved. */
export type Emit = (batch: Batch, sizeBytes: number) => Promise<void> | void;

const MOST_EVENTS = 2048;
const MOST_BYTES = 512 * 1024;
/** Doubles are known, and not filtered again, among so many of the latest events at least: 16 MB. */
const MOST_REMEMBERED = 500_000;

/** Lets the filters see the events of parts: the first half of a scan, for one thread. */
export class Sifter {
  readonly #settings: WorkerSettings;
  readonly #ruleSet: RuleSet;
  readonly #extractor: Extractor;
  readonly #seen: RecentFingerprints;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    this.#ruleSet = buildRuleSet(settings.rules);
    this.#extractor = buildExtractor(this.#ruleSet.fields);
    this.#seen = new RecentFingerprints(MOST_REMEMBERED, settings.seed);
  }

  async sift(part: Part, emit: Emit): Promise<PartEnd> {
    if (part.kind === 'lines') return this.#siftLines(part, emit);
    const inputs = part.files.map(({ path, isMet }) => ({ ...fileInput(path), isMet }));
    return this.siftInputs(inputs, emit);
  }

  /** Inputs of any form, one after the other. */
  async siftInputs(inputs: readonly EventInput[], emit: Emit): Promise<PartEnd> {
    const counts = noInputCounts();
    const filling = new Filling('');
    const settings = {
      onProblem: (problem: Diagnostic): void => filling.addProblem(problem),
      indexOverride: this.#settings.indexOverride,
    };
    const countedInputs = inputs.map(input => counted(input, bytes => filling.addBytesRead(bytes)));
    for await (const events of readInputs(countedInputs, counts, settings)) {
      for (const event of events) {
        if (filling.input !== event.position.input) {
          await filling.flush(emit);
          filling.input = event.position.input;
        }
        this.#sift(event, filling);
        if (filling.isFull) await filling.flush(emit);
      }
    }
    await filling.flush(emit);
    return { counts, lines: 0 };
  }

  async #siftLines({ input, lines, isFirst }: LinesPart, emit: Emit): Promise<PartEnd> {
    const filling = new Filling(input);
    const record: RecordSettings = {
      input,
      noun: 'line',
      limitBytes: MAX_LINE_BYTES,
      indexOverride: this.#settings.indexOverride,
    };
    let lineCount = 0;
    if ('bytes' in lines && lines.overlongBytes !== undefined) {
      lineCount++;
      const ending = 'mark';
      filling.addBadLine({ record: 1, bytes: undefined, lengthBytes: lines.overlongBytes, ending });
    }
    const before = lineCount;
    const splitter = splitLines(MAX_LINE_BYTES);
    const read = async (pieces: readonly Piece[]): Promise<void> => {
      for (const found of pieces) {
        const piece = before === 0 ? found : { ...found, record: found.record + before };
        const item = readJsonRecord(piece, record);
        if (item.kind === 'event') this.#sift(item, filling);
        else filling.addBadLine(piece);
        if (filling.isFull) await filling.flush(emit);
      }
    };
    const end = (failure?: Diagnostic): PartEnd => ({
      counts: noInputCounts(),
      lines: lineCount,
      ...(failure === undefined ? {} : { failure }),
    });
    let isAtStart = isFirst;
    let someWereRead = false;
    try {
      for await (const chunk of 'bytes' in lines ? [lines.bytes] : linesInRange(lines)) {
        filling.addBytesRead(chunk.length);
        const bytes = isAtStart ? withoutByteOrderMark(chunk) : chunk;
        isAtStart = false;
        lineCount += countLineFeeds(bytes);
        await read(splitter.push(bytes));
        someWereRead = true;
      }
    } catch (failure) {
      if (!(failure instanceof InputFailure)) throw failure;
      await filling.flush(emit);
      return end(unreadable(input, failure, someWereRead || !isFirst));
    }
    await read(splitter.end());
    await filling.flush(emit);
    return end();
  }

  #sift(event: IngestedEvent, filling: Filling): void {
    const [low, high] = fingerprintOf(event.id, this.#settings.seed);
    // Parts come in order: what this thread has seen, the merge will have seen when it comes to this event.
    if (!this.#seen.addFingerprint(low, high)) {
      filling.addEvent(low, high, 0);
      return;
    }
    const timestampMs = timeOfEvent(event);
    let flags = 0;
    if (timestampMs === undefined) flags |= WITHOUT_TIME;
    if (event.index === undefined) flags |= WITHOUT_INDEX;
    if (!isInRange(timestampMs, this.#settings)) {
      filling.addEvent(low, high, flags | OUT_OF_RANGE);
      return;
    }
    const tally = { untimedHits: 0, droppedKeyTuples: 0 };
    const slots = this.#extractor.fromDocument(event.document);
    const hits = this.#ruleSet.match({ index: event.index, slots, arrival: 0, ref: 0 }, tally);
    if (tally.untimedHits > 0 || tally.droppedKeyTuples > 0) filling.addTally(tally);
    if (hits.length > 0)
      filling.addHits(hits, isToKeep(hits, this.#settings.rules) ? keptText(event) : undefined);
    filling.addEvent(low, high, flags);
  }
}

/** A batch that is being filled. */
class Filling {
  input: string;
  readonly #fingerprints = new Uint32Array(2 * MOST_EVENTS);
  readonly #flags = new Uint8Array(MOST_EVENTS);
  #events = 0;
  #hitEvents: EventHits[] = [];
  readonly #hits = new HitPacker();
  #tallies: EventTally[] = [];
  #problems: Diagnostic[] = [];
  #badLines: Piece[] = [];
  #bytesRead = 0;
  #sizeBytes = 0;

  constructor(input: string) {
    this.input = input;
  }

  get isFull(): boolean {
    return this.#events >= MOST_EVENTS || this.#sizeBytes >= MOST_BYTES;
  }

  /** Ends the event whose hits and tally were added. */
  addEvent(low: number, high: number, flags: number): void {
    this.#fingerprints[this.#events * 2] = low;
    this.#fingerprints[this.#events * 2 + 1] = high;
    this.#flags[this.#events] = flags;
    this.#events++;
    this.#sizeBytes += 9;
  }

  addHits(hits: readonly Hit[], text: string | undefined): void {
    this.#hitEvents.push({ event: this.#events, hits: hits.length, text });
    for (const hit of hits) this.#hits.add(hit);
    this.#sizeBytes += hits.length * 100 + (text?.length ?? 0) * 2;
  }

  addTally(tally: Omit<EventTally, 'event'>): void {
    this.#tallies.push({ event: this.#events, ...tally });
  }

  addProblem(problem: Diagnostic): void {
    this.#problems.push(problem);
    this.#sizeBytes += 1000;
  }

  /** The bytes are copied: they may share memory with what is read next. */
  addBadLine(piece: Piece): void {
    this.#badLines.push(piece.bytes === undefined ? piece : { ...piece, bytes: piece.bytes.slice() });
    this.#sizeBytes += 200 + (piece.bytes?.length ?? 0);
  }

  addBytesRead(count: number): void {
    this.#bytesRead += count;
  }

  async flush(emit: Emit): Promise<void> {
    if (this.#events + this.#problems.length + this.#badLines.length + this.#bytesRead === 0) return;
    const batch: Batch = {
      input: this.input,
      fingerprints: this.#fingerprints.slice(0, this.#events * 2),
      flags: this.#flags.slice(0, this.#events),
      hitEvents: this.#hitEvents,
      hits: this.#hits.take(),
      tallies: this.#tallies,
      problems: this.#problems,
      badLines: this.#badLines,
      bytesRead: this.#bytesRead,
    };
    const sizeBytes = this.#sizeBytes;
    this.#events = 0;
    this.#hitEvents = [];
    this.#tallies = [];
    this.#problems = [];
    this.#badLines = [];
    this.#bytesRead = 0;
    this.#sizeBytes = 0;
    await emit(batch, sizeBytes);
  }
}
