/**
 * Throws away the hits of a scan of which it is plain, from their keys and times alone, that they change nothing:
 * before events are read again for them. Time is counted in spans, for each rule and key:
 *
 *     threshold    3 of a key within 10 s    spans of 10 s   ..x.|....|.xx.|x...    the first is alone: it goes
 *     new terms    a history of 7 d          spans of 7 d    x.xx|xxx.|....|x..x    only the first of a span can be
 *                                                                                  new, only its last makes known
 *
 * What an alert of a threshold takes lies within its window and the time it gathers for, and so in two spans that
 * touch: a hit goes that has with its neighbours fewer than the least number. Of new terms a hit stays that is the
 * first or the last of its span. Keys and spans are told apart by 64 bits, as events are by their fingerprints.
 * test/props/threshold.prop.ts and new-terms.prop.ts finish hits with and without the sieve.
 */
import type { QueryPlan } from '../plan/query.ts';
import { HitRows } from './hit-rows.ts';
import type { RowStore } from './hit-sieve.ts';
import type { RuleStep } from './rule-set.ts';

/** The rows that are left, in their order; all of them where no rule is of these kinds. */
export function sieveRepeats(
  rules: readonly { readonly plan: QueryPlan }[],
  steps: readonly RuleStep[],
  rows: RowStore,
  newStore: () => RowStore,
): RowStore {
  // By filter: NaN for those of other kinds, and for what only comes with the event that stands in the match.
  const spansMs = Float64Array.from(steps, ({ rule, step }) => spanOf(rules[rule]?.plan, step));
  if (spansMs.every(Number.isNaN)) return rows;
  const leasts = Int32Array.from(steps, ({ rule }) => {
    const plan = rules[rule]?.plan;
    return plan?.kind === 'threshold' ? plan.least : 0;
  });
  const spans = new KeySpans();
  const isOfInterest = (filter: number): boolean => !Number.isNaN(spansMs[filter] ?? Number.NaN);
  for (const chunk of rows.chunks()) {
    for (let at = 0; at < chunk.count; at++) {
      const filter = chunk.filters[at] ?? 0;
      if (isOfInterest(filter))
        spans.add(...placeOf(chunk, at, steps[filter]?.rule ?? 0, spansMs[filter] ?? 1));
    }
  }
  const left = newStore();
  const survivors = new HitRows(1024);
  for (const chunk of rows.chunks()) {
    survivors.clear();
    for (let at = 0; at < chunk.count; at++) {
      const filter = chunk.filters[at] ?? 0;
      if (isOfInterest(filter)) {
        const place = placeOf(chunk, at, steps[filter]?.rule ?? 0, spansMs[filter] ?? 1);
        const least = leasts[filter] ?? 0;
        if (least > 0 ? !spans.hasAround(least, ...place) : !spans.isEnd(...place)) continue;
      }
      survivors.copy(chunk, at);
    }
    left.add(survivors);
  }
  return left;
}

function spanOf(plan: QueryPlan | undefined, step: number): number {
  if (plan === undefined || step > 0) return Number.NaN;
  switch (plan.kind) {
    case 'threshold':
      return Math.max(1, plan.windowMs + plan.gatherMs);
    case 'new-terms':
      return Math.max(1, plan.historyMs);
    default:
      return Number.NaN;
  }
}

type Place = readonly [rule: number, low: number, high: number, span: number, timeMs: number];

function placeOf({ keysHigh, keysLow, times }: HitRows, at: number, rule: number, spanMs: number): Place {
  const timeMs = times[at] ?? 0;
  return [rule, keysLow[at] ?? 0, keysHigh[at] ?? 0, Math.floor(timeMs / spanMs), timeMs];
}

/** How many hits of a key there are in a span of time, the first and the last of them. */
class KeySpans {
  private size = 0;
  private mask = 2 ** 12 - 1;
  /** Two for each; both zero: free. */
  private hashes = new Int32Array(2 * (this.mask + 1));
  private counts = new Int32Array(this.mask + 1);
  private times = new Float64Array(2 * (this.mask + 1));
  /** There was no room for all: what is not there stays. */
  private isFull = false;
  private low = 0;
  private high = 0;

