import { closeSync, openSync, readSync } from 'node:fs';
import type { SourceEvent } from '../alerts/alert-document.ts';
import { InputFailure } from '../ingest/event-input.ts';
import type { Piece } from '../ingest/formats/piece.ts';
import type { LineOrigin, SkippedRecord } from '../ingest/ingested-event.ts';
import { unreadable } from '../ingest/messages.ts';
import { readJsonRecord } from '../ingest/read-record.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import type { Fingerprinter } from './fingerprint.ts';
import { SpillingBytes } from './spilling-bytes.ts';
import { SpillingTable } from './spilling-table.ts';

/** A line that stands for an event; its bytes are needed only where `origin.path` and `offset` do not tell the place. */
export type SourceLine = Pick<Piece, 'record' | 'offset' | 'lengthBytes' | 'bytes'>;

/** Why an event that was kept is none after all. */
export type LostEvent =
  | SkippedRecord
  | { readonly kind: 'changed'; readonly input: string; readonly diagnostic: Diagnostic };

/** So many events are at hand without reading them again. */
const MOST_AT_HAND = 1_000;
const TEXT = -1;
/** What is noted of some 400,000 events stays in memory. */
const ROWS_BYTES = 16 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/**
 * The events that hits refer to, found again by the number that they are given here. Of an event that was a line only
 * the line is kept, and of a line in a plain file only its place: most hits come to nothing, and the few events that
 * stand in matches are read once more. What has to be kept as bytes stays in memory up to a budget, then goes to a
 * temporary file.
 */
export class KeptEvents {
  readonly #bytes: SpillingBytes;
  readonly #fingerprint: Fingerprinter;
  readonly #onLost: (event: LostEvent) => void;
  readonly #origins: LineOrigin[] = [];
  /** By number: its origin, or `TEXT`; where its bytes stand, and how many; its line; its fingerprint. */
  readonly #rows = new SpillingTable(5, ROWS_BYTES);
  readonly #atHand = new Map<number, SourceEvent | LostEvent>();
  #openFile: { readonly path: string; readonly handle: number } | undefined;

  /**
   * @param fingerprint of the seed with which lines come.
   * @param onLost is told of events that cannot be read again when they are needed.
   */
  constructor(budgetBytes: number, fingerprint: Fingerprinter, onLost: (event: LostEvent) => void) {
    this.#bytes = new SpillingBytes(budgetBytes);
    this.#fingerprint = fingerprint;
    this.#onLost = onLost;
  }

  /** The number that the next event will get. */
  get next(): number {
    return this.#rows.size;
  }

  keep(event: SourceEvent): number {
    return this.keepText(keptText(event));
  }

  /** Keeps an event that comes as its `keptText`. */
  keepText(text: string): number {
    const bytes = Buffer.from(text);
    return this.#add(TEXT, this.#bytes.append(bytes), bytes.length, 0, 0);
  }

  /** @param fingerprint the lower half of the event's; that of the one that was made last if not given. */
  keepLine(
    { bytes, lengthBytes, record, offset }: SourceLine,
    origin: LineOrigin,
    fingerprint: number = this.#fingerprint.low,
  ): number {
    let number = this.#origins.length - 1;
    if (this.#origins[number] !== origin) number = this.#origins.push(origin) - 1;
    const isInFile = origin.path !== undefined && offset !== undefined;
    if (!isInFile && bytes === undefined) throw new Error('a line without a place has to bring its bytes');
    const place = isInFile ? origin.base + offset : this.#bytes.append(bytes ?? NO_BYTES);
    return this.#add(number, place, lengthBytes, record, fingerprint);
  }

  get(ref: number): SourceEvent | LostEvent {
    const known = this.#atHand.get(ref);
    if (known !== undefined) return known;
    const event = this.#read(ref);
    if (this.#atHand.size >= MOST_AT_HAND) this.#atHand.clear();
    this.#atHand.set(ref, event);
    return event;
  }

  /** Undefined: it cannot be read again, which is told. */
  find(ref: number): SourceEvent | undefined {
    const event = this.get(ref);
    if (!('diagnostic' in event)) return event;
    this.#onLost(event);
    return undefined;
  }

  close(): void {
    this.#rows.close();
    this.#bytes.close();
    this.#closeFile();
  }

  #add(origin: number, place: number, length: number, record: number, fingerprint: number): number {
    return this.#rows.push(origin, place, length, record, fingerprint);
  }

  #read(ref: number): SourceEvent | LostEvent {
    const row = this.#rows.at(ref);
    if (row === undefined) throw new Error(`no event is kept as ${ref}`);
    const [number = TEXT, place = 0, length = 0, lineRecord = 0, fingerprint = 0] = row;
    if (number === TEXT) return eventOfKeptText(this.#bytes.read(place, length).toString('utf8'));
    const origin = this.#origins[number];
    if (origin === undefined) throw new Error(`no origin ${number}`);
    const { path, settings } = origin;
    const bytes = path === undefined ? this.#bytes.read(place, length) : this.#readFile(path, place, length);
    if (bytes === undefined) return changed(settings.input);
    const record = { record: lineRecord, bytes, lengthBytes: length, ending: 'mark' } as const;
    const event = readJsonRecord(record, settings);
    if (path === undefined) return event;
    if (event.kind === 'event') this.#fingerprint.take(event.identity);
    // A line that was no event from the start is told as such only if it is still that line, which nobody can know.
    return event.kind === 'event' && this.#fingerprint.low !== fingerprint ? changed(settings.input) : event;
  }

  /** Undefined: the file is not what it was. */
  #readFile(path: string, place: number, length: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(length);
    try {
      if (this.#openFile?.path !== path) {
        this.#closeFile();
        this.#openFile = { path, handle: openSync(path, 'r') };
      }
      for (let done = 0; done < length; ) {
        const got = readSync(this.#openFile.handle, bytes, done, length - done, place + done);
        if (got === 0) return undefined;
        done += got;
      }
      return bytes;
    } catch {
      return undefined;
    }
  }

  #closeFile(): void {
    if (this.#openFile !== undefined) closeSync(this.#openFile.handle);
    this.#openFile = undefined;
  }
}

function changed(input: string): LostEvent {
  const failure = new InputFailure('read', new Error('it changed while it was read'), input);
  return { kind: 'changed', input, diagnostic: unreadable(input, failure, true) };
}

/** The event that is kept under this text. */
export function eventOfKeptText(text: string): SourceEvent {
  const [id, index, document] = JSON.parse(text);
  return { id, index: index ?? undefined, document };
}

/** The text under which an event is kept. */
export function keptText({ id, index, document }: SourceEvent): string {
  return JSON.stringify([id, index ?? null, document]);
}
