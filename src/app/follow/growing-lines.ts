import { splitLines } from '../../ingest/formats/split-lines.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { ScriptBlockJoiner } from '../../ingest/join-script-blocks.ts';
import { lineSettings, MAX_LINE_BYTES } from '../../ingest/read-events.ts';
import { type RecordSettings, readJsonRecord } from '../../ingest/read-record.ts';
import { countScriptBlock } from '../../ingest/script-block-counts.ts';
import { countSkipped, type InputCounts, isOfNoUse, type ReadOptions } from '../read-inputs.ts';

/** Parts of a script block wait so long for the others: they are written at once, and shipped within seconds. */
const MOST_WAIT_MS = 5_000;

export interface GrowingOptions extends ReadOptions {
  /** How much later than another an event may come, in milliseconds; no part of a script waits for half of it. */
  readonly latenessMs: number;
}

/**
 * The events of an input of lines that comes bit by bit; a last line without its end waits for it, and the part of
 * a script block for the others.
 */
export class GrowingLines {
  readonly #counts: InputCounts;
  readonly #onProblem: ReadOptions['onProblem'];
  readonly #settings: RecordSettings;
  readonly #splitter = splitLines(MAX_LINE_BYTES);
  readonly #joiner: ScriptBlockJoiner;
  readonly #waitMs: number;
  #events = 0;
  #skipped = 0;

  constructor(name: string, counts: InputCounts, { onProblem, indexOverride, latenessMs }: GrowingOptions) {
    this.#counts = counts;
    this.#onProblem = onProblem;
    this.#joiner = new ScriptBlockJoiner(outcome => countScriptBlock(counts.scriptBlocks, outcome));
    this.#waitMs = Math.min(MOST_WAIT_MS, latenessMs / 2);
    this.#settings = lineSettings(name, indexOverride);
  }

  push(bytes: Uint8Array, nowMs: number): readonly IngestedEvent[] {
    return this.#read(this.#splitter.push(bytes), nowMs);
  }

  /** All that there is by now was pushed: gives what has waited too long for parts of scripts. */
  release(nowMs: number): readonly IngestedEvent[] {
    return this.#joiner.release(nowMs - this.#waitMs);
  }

  /** Nothing will be added: what waits is a line. */
  end(): readonly IngestedEvent[] {
    const events = [...this.#read(this.#splitter.end(), 0), ...this.#joiner.end()];
    if (isOfNoUse({ events: this.#events, skipped: this.#skipped }))
      this.#counts.unreadable.push(this.#settings.input);
    return events;
  }

  #read(pieces: ReturnType<ReturnType<typeof splitLines>['push']>, nowMs: number): readonly IngestedEvent[] {
    const events: IngestedEvent[] = [];
    for (const piece of pieces) {
      const item = readJsonRecord(piece, this.#settings);
      if (item.kind === 'event') {
        this.#events++;
        events.push(...this.#joiner.push(item, nowMs));
        continue;
      }
      this.#skipped++;
      countSkipped(this.#counts, item);
      this.#onProblem(item.diagnostic);
    }
    return events;
  }
}
