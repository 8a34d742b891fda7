/** A binary heap: what is least by `compare` is at hand, and adding or taking costs the logarithm of the size. */
export class Heap<T> {
  readonly #compare: (a: T, b: T) => number;
  /** Each stands before the two at twice its place plus one and plus two. */
  readonly #items: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  get least(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = items[above] as T; // within the bounds, as below
      if (this.#compare(other, item) <= 0) break;
      items[at] = other;
      at = above;
    }
    items[at] = item;
  }

  takeLeast(): T | undefined {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return least;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#compare(items[below + 1] as T, items[below] as T) < 0) below++;
      const other = items[below] as T;
      if (this.#compare(last, other) <= 0) break;
      items[at] = other;
      at = below;
    }
    items[at] = last;
    return least;
  }
}
