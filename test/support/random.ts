/** Chance that can be had again: the same seed draws the same numbers on every machine. */
export interface Random {
  /** A whole number from 0 to `count - 1`. */
  below(count: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of the items, or undefined where there is none. */
  pickAny<T>(items: readonly T[]): T | undefined;
  /** True once in `among` times. */
  oneIn(among: number): boolean;
}

/** The generator `mulberry32`: 32 bits of state, good enough to choose test data by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  };
  return {
    below,
    pick: items => items[below(items.length)] ?? items[0],
    pickAny: items => items[below(items.length)],
    oneIn: among => below(among) === 0,
  };
}
