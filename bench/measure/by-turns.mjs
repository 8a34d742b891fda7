// Several ways of doing one thing to the events of a stream, timed by turns in one process.
//
// Each round has the next events of the stream, which no way has seen before: values that recur in production recur
// here, and what is new is new. Repeating the same events would make every value of the stream a known one. The first
// round warms up and does not count.
import { performance } from 'node:perf_hooks';

/**
 * @param {Record<string, (events: T[]) => unknown>} ways
 * @param {T[]} events at least `rounds + 1` times `perRound`
 * @returns {Record<string, number[]>} of each way, microseconds an event in each round
 * @template T
 */
export function timeWays(ways, events, { rounds, perRound }) {
  const microseconds = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    const next = events.slice(round * perRound, (round + 1) * perRound);
    const names = round % 2 === 0 ? Object.keys(ways) : Object.keys(ways).reverse();
    for (const name of names) {
      const start = performance.now();
      ways[name](next);
      if (round > 0) microseconds[name].push(((performance.now() - start) * 1000) / next.length);
    }
  }
  return microseconds;
}

/** How fast each round was beside the yardstick's: 2 is twice as fast. */
export const speedsOf = (microseconds, yardstick) => microseconds.map((us, round) => yardstick[round] / us);
