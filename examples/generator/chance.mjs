// Chance, seeded: the same numbers on every machine. Mulberry32, whose 32 bits of state are plenty for a recording.

const SEED = 2026032169;

let state = SEED;
/** From 0 up to, but not, 1. */
export function chance() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** Whole numbers, both ends included. */
export const whole = (least, most) => least + Math.floor(chance() * (most - least + 1));
export const pick = list => list[whole(0, list.length - 1)];
export const hex = digits => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join('');
export const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
