import type { Chunk } from './chunk.ts';
import { Damage } from './damage.ts';
import { VALUE } from './value-type.ts';

/**
 * The values that a record gives to its template: a count, for each a size, a type and an empty byte, then the
 * values one behind the other. Nothing is decoded before it is asked for.
 */
export class Substitutions {
  static readonly NONE: Substitutions = new Substitutions([], [0]);

  readonly #types: readonly number[];
  /** Where each value begins in its chunk, and where the last one ends. */
  readonly #starts: readonly number[];

  private constructor(types: readonly number[], starts: readonly number[]) {
    this.#types = types;
    this.#starts = starts;
  }

  /** Reads the list at `at`, all of which lies before `end`. */
  static read(chunk: Chunk, at: number, end: number): Substitutions {
    const count = chunk.uint32(at, end);
    const valuesAt = at + 4 + count * 4;
    if (valuesAt > end) throw new Damage(`${count} values are announced, which do not fit`);
    chunk.budget.spend(count);
    const { view } = chunk;
    const types: number[] = [];
    const starts: number[] = [];
    let start = valuesAt;
    for (let from = at + 4; from < valuesAt; from += 4) {
      types.push(view.getUint8(from + 2));
      starts.push(start);
      start += view.getUint16(from, true);
    }
    if (start > end) throw new Damage('the values are longer than the record');
    starts.push(start);
    return new Substitutions(types, starts);
  }

  /** Behind the last value. */
  get end(): number {
    return this.#starts[this.#types.length] ?? 0;
  }

  /** The type by its number in the file; that of a value which is not there is null. */
  type(index: number): number {
    return this.#types[index] ?? VALUE.null;
  }

  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  size(index: number): number {
    const start = this.#starts[index];
    const next = this.#starts[index + 1];
    return start === undefined || next === undefined ? 0 : next - start;
  }
}