  add(rule: number, low: number, high: number, span: number, timeMs: number): void {
    this.hash(rule, low, high, span);
    let at = this.find();
    if (at < 0) {
      if (this.size >= MOST_SPANS) {
        this.isFull = true;
        return;
      }
      if (this.size * 2 > this.mask) {
        this.grow();
        at = this.find();
      }
      at = ~at;
      this.size++;
      this.hashes[2 * at] = this.low;
      this.hashes[2 * at + 1] = this.high;
      this.times[2 * at] = timeMs;
      this.times[2 * at + 1] = timeMs;
    }
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.times[2 * at] = Math.min(this.times[2 * at] ?? timeMs, timeMs);
    this.times[2 * at + 1] = Math.max(this.times[2 * at + 1] ?? timeMs, timeMs);
  }

  /** Whether there are so many in the span and those beside it. */
  hasAround(least: number, rule: number, low: number, high: number, span: number, _timeMs: number): boolean {
    if (this.isFull) return true;
    let count = 0;
    for (let near = span - 1; near <= span + 1 && count < least; near++) {
      this.hash(rule, low, high, near);
      const at = this.find();
      if (at >= 0) count += this.counts[at] ?? 0;
    }
    return count >= least;
  }

  /** Whether it is the first or the last of its span. */
  isEnd(rule: number, low: number, high: number, span: number, timeMs: number): boolean {
    this.hash(rule, low, high, span);
    const at = this.find();
    return at < 0 || this.times[2 * at] === timeMs || this.times[2 * at + 1] === timeMs;
  }

  private hash(rule: number, low: number, high: number, span: number): void {
    // A span may be more than 32 bits wide.
    const upper = Math.floor(span / 2 ** 32);
    const own = Math.imul(rule + 1, 0x9e3779b1) ^ Math.imul(upper, 0x27d4eb2f);
    this.low = mixed(mixed(low, own), span | 0);
    this.high = mixed(mixed(high, own ^ 0x5bd1e995), Math.imul(span | 0, 0x85ebca6b) ^ upper);
    if (this.low === 0 && this.high === 0) this.low = 1;
  }

  /** Where it stands, or the complement of where it would. */
  private find(): number {
    for (let at = this.low & this.mask; ; at = (at + 1) & this.mask) {
      const low = this.hashes[2 * at];
      const high = this.hashes[2 * at + 1];
      if (low === this.low && high === this.high) return at;
      if (low === 0 && high === 0) return ~at;
    }
  }

  private grow(): void {
    const { counts, hashes, high, low, times } = this;
    this.mask = 2 * this.mask + 1;
    this.hashes = new Int32Array(2 * (this.mask + 1));
    this.counts = new Int32Array(this.mask + 1);
    this.times = new Float64Array(2 * (this.mask + 1));
    for (let at = 0; at < counts.length; at++) {
      if (counts[at] === 0) continue;
      this.low = hashes[2 * at] ?? 0;
      this.high = hashes[2 * at + 1] ?? 0;
      const to = ~this.find();
      this.hashes[2 * to] = this.low;
      this.hashes[2 * to + 1] = this.high;
      this.counts[to] = counts[at] ?? 0;
      this.times[2 * to] = times[2 * at] ?? 0;
      this.times[2 * to + 1] = times[2 * at + 1] ?? 0;
    }
    this.low = low;
    this.high = high;
  }
}

/** With 28 bytes each, and room for twice as many. */
const MOST_SPANS = 2 ** 23;

function mixed(hash: number, value: number): number {
  const mix = Math.imul(hash ^ (value >>> 15) ^ (value << 9), 0x85ebca6b) ^ Math.imul(value, 0xc2b2ae35);
  return mix ^ (mix >>> 13);
}
