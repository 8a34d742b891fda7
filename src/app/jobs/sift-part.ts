import { GrowingNumbers } from '../../base/growing-numbers.ts';
import { buildExtractor, type Extractor } from '../../engine/extract/extractor.ts';
import { HitRows } from '../../engine/hit-rows.ts';
import { buildRuleSet, type RuleSet } from '../../engine/rule-set.ts';
import { ownIdentity } from '../../ingest/event-id.ts';
import { type EventInput, fileInput, InputFailure } from '../../ingest/event-input.ts';
import { type CutLines, LineCutter } from '../../ingest/formats/cut-lines.ts';
import type { Piece } from '../../ingest/formats/piece.ts';
import type { IngestedEvent, LineOrigin, RawLines } from '../../ingest/ingested-event.ts';
import { withoutByteOrderMark } from '../../ingest/input-format.ts';
import { unreadable } from '../../ingest/messages.ts';
import { lineSettings, MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { readJsonRecord } from '../../ingest/read-record.ts';
import { scriptPartOf } from '../../ingest/script-part.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { counted } from '../event-inputs.ts';
import { Fingerprinter } from '../fingerprint.ts';
import { keptText } from '../kept-events.ts';
import { noInputCounts, readInputs } from '../read-inputs.ts';
import { RecentFingerprints } from '../recent-fingerprints.ts';
import { isInRange, timeOfEvent } from '../replay.ts';
import { SettledLines } from '../settled-lines.ts';
import { countLineFeeds, linesInRange } from './lines-in-range.ts';
import {
  type Batch,
  type EventTally,
  type HitEvent,
  type LinesPart,
  OUT_OF_RANGE,
  type Part,
  type PartEnd,
  type WaitingScriptPart,
  WITHOUT_INDEX,
  WITHOUT_TIME,
  type WorkerSettings,
} from './part.ts';

/** Takes a batch; the reading goes on when it has resolved. */
export type Emit = (batch: Batch, sizeBytes: number) => Promise<void> | void;

const NO_BYTES = new Uint8Array(0);
const MOST_EVENTS = 2048;
const MOST_BYTES = 512 * 1024;
/** Doubles are known, and not filtered again, among so many of the latest events at least: 16 MB. */
const MOST_REMEMBERED = 500_000;

/** Lets the filters see the events of parts: the first half of a scan, for one thread. */
export class Sifter {
  readonly #settings: WorkerSettings;
  readonly #ruleSet: RuleSet;
  readonly #extractor: Extractor;
  readonly #fingerprint: Fingerprinter;
  readonly #settled: SettledLines;
  readonly #seen = new RecentFingerprints(MOST_REMEMBERED);

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    this.#ruleSet = buildRuleSet(settings.rules, { seed: settings.seed });
    this.#extractor = buildExtractor(this.#ruleSet.fields);
    this.#fingerprint = new Fingerprinter(settings.seed);
    this.#settled = new SettledLines(this.#ruleSet, settings.indexOverride, this.#fingerprint);
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
    const taker = {
      isDone: () => false,
      take: (raw: RawLines, at: number): boolean => {
        filling.goTo(raw.origin.settings.input);
        return this.#takeLine(raw, at, 0, filling);
      },
    };
    for await (const events of readInputs(countedInputs, counts, settings, taker)) {
      for (const event of events) {
        filling.goTo(event.position.input);
        this.#sift(event, filling);
      }
      await filling.emitFull(emit);
    }
    await filling.flush(emit);
    return { counts, lines: 0 };
  }

  /** Events of one input that were read already. */
  siftEvents(input: string, events: readonly IngestedEvent[], onBatch: (batch: Batch) => void): void {
    const filling = new Filling(input);
    for (const event of events) this.#sift(event, filling);
    for (const { batch } of filling.takeAll()) onBatch(batch);
  }

  async #siftLines({ input, lines, isFirst }: LinesPart, emit: Emit): Promise<PartEnd> {
    const filling = new Filling(input);
    const settings = lineSettings(input, this.#settings.indexOverride);
    const path = 'bytes' in lines ? undefined : lines.path;
    let origin: LineOrigin = { settings, path, base: 0 };
    let lineCount = 0;
    if ('bytes' in lines && lines.overlongBytes !== undefined) {
      lineCount++;
      const ending = 'mark';
      filling.addBadLine({ record: 1, bytes: undefined, lengthBytes: lines.overlongBytes, ending });
    }
    const before = lineCount;
    const cutter = new LineCutter(MAX_LINE_BYTES);
    const readAt = (raw: RawLines, at: number): void => {
      if (this.#takeLine(raw, at, before, filling)) return;
      const found = raw.lines.pieceAt(at);
      const piece = before === 0 ? found : { ...found, record: found.record + before };
      const item = readJsonRecord(piece, settings);
      if (item.kind !== 'event') filling.addBadLine(piece);
      else if (scriptPartOf(item.document) !== undefined) filling.addScriptPart(item);
      else this.#sift(item, filling);
    };
    const read = async (all: readonly CutLines[]): Promise<void> => {
      for (const lines of all) {
        const raw = { kind: 'lines', origin, lines } as const;
        for (let at = 0; at < lines.count; at++) readAt(raw, at);
      }
      await filling.emitFull(emit);
    };
    const end = (failure?: Diagnostic): PartEnd => ({
      counts: noInputCounts(),
      lines: lineCount,
      ...(failure === undefined ? {} : { failure }),
    });
    let isAtStart = isFirst;
    let someWereRead = false;
    try {
      const chunks = 'bytes' in lines ? [{ bytes: lines.bytes, at: 0 }] : linesInRange(lines);
      for await (const chunk of chunks) {
        filling.addBytesRead(chunk.bytes.length);
        const bytes = isAtStart ? withoutByteOrderMark(chunk.bytes) : chunk.bytes;
        if (!someWereRead) origin = { settings, path, base: chunk.at + chunk.bytes.length - bytes.length };
        isAtStart = false;
        lineCount += countLineFeeds(bytes);
        await read(cutter.push(bytes));
        someWereRead = true;
      }
    } catch (failure) {
      if (!(failure instanceof InputFailure)) throw failure;
      await filling.flush(emit);
      return end(unreadable(input, failure, someWereRead || !isFirst));
    }
    await read(cutter.end());
    await filling.flush(emit);
    return end();
  }

  /** Whether the line was taken as it is. */
  #takeLine({ lines, origin }: RawLines, at: number, linesBefore: number, filling: Filling): boolean {
    const settled = this.#settled;
    if (!settled.settle(lines, at)) return false;
    const flags = this.#flagsOf(settled.timestampMs, settled.index);
    if (isToSift(flags)) {
      const tally = { untimedHits: 0, droppedKeyTuples: 0 };
      const event = { index: settled.index, ref: filling.nextEvent };
      const added = this.#ruleSet.siftOpened(settled.reader, event, filling.rows, tally);
      if (added === undefined) return this.#takeUnread(lines.pieceAt(at), origin, filling);
      filling.addTally(tally);
      if (added > 0) filling.addHitLine(lines.pieceAt(at), linesBefore, origin);
    }
    filling.addEvent(this.#fingerprint, flags ?? 0);
    return true;
  }

  /** A line that the scanner could not read to its end after all. This thread has noted that it has seen it. */
  #takeUnread(piece: Piece, origin: LineOrigin, filling: Filling): boolean {
    const event = readJsonRecord(piece, origin.settings);
    if (event.kind !== 'event') return false;
    this.#siftNew(event, filling);
    return true;
  }

  #sift(event: IngestedEvent, filling: Filling): void {
    this.#fingerprint.take(event.identity);
    this.#siftNew(event, filling, this.#flagsOf(timeOfEvent(event), event.index));
  }

  #siftNew(
    event: IngestedEvent,
    filling: Filling,
    flags: number | undefined = flagsOf(timeOfEvent(event), event.index),
  ): void {
    if (isToSift(flags)) {
      const tally = { untimedHits: 0, droppedKeyTuples: 0 };
      const slots = this.#extractor.fromDocument(event.document);
      const sifted = { index: event.index, slots, arrival: 0, ref: filling.nextEvent };
      if (this.#ruleSet.sift(sifted, filling.rows, tally) > 0) filling.addHitText(keptText(event));
      filling.addTally(tally);
    }
    filling.addEvent(this.#fingerprint, flags ?? 0);
  }

  /**
   * What is to be told of the event whose fingerprint was made. Undefined: this thread has seen it. Parts come in
   * order, so the merge will have seen it too when it comes to this event.
   */
  #flagsOf(timestampMs: number | undefined, index: string | undefined): number | undefined {
    if (!this.#seen.addFingerprint(this.#fingerprint.low, this.#fingerprint.high)) return undefined;
    const flags = flagsOf(timestampMs, index);
    return isInRange(timestampMs, this.#settings) ? flags : flags | OUT_OF_RANGE;
  }
}

/** Undefined: it was seen. */
function isToSift(flags: number | undefined): boolean {
  return flags !== undefined && (flags & OUT_OF_RANGE) === 0;
}

function flagsOf(timestampMs: number | undefined, index: string | undefined): number {
  return (timestampMs === undefined ? WITHOUT_TIME : 0) | (index === undefined ? WITHOUT_INDEX : 0);
}

interface FullBatch {
  readonly batch: Batch;
  readonly sizeBytes: number;
}

/** A batch that is being filled, and those that are full and wait to be sent. */
class Filling {
  readonly rows = new HitRows(256);
  #input: string;
  #path: string | undefined;
  readonly #fingerprints = new Uint32Array(2 * MOST_EVENTS);
  readonly #flags = new Uint8Array(MOST_EVENTS);
  #events = 0;
  #places = new GrowingNumbers();
  #hitEvents: HitEvent[] = [];
  #tallies: EventTally[] = [];
  #scriptParts: WaitingScriptPart[] = [];
  #problems: Diagnostic[] = [];
  #badLines: Piece[] = [];
  #bytesRead = 0;
  #sizeBytes = 0;
  #full: FullBatch[] = [];

  constructor(input: string) {
    this.#input = input;
  }

  /** The position of the event that is added next. */
  get nextEvent(): number {
    return this.#events;
  }

  /** What follows is of this input. */
  goTo(input: string): void {
    if (this.#input === input) return;
    this.#finish();
    this.#input = input;
  }

  /** Ends the event whose rows and tally were added. */
  addEvent({ low, high }: Fingerprinter, flags: number): void {
    this.#fingerprints[this.#events * 2] = low;
    this.#fingerprints[this.#events * 2 + 1] = high;
    this.#flags[this.#events] = flags;
    this.#events++;
    this.#sizeBytes += 9;
    if (this.#events >= MOST_EVENTS || this.#sizeBytes >= MOST_BYTES) this.#finish();
  }

  addHitLine(piece: Piece, linesBefore: number, origin: LineOrigin): void {
    const { bytes = NO_BYTES, offset } = piece;
    const record = piece.record + linesBefore;
    if (origin.path === undefined || offset === undefined) {
      // A copy: the bytes around it are not to go along.
      this.#hitEvents.push({ event: this.#events, line: new Uint8Array(bytes), record });
      this.#sizeBytes += bytes.length;
      return;
    }
    this.#path = origin.path;
    for (const number of [this.#events, record, origin.base + offset, bytes.length])
      this.#places.push(number);
    this.#sizeBytes += 32;
  }

  addHitText(text: string): void {
    this.#hitEvents.push({ event: this.#events, text });
    this.#sizeBytes += text.length * 2;
  }

  addTally(tally: Omit<EventTally, 'event'>): void {
    if (tally.untimedHits > 0 || tally.droppedKeyTuples > 0)
      this.#tallies.push({ event: this.#events, ...tally });
  }

  addScriptPart(event: IngestedEvent): void {
    const { identity } = event;
    const text = keptText(event);
    this.#scriptParts.push({
      event: this.#events,
      text,
      identity: ownIdentity(identity),
      line: event.position.record,
    });
    this.#sizeBytes += text.length * 2;
  }

  addProblem(problem: Diagnostic): void {
    this.#problems.push(problem);
    this.#sizeBytes += 1000;
  }

  addBadLine(piece: Piece): void {
    const bytes = piece.bytes && new Uint8Array(piece.bytes);
    this.#badLines.push({ ...piece, bytes });
    this.#sizeBytes += 200 + (bytes?.length ?? 0);
  }

  addBytesRead(count: number): void {
    this.#bytesRead += count;
  }

  /** Sends what is full. */
  async emitFull(emit: Emit): Promise<void> {
    for (const { batch, sizeBytes } of this.#takeFull()) await emit(batch, sizeBytes);
  }

  /** Sends all there is. */
  async flush(emit: Emit): Promise<void> {
    this.#finish();
    await this.emitFull(emit);
  }

  /** Gives all there is. */
  takeAll(): readonly FullBatch[] {
    this.#finish();
    return this.#takeFull();
  }

  #takeFull(): readonly FullBatch[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Makes a batch of what was added, and begins anew. */
  #finish(): void {
    const items = this.#events + this.#scriptParts.length + this.#problems.length + this.#badLines.length;
    if (items + this.#bytesRead === 0) return;
    const { count } = this.rows;
    const batch: Batch = {
      input: this.#input,
      path: this.#path,
      fingerprints: this.#fingerprints.slice(0, this.#events * 2),
      flags: this.#flags.slice(0, this.#events),
      rows: this.rows.take(),
      places: this.#places.take(),
      hitEvents: this.#hitEvents,
      tallies: this.#tallies,
      scriptParts: this.#scriptParts,
      problems: this.#problems,
      badLines: this.#badLines,
      bytesRead: this.#bytesRead,
    };
    this.#full.push({ batch, sizeBytes: this.#sizeBytes + count * 24 });
    this.#path = undefined;
    this.#events = 0;
    this.#hitEvents = [];
    this.#tallies = [];
    this.#scriptParts = [];
    this.#problems = [];
    this.#badLines = [];
    this.#bytesRead = 0;
    this.#sizeBytes = 0;
  }
}
