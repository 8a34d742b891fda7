import type { SourceEvent } from '../alerts/alert-document.ts';
import { SpillFile } from './spill-file.ts';

/**
 * The events that some filter kept, to be found again by a number when a match is told. Up to the budget they
 * stay in memory as JSON text; what comes later goes to a temporary file.
 */
export class KeptEvents {
  readonly #budgetBytes: number;
  #usedBytes = 0;
  readonly #texts: string[] = [];
  readonly #file = new SpillFile();
  /** Place and length in the file, two numbers an event, of those behind the last in memory. */
  readonly #places: number[] = [];

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** The number that the next event will get. */
  get next(): number {
    return this.#texts.length + this.#places.length / 2;
  }

  keep(event: SourceEvent): number {
    return this.keepText(keptText(event));
  }

  /** Keeps an event that comes as its `keptText`. */
  keepText(text: string): number {
    const ref = this.next;
    if (this.#places.length === 0 && this.#usedBytes + text.length * 2 <= this.#budgetBytes) {
      this.#usedBytes += text.length * 2;
      this.#texts.push(text);
    } else {
      const bytes = Buffer.from(text);
      this.#places.push(this.#file.append(bytes), bytes.length);
    }
    return ref;
  }

  get(ref: number): SourceEvent {
    const [id, index, document] = JSON.parse(this.#text(ref));
    return { id, index: index ?? undefined, document };
  }

  close(): void {
    this.#file.close();
  }

  #text(ref: number): string {
    const text = this.#texts[ref];
    if (text !== undefined) return text;
    const at = (ref - this.#texts.length) * 2;
    const [place, length] = [this.#places[at], this.#places[at + 1]];
    if (place === undefined || length === undefined) throw new Error(`no event is kept as ${ref}`);
    return this.#file.read(place, length).toString('utf8');
  }
}

/** The text under which an event is kept. */
export function keptText({ id, index, document }: SourceEvent): string {
  return JSON.stringify([id, index ?? null, document]);
}
