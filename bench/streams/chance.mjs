// Chance, seeded: the same numbers on every machine, so that a seed and a size name a stream. Mulberry32.

export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed | 0;
  }

  /** From 0 up to, but not, 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    const state = this.#state;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Whole numbers, both ends included. */
  whole(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  hex(digits) {
    let text = '';
    while (text.length < digits)
      text += Math.floor(this.next() * 4294967296)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  }

  uuid() {
    const digits = this.hex(32);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  /** One of the list, whose first is taken twice as often as its second, three times as often as its third (Zipf). */
  zipf(list) {
    let sums = cumulated.get(list.length);
    if (sums === undefined) {
      let sum = 0;
      sums = Float64Array.from({ length: list.length }, (_, rank) => {
        sum += 1 / (rank + 1);
        return sum;
      });
      cumulated.set(list.length, sums);
    }
    const wanted = this.next() * sums[sums.length - 1];
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] > wanted) high = middle;
      else low = middle + 1;
    }
    return list[low];
  }
}

/** By length of the list. Lists that grow pass many lengths: only few of them are kept. */
const cumulated = new Map();

/**
 * Values that recur: `next` gives one that was given before, the older the likelier, or with a chance of
 * 1 in `reuse` a new one. So each is given `reuse` times on average, however long the stream is.
 */
export class Pool {
  #chance;
  #reuse;
  #make;
  #values = [];

  constructor(chance, reuse, make) {
    this.#chance = chance;
    this.#reuse = reuse;
    this.#make = make;
  }

  next() {
    const values = this.#values;
    if (values.length === 0 || this.#chance.next() * this.#reuse < 1) {
      values.push(this.#make());
      return values[values.length - 1];
    }
    // The square makes the first of them the most frequent.
    return values[Math.floor(this.#chance.next() ** 2 * values.length)];
  }
}
