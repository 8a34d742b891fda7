import type { Readable } from 'node:stream';
import type { EventInput } from '../../ingest/event-input.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { formatOf, SNIFF_BYTES, withoutByteOrderMark } from '../../ingest/input-format.ts';
import { reasonOf } from '../find-files.ts';
import { unreadablePath } from '../messages.ts';
import { type InputCounts, readInputs } from '../read-inputs.ts';
import { GrowingLines, type GrowingOptions } from './growing-lines.ts';

const NAME = '<stdin>';
const LINE_FEED = 0x0a;

/** Standard input as it comes: `tail -F log | tripline scan - --follow`. What is no lines is read to its end. */
export class FollowedStdin {
  readonly #stream: Readable;
  readonly #counts: InputCounts;
  readonly #options: GrowingOptions;
  readonly #lines: GrowingLines;
  #start: Uint8Array | undefined = new Uint8Array(0);
  #isEnded = false;

  /** `onReadable` is called whenever there may be more to read. */
  constructor(stream: Readable, counts: InputCounts, options: GrowingOptions, onReadable: () => void) {
    this.#stream = stream;
    this.#counts = counts;
    this.#options = options;
    this.#lines = new GrowingLines(NAME, counts, options);
    stream.on('readable', onReadable);
    stream.on('end', () => {
      this.#isEnded = true;
      onReadable();
    });
    stream.on('error', error => {
      options.onProblem(unreadablePath(NAME, reasonOf(error), 'ING001'));
      counts.unreadable.push(NAME);
      this.#isEnded = true;
      onReadable();
    });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  async *read(nowMs: number): AsyncGenerator<readonly IngestedEvent[]> {
    for (let chunk = this.#next(); chunk !== undefined; chunk = this.#next()) {
      if (this.#start === undefined) {
        yield this.#lines.push(chunk, nowMs);
        continue;
      }
      this.#start = Buffer.concat([this.#start, chunk]);
      if (this.#start.length < SNIFF_BYTES && !this.#start.includes(LINE_FEED)) continue;
      const start = this.#start;
      this.#start = undefined;
      const { kind } = formatOf(start);
      if (kind === 'lines' || kind === 'prose' || kind === 'empty')
        yield this.#lines.push(withoutByteOrderMark(start), nowMs);
      else yield* readInputs([this.#whole(start)], this.#counts, this.#options);
    }
    yield this.#lines.release(nowMs);
  }

  close(): void {
    this.#stream.destroy();
  }

  /** Nothing more is read: what waits is a line. */
  end(): readonly IngestedEvent[] {
    const start = this.#start ?? new Uint8Array(0);
    return [...this.#lines.push(withoutByteOrderMark(start), 0), ...this.#lines.end()];
  }

  #next(): Uint8Array | undefined {
    // A stream without an encoding gives bytes.
    return (this.#stream.read() as Uint8Array | null) ?? undefined;
  }

  #whole(start: Uint8Array): EventInput {
    const stream = this.#stream;
    stream.removeAllListeners('readable');
    return {
      name: NAME,
      async *bytes() {
        yield start;
        yield* stream;
      },
    };
  }
}
