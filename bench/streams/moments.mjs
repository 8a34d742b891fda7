// When the events of a stream happen, 20 ms apart on average, and which of them are suspicious: one in four of a loud
// stream, else one in five thousand.
export const START_MS = Date.UTC(2026, 2, 17, 8, 0);
const SUSPECT_EVERY = { loud: 4, quiet: 5000 };
/** In ticks of 100 ns. */
const MOST_TICKS_APART = 400_000;

/** Draws one number each, when it is asked for. */
export function* moments(chance, isLoud) {
  const suspectEvery = isLoud ? SUSPECT_EVERY.loud : SUSPECT_EVERY.quiet;
  let ticks = 0;
  for (let serial = 0; ; serial++) {
    ticks += chance.whole(1, MOST_TICKS_APART);
    const at = { ms: START_MS + Math.floor(ticks / 10_000), tick: ticks % 10_000 };
    yield { serial, at, isSuspicious: serial % suspectEvery === suspectEvery - 1 };
  }
}
