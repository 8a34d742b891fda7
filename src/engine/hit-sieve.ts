/**
 * Throws away the hits of a scan that cannot stand in a match, or keep one from being, before anything is made of
 * them. A match of a sequence or a sample has an event at each step, all under one key and within maxspan of each
 * other. So of a rule, and step by step from the one that was hit least,
 *
 *     A: 3 hits, under keys k1 k2 k3     B: 100,000 hits, nearly all under other keys
 *
 * only hits survive under whose key that step, the *guard*, was hit at about the same time. Which keys had a guard,
 * and when, is kept in a Bloom filter, which says "perhaps" too often and never "no" wrongly: a hit that survives in
 * vain costs time, and the finishers see to it that it matches nothing. Time is counted in whole maxspans, so that
 * what lies within one of a guard stands in its span or in one beside it.
 *
 * Why no lost hit is missed: a match lies within maxspan of its guard, and so does all that could end or bar it. A
 * sequence begun earlier than that, which would have been there without the sieve, is too old to be completed with
 * that guard, and a start within the window takes its place all the same. test/props/hit-sieve.prop.ts finishes
 * hits with and without the sieve.
 *
 * Other kinds of rules have sieves of their own before that (sieve-repeats.ts), or none.
 */
import { type QueryPlan, standsInMatches, stepsOf } from '../plan/query.ts';
import { HitRows } from './hit-rows.ts';
import type { RuleStep } from './rule-set.ts';
import { sieveRepeats } from './sieve-repeats.ts';

/** Rows in the order in which they were added, in chunks; a store may keep them on disk. */
export interface RowStore {
  /** Adds the rows, which it copies. */
  add(rows: HitRows): void;
  chunks(): Iterable<HitRows>;
}

/** A store that holds all rows in memory. */
export function memoryRowStore(): RowStore {
  const all = new HitRows(1024);
  return {
    add(rows) {
      for (let at = 0; at < rows.count; at++) all.copy(rows, at);
    },
    chunks: () => [all],
  };
}

/**
 * The rows that survive, in their order.
 * @param steps by filter, as `RuleSet.steps`.
 * @param newStore for the rows that survive a round.
 */
export function sieveHits(
  rules: readonly { readonly plan: QueryPlan }[],
  steps: readonly RuleStep[],
  rows: RowStore,
  newStore: () => RowStore,
): RowStore {
  let left = sieveRepeats(rules, steps, rows, newStore);
  const wasGuard = new Uint8Array(steps.length);
  for (let round = 0; ; round++) {
    const guards =
      round === MOST_ROUNDS
        ? undefined
        : chooseGuards(rules, steps, countsOf(left, steps.length), wasGuard, round === 0);
    if (guards === undefined) return left;
    const bloom = new Bloom(guards.rows);
    for (const chunk of left.chunks()) addGuards(bloom, guards, chunk);
    const next = newStore();
    const survivors = new HitRows(1024);
    for (const chunk of left.chunks()) {
      survivors.clear();
      for (let at = 0; at < chunk.count; at++)
        if (survives(bloom, guards, chunk, at)) survivors.copy(chunk, at);
      next.add(survivors);
    }
    left = next;
  }
}

/** More rounds than this take away next to nothing. */
const MOST_ROUNDS = 4;

/** What one round asks, by filter. */
interface Guards {
  /** Of the hits of this filter the others have to be near. */
  readonly isGuard: Uint8Array;
  /** 0: its hits go; 1: they stay; 2: they stay near a guard. */
  readonly fate: Uint8Array;
  readonly rules: Int32Array;
  /** NaN: whenever it was. */
  readonly spansMs: Float64Array;
  /** How many rows of guards there are. */
  readonly rows: number;
}

const GOES = 0;
const STAYS = 1;
const STAYS_NEAR_GUARD = 2;

/** Takes of each rule what was hit least and was no guard yet. Undefined: no rule has one left. */
function chooseGuards(
  rules: readonly { readonly plan: QueryPlan }[],
  steps: readonly RuleStep[],
  counts: Float64Array,
  wasGuard: Uint8Array,
  isFirst: boolean,
): Guards | undefined {
  const isGuard = new Uint8Array(steps.length);
  const fate = new Uint8Array(steps.length);
  const spansMs = new Float64Array(steps.length).fill(Number.NaN);
  let hasGuards = false;
  let guardRows = 0;
  for (let first = 0; first < steps.length; ) {
    const rule = steps[first]?.rule ?? 0;
    const plan = rules[rule]?.plan;
    if (plan === undefined) throw new Error(`a filter of rule ${rule}, but there are ${rules.length} rules`);
    const end = first + stepsOf(plan).length;
    const needed = filtersNeeded(plan, first, end);
    // What threshold and indicators count and compare besides comes with the event that stands in the match.
    const kept = plan.kind === 'threshold' || plan.kind === 'indicators' ? first + needed.length : end;
    const isHit = (filter: number): boolean => (counts[filter] ?? 0) > 0;
    const guards = guardsAmong(plan, needed, counts, wasGuard);
    if (plan.kind === 'indicators' ? !needed.some(isHit) : !needed.every(isHit)) fate.fill(GOES, first, end);
    else if (guards.length === 0) fate.fill(STAYS, first, kept);
    else {
      fate.fill(STAYS_NEAR_GUARD, first, kept);
      for (const guard of guards) {
        isGuard[guard] = 1;
        wasGuard[guard] = 1;
        guardRows += counts[guard] ?? 0;
      }
      hasGuards = true;
      if (plan.kind === 'sequence' && plan.maxspanMs !== undefined)
        spansMs.fill(Math.max(1, plan.maxspanMs), first, end);
    }
    first = end;
  }
  if (!hasGuards && !isFirst) return undefined;
  return { isGuard, fate, rules: Int32Array.from(steps, step => step.rule), spansMs, rows: guardRows };
}

