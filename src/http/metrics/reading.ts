/** What is looked up once for each scrape, so that all numbers of an answer are of the same moment. */
import type { DetectionStatus } from '../../detect/detection.ts';
import type { StoreSize } from '../../store/event-store.ts';
import type { HttpParts, IntakeCounts } from '../parts.ts';
import { type ProcessReading, readProcess } from './process-reading.ts';

export interface Reading {
  readonly version: string;
  readonly startedMs: number;
  /** Undefined: the store did not answer in time. */
  readonly size: StoreSize | undefined;
  readonly detection: DetectionStatus;
  readonly intake: IntakeCounts;
  readonly rules: {
    readonly running: number;
    readonly off: number;
    /** They are on, and what is wrong with them keeps them from running. */
    readonly broken: number;
    /** Their latest run failed. */
    readonly failing: number;
    readonly unreadableFiles: number;
  };
  readonly process: ProcessReading;
}

/** A scrape is given up by Prometheus after ten seconds, unless it is told otherwise. */
const STORE_MS = 5_000;

export class Readings {
  readonly #parts: HttpParts;
  readonly #storeMs: number;
  readonly #startedMs: number;
  /** One at a time: a store that hangs is not asked again and again. */
  #asked: Promise<StoreSize | undefined> | undefined;

  constructor(parts: HttpParts, storeMs: number = STORE_MS) {
    this.#parts = parts;
    this.#storeMs = storeMs;
    this.#startedMs = parts.clock();
  }

  /** @param failingRules ids of rules, of which some may be gone */
  async read(failingRules: ReadonlySet<string>): Promise<Reading> {
    const { detection, intake, rules, version } = this.#parts;
    const [size, process] = await Promise.all([this.#size(), readProcess()]);
    const books = rules.list();
    const on = books.filter(({ isEnabled }) => isEnabled);
    const running = on.filter(({ compiled }) => compiled !== undefined);
    return {
      ...{ version, startedMs: this.#startedMs, size, process },
      detection: detection.status(),
      intake: intake.counts,
      rules: {
        running: running.length,
        off: books.length - on.length,
        broken: on.length - running.length,
        failing: running.filter(({ id }) => failingRules.has(id)).length,
        unreadableFiles: rules.problems().length,
      },
    };
  }

  async #size(): Promise<StoreSize | undefined> {
    this.#asked ??= this.#parts.events
      .size()
      .catch(() => undefined)
      .finally(() => {
        this.#asked = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), this.#storeMs);
    });
    try {
      return await Promise.race([this.#asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
