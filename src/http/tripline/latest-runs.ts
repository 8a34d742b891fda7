import type { RunRecord } from '../../detect/detection.ts';
import type { HttpParts } from '../parts.ts';

/** Of each rule its latest run: read when it is first asked for, and from then on heard of. */
export class LatestRuns {
  readonly #parts: Pick<HttpParts, 'changes' | 'detection'>;
  readonly #runs = new Map<string, RunRecord>();
  #loading: Promise<void> | undefined;

  #isListening = false;

  constructor(parts: Pick<HttpParts, 'changes' | 'detection'>) {
    this.#parts = parts;
  }

  /** By id of the rule. */
  async all(): Promise<ReadonlyMap<string, RunRecord>> {
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
    return this.#runs;
  }

  async #load(): Promise<void> {
    if (!this.#isListening)
      this.#parts.changes.subscribe(change => {
        if (change.kind === 'run') this.#take(change.record);
      });
    this.#isListening = true;
    for (const record of await this.#parts.detection.latestRuns()) this.#take(record);
  }

  /** One over an earlier window, by hand, is no later run. */
  #take(record: RunRecord): void {
    const known = this.#runs.get(record.ruleId);
    if (known === undefined || record.window.toMs >= known.window.toMs) this.#runs.set(record.ruleId, record);
  }
}
