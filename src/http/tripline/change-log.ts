/**
 * The latest changes, numbered, so that whoever was away for a moment hears what he missed. Numbers count from the start
 * of the process, and an id names both: one of an earlier process is of no use, and that is said.
 */
import type { Change } from '../../detect/detection.ts';

export interface LoggedChange {
  readonly id: string;
  readonly change: Change;
}

/** Of one change; of further alerts only how many there are. */
export const MOST_UUIDS_TOLD = 500;

export class ChangeLog {
  readonly #processId: string;
  readonly #most: number;
  readonly #listeners = new Set<(logged: LoggedChange) => void>();
  #latest: LoggedChange[] = [];
  #count = 0;

  constructor(processId: string, most: number) {
    this.#processId = processId;
    this.#most = most;
  }

  get lastId(): string {
    return this.#idOf(this.#count);
  }

  add(change: Change): void {
    const logged = { id: this.#idOf(++this.#count), change };
    this.#latest.push(logged);
    // Twice as many are held for a moment: the array is not moved at each change.
    if (this.#latest.length >= 2 * this.#most) this.#latest = this.#latest.slice(-this.#most);
    for (const listener of this.#listeners) listener(logged);
  }

  /** What came after this id; undefined: some of it, or all, is not known any more. */
  since(id: string): readonly LoggedChange[] | undefined {
    const [processId, number] = id.split(':');
    const seen = Number(number);
    if (processId !== this.#processId || !Number.isInteger(seen) || seen < 0 || seen > this.#count)
      return undefined;
    const missed = this.#count - seen;
    if (missed > this.#latest.length) return undefined;
    return missed === 0 ? [] : this.#latest.slice(-missed);
  }

  listen(listener: (logged: LoggedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #idOf(number: number): string {
    return `${this.#processId}:${number}`;
  }
}
