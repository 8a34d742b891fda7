import { splitLines } from '../../ingest/formats/split-lines.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { type RecordSettings, readJsonRecord } from '../../ingest/read-record.ts';
import { countSkipped, type InputCounts, isOfNoUse, type ReadOptions } from '../read-inputs.ts';

/** The events of an input of lines that comes bit by bit; a last line without its end waits for it. */
export class GrowingLines {
  readonly #counts: InputCounts;
  readonly #onProblem: ReadOptions['onProblem'];
  readonly #settings: RecordSettings;
  readonly #splitter = splitLines(MAX_LINE_BYTES);
  #events = 0;
  #skipped = 0;

  constructor(name: string, counts: InputCounts, { onProblem, indexOverride }: ReadOptions) {
    this.#counts = counts;
    this.#onProblem = onProblem;
    this.#settings = {
      input: name,
      noun: 'line',
      limitBytes: MAX_LINE_BYTES,
      indexOverride,
    };
  }

  push(bytes: Uint8Array): readonly IngestedEvent[] {
    return this.#read(this.#splitter.push(bytes));
  }

  /** Nothing will be added: what waits is a line. */
  end(): readonly IngestedEvent[] {
    const events = this.#read(this.#splitter.end());
    if (isOfNoUse({ events: this.#events, skipped: this.#skipped }))
      this.#counts.unreadable.push(this.#settings.input);
    return events;
  }

  #read(pieces: ReturnType<ReturnType<typeof splitLines>['push']>): readonly IngestedEvent[] {
    const events: IngestedEvent[] = [];
    for (const piece of pieces) {
      const item = readJsonRecord(piece, this.#settings);
      if (item.kind === 'event') {
        events.push(item);
        continue;
      }
      this.#skipped++;
      countSkipped(this.#counts, item);
      this.#onProblem(item.diagnostic);
    }
    this.#events += events.length;
    return events;
  }
}
