import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fileInput } from '../../ingest/event-input.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { formatOf, SNIFF_BYTES, withoutByteOrderMark } from '../../ingest/input-format.ts';
import { type InputCounts, readInputs } from '../read-inputs.ts';
import { GrowingLines, type GrowingOptions } from './growing-lines.ts';

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
/** A file of records is read when it has not changed for so long: until then it may be half written. */
const SETTLED_MS = 2_000;
/** A file met in a folder that has not changed for so long is closed, and opened again when it does. */
const CLOSE_AFTER_MS = 60_000;

/** How a file is found in one look at its path. */
export interface FoundFile {
  readonly path: string;
  /** Met in a folder, not named by the user. */
  readonly isMet: boolean;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * One file, whatever it is called by now: it is held open while it changes, so that a rename (rotation) loses
 * nothing of it. What it holds decides how it is followed: lines are read as they are added, from the start again
 * when the file was cut; anything else is read whole, whenever it has settled after a change.
 */
export class FollowedFile {
  readonly #name: string;
  readonly #isMet: boolean;
  readonly #counts: InputCounts;
  readonly #options: GrowingOptions;
  #handle: number | undefined;
  /** `none`: text that is no events. */
  #form: 'unknown' | 'lines' | 'whole' | 'none' = 'unknown';
  #lines: GrowingLines;
  /** The start, while it does not tell yet what the file holds. */
  #start: Uint8Array = new Uint8Array(0);
  /** How much was read of lines. */
  #readBytes = 0;
  /** Size and time as last seen, and when they were seen to change. */
  #state = '';
  #changedMs = 0;
  /** The state in which it was read whole. */
  #wholeState = '';

  constructor({ path, isMet }: FoundFile, counts: InputCounts, options: GrowingOptions) {
    this.#name = path;
    this.#isMet = isMet;
    this.#counts = counts;
    this.#options = options;
    this.#lines = new GrowingLines(path, counts, options);
  }

  get changedMs(): number {
    return this.#changedMs;
  }

  /**
   * What has come since the last time. `found`: as it is found now; undefined: under none of the paths. `isAtOnce`:
   * it is not waited for a file to settle, or for the rest of a script.
   * @throws the failure of the operating system
   */
  async *read(
    found: FoundFile | undefined,
    nowMs: number,
    isAtOnce: boolean,
  ): AsyncGenerator<readonly IngestedEvent[]> {
    const state = found === undefined ? this.#state : `${found.sizeBytes} ${found.modifiedMs}`;
    const isChanged = state !== this.#state;
    if (isChanged) this.#changedMs = nowMs;
    this.#state = state;
    if (this.#form !== 'whole') yield* this.#readGrowth(found, nowMs, isChanged, isAtOnce);
    if (this.#form === 'whole' && found !== undefined) yield* this.#readWhole(found, nowMs, isAtOnce);
  }

  /** Nothing will be added: what waits is read. */
  end(): readonly IngestedEvent[] {
    this.#close();
    if (this.#form === 'none' || this.#form === 'whole') return [];
    if (this.#form === 'lines') return this.#lines.end();
    if (this.#isMet && this.#start.length > 0 && formatOf(this.#start).kind !== 'lines') {
      this.#counts.passedOver.push(this.#name);
      return [];
    }
    return [...this.#lines.push(withoutByteOrderMark(this.#start), 0), ...this.#lines.end()];
  }

  async *#readGrowth(
    found: FoundFile | undefined,
    nowMs: number,
    isChanged: boolean,
    isAtOnce: boolean,
  ): AsyncGenerator<readonly IngestedEvent[]> {
    if (this.#handle === undefined) {
      if (found === undefined || !isChanged) return;
      this.#handle = openSync(found.path, 'r');
    }
    // Not beyond the size that it has now: a writer that is faster than this reader must not hold up the others.
    const { size } = fstatSync(this.#handle);
    if (size < this.#readBytes) {
      const rest = this.end();
      this.#startAnew();
      yield rest;
      if (found === undefined) return;
      this.#handle = openSync(found.path, 'r');
    }
    while (this.#readBytes < size && (this.#form === 'unknown' || this.#form === 'lines')) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - this.#readBytes));
      const got = readSync(this.#handle, chunk, 0, chunk.length, this.#readBytes);
      if (got === 0) break;
      this.#readBytes += got;
      this.#changedMs = nowMs;
      yield this.#take(chunk.subarray(0, got), nowMs);
    }
    // What is there at the start is old, and what is there at the end is all: nothing more is waited for.
    yield this.#lines.release(isAtOnce ? Number.POSITIVE_INFINITY : nowMs);
    if (this.#form === 'whole' || (this.#isMet && nowMs - this.#changedMs > CLOSE_AFTER_MS)) this.#close();
  }

  #take(bytes: Uint8Array, nowMs: number): readonly IngestedEvent[] {
    if (this.#form === 'lines') return this.#lines.push(bytes, nowMs);
    this.#start = Buffer.concat([this.#start, bytes]);
    // A first line that is whole tells; of less, `{` may be the start of anything.
    const isFull = this.#start.length >= SNIFF_BYTES;
    if (!isFull && !this.#start.includes(LINE_FEED)) return [];
    const { kind } = formatOf(this.#start);
    if (kind === 'lines' || (kind === 'prose' && !this.#isMet)) {
      this.#form = 'lines';
      return this.#lines.push(withoutByteOrderMark(this.#start), nowMs);
    }
    if (kind === 'prose' || kind === 'empty') {
      if (!isFull) return [];
      this.#form = 'none';
      this.#counts.passedOver.push(this.#name);
    } else this.#form = 'whole';
    return [];
  }

  async *#readWhole(
    found: FoundFile,
    nowMs: number,
    isAtOnce: boolean,
  ): AsyncGenerator<readonly IngestedEvent[]> {
    if (this.#state === this.#wholeState) return;
    if (!isAtOnce && nowMs - this.#changedMs < SETTLED_MS) return;
    this.#wholeState = this.#state;
    const { path, isMet } = found;
    yield* readInputs([{ ...fileInput(path), isMet }], this.#counts, this.#options);
  }

  /** The file was cut: what it holds now is new. */
  #startAnew(): void {
    this.#form = 'unknown';
    this.#start = new Uint8Array(0);
    this.#readBytes = 0;
    this.#lines = new GrowingLines(this.#name, this.#counts, this.#options);
  }

  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}