/**
 * Of steps that all have to be there, the one that was hit least. Of indicators, which match by one group or another,
 * the side that was hit less: first only events stay that have a value of some indicator, then only those indicators.
 */
function guardsAmong(
  plan: QueryPlan,
  needed: readonly number[],
  counts: Float64Array,
  wasGuard: Uint8Array,
): readonly number[] {
  if (plan.kind !== 'sequence' && plan.kind !== 'sample' && plan.kind !== 'indicators') return [];
  const groups =
    plan.kind === 'indicators'
      ? [0, 1].map(side => needed.filter((_, at) => at % 2 === side))
      : needed.map(filter => [filter]);
  const hits = (filters: readonly number[]): number =>
    filters.reduce((sum, filter) => sum + (counts[filter] ?? 0), 0);
  return (
    groups
      .filter(filters => filters.every(filter => wasGuard[filter] === 0))
      .sort((a, b) => hits(a) - hits(b))[0] ?? []
  );
}

function filtersNeeded(plan: QueryPlan, first: number, end: number): number[] {
  const needed: number[] = [];
  for (let filter = first; filter < end; filter++)
    if (standsInMatches(plan, filter - first)) needed.push(filter);
  return needed;
}

function countsOf(rows: RowStore, filters: number): Float64Array {
  const counts = new Float64Array(filters);
  for (const chunk of rows.chunks()) {
    for (let at = 0; at < chunk.count; at++) {
      const filter = chunk.filters[at] ?? 0;
      counts[filter] = (counts[filter] ?? 0) + 1;
    }
  }
  return counts;
}

function addGuards(bloom: Bloom, { isGuard, rules, spansMs }: Guards, rows: HitRows): void {
  for (let at = 0; at < rows.count; at++) {
    const filter = rows.filters[at] ?? 0;
    if (isGuard[filter] === 0) continue;
    bloom.begin(rules[filter] ?? 0, rows.keysLow[at] ?? 0, rows.keysHigh[at] ?? 0);
    bloom.add(spanOf(rows.times[at], spansMs[filter]));
  }
}

function survives(bloom: Bloom, guards: Guards, rows: HitRows, at: number): boolean {
  const filter = rows.filters[at] ?? 0;
  if (guards.fate[filter] !== STAYS_NEAR_GUARD) return guards.fate[filter] === STAYS;
  if (guards.isGuard[filter] === 1) return true;
  bloom.begin(guards.rules[filter] ?? 0, rows.keysLow[at] ?? 0, rows.keysHigh[at] ?? 0);
  const span = spanOf(rows.times[at], guards.spansMs[filter]);
  return bloom.has(span) || bloom.has(span - 1) || bloom.has(span + 1);
}

/** In which maxspan since 1970 a time lies; 0 where time does not matter. */
function spanOf(timeMs = Number.NaN, spanMs = Number.NaN): number {
  const span = Math.floor(timeMs / spanMs);
  return Number.isNaN(span) ? 0 : span;
}

const BITS_A_ROW = 16;
const FEWEST_BITS = 2 ** 16;
const MOST_BITS = 2 ** 28;

/** A set of (rule, key, span) that may say yes too often: two bits for each, of some sixteen. */
class Bloom {
  private readonly words: Int32Array;
  private readonly mask: number;
  private low = 0;
  private high = 0;

  constructor(rows: number) {
    let bits = FEWEST_BITS;
    while (bits < rows * BITS_A_ROW && bits < MOST_BITS) bits *= 2;
    this.words = new Int32Array(bits / 32);
    this.mask = bits - 1;
  }

  /** What `add` and `has` speak of. */
  begin(rule: number, keyLow: number, keyHigh: number): void {
    this.low = Math.imul(keyLow ^ Math.imul(rule + 1, 0x9e3779b1), 0x85ebca6b);
    this.high = Math.imul(keyHigh ^ Math.imul(rule + 1, 0xc2b2ae35), 0x27d4eb2f);
  }

  add(span: number): void {
    for (const bit of [this.firstBit(span), this.secondBit(span)])
      this.words[bit >>> 5] = (this.words[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }

  has(span: number): boolean {
    return this.isSet(this.firstBit(span)) && this.isSet(this.secondBit(span));
  }

  private isSet(bit: number): boolean {
    return ((this.words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }

  private firstBit(span: number): number {
    const mix = Math.imul(this.low ^ (this.low >>> 15) ^ span, 0x9e3779b1);
    return (mix ^ (mix >>> 16)) & this.mask;
  }

  private secondBit(span: number): number {
    const mix = Math.imul(this.high ^ (this.high >>> 13) ^ (span << 3), 0x5bd1e995);
    return (mix ^ (mix >>> 14)) & this.mask;
  }
}
