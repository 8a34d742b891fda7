import { doubled } from './doubled.ts';

/** A list of numbers that grows at its end, eight bytes each. */
export class GrowingNumbers {
  #numbers: Float64Array = new Float64Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(number: number): void {
    if (this.#size === this.#numbers.length) this.#numbers = doubled(this.#numbers);
    this.#numbers[this.#size++] = number;
  }

  /** Gives all numbers, on memory of their own, and begins anew. */
  take(): Float64Array {
    const all = this.#numbers.slice(0, this.#size);
    this.#size = 0;
    return all;
  }

  /** NaN where there is none. */
  at(place: number): number {
    return place < this.#size ? (this.#numbers[place] ?? Number.NaN) : Number.NaN;
  }
}
