/**
 * What became of every sequence that began: the machine of the sequence finisher (engine/sequence.ts) run in the open,
 * without its savings. Each first event begins a chain, and each chain ends in one way that can be named:
 *
 *     matched     all steps came
 *     replaced    a newer one of its key took its place
 *     late        the next step came under its key, beyond the maxspan
 *     until       an event of `until` ended it
 *     absent      complete, but an event came that had to be missing
 *     waiting     nothing more came under its key
 *
 * That its matches are the engine's is a property (test/props/explain.prop.ts); it keeps all chains and is for a set of
 * events that fits in memory.
 */
import type { Hit, JoinKeyTuple, Ordinal } from '../engine/hit.ts';
import { compareOrdinals, isSpanBeyond } from '../engine/ordinal.ts';
import type { SequencePlan } from '../plan/query.ts';

/** An event that came though it had to be missing. */
export interface Unwanted {
  readonly ref: number;
  /** Position among the plan's `absent` steps. */
  readonly absent: number;
}

export type ChainEnd =
  | { readonly kind: 'matched' }
  | { readonly kind: 'replaced'; readonly byRef: number }
  /** The span would have been so long. */
  | { readonly kind: 'late'; readonly ref: number; readonly tookMs: number }
  | { readonly kind: 'until'; readonly ref: number }
  | { readonly kind: 'absent'; readonly came: readonly Unwanted[] }
  | { readonly kind: 'waiting' };

export interface Chain {
  readonly key: JoinKeyTuple;
  /** The refs of its events, by position of the step. */
  readonly refs: readonly number[];
  readonly end: ChainEnd;
}

interface OpenChain {
  readonly key: JoinKeyTuple;
  readonly refs: number[];
  readonly first: Ordinal;
  last: Ordinal;
  end: ChainEnd;
  /** What came between two of its events. */
  readonly bars: Unwanted[];
  readonly leading: readonly Timed[];
}

interface Timed extends Unwanted {
  readonly ordinal: Ordinal;
}

/** The chains in the order of their first events; hits in the order of the plan. */
export function traceSequences(plan: SequencePlan, hits: readonly Hit[]): readonly Chain[] {
  return new Tracer(plan).run(hits);
}

class Tracer {
  readonly #plan: SequencePlan;
  readonly #maxspanMs: number;
  readonly #last: number;
  readonly #until: number | undefined;
  readonly #firstAbsent: number;
  readonly #chains: OpenChain[] = [];
  /** By step that was matched last, then by key. */
  readonly #slots: Map<JoinKeyTuple, OpenChain>[];
  /** Events that had to be missing before or after all others, by key. */
  readonly #leading = new Map<JoinKeyTuple, Timed[]>();
  readonly #trailing = new Map<JoinKeyTuple, Timed[]>();
  /** Hits of later steps, by step and key, to find those that came too late. */
  readonly #later: Map<JoinKeyTuple, { readonly ordinal: Ordinal; readonly ref: number }[]>[];

  constructor(plan: SequencePlan) {
    this.#plan = plan;
    this.#maxspanMs = plan.maxspanMs ?? Number.POSITIVE_INFINITY;
    this.#last = plan.steps.length - 1;
    this.#until = plan.until === undefined ? undefined : plan.steps.length;
    this.#firstAbsent = plan.steps.length + (plan.until === undefined ? 0 : 1);
    this.#slots = plan.steps.map(() => new Map());
    this.#later = plan.steps.map(() => new Map());
  }

  run(hits: readonly Hit[]): readonly Chain[] {
    for (const hit of hits) this.#push(hit);
    for (const chain of this.#chains) {
      if (chain.refs.length === this.#plan.steps.length) this.#judge(chain);
      else if (chain.end.kind === 'waiting') this.#findLate(chain);
    }
    return this.#chains;
  }

  #push(hit: Hit): void {
    for (const { step, keys } of hit.steps.toReversed()) {
      if (step > this.#last) continue;
      for (const key of keys) {
        listAt(this.#later[step], key).push({ ordinal: hit.ordinal, ref: hit.ref });
        if (step === 0) this.#begin(key, hit);
        else this.#advance(step, key, hit);
      }
    }
    for (const { step, keys } of hit.steps) {
      if (step <= this.#last) continue;
      for (const key of keys) this.#other(step, key, hit);
    }
  }

  #begin(key: JoinKeyTuple, { ordinal, ref }: Hit): void {
    const chain: OpenChain = {
      key,
      refs: [ref],
      first: ordinal,
      last: ordinal,
      end: { kind: 'waiting' },
      bars: [],
      // What comes later than this event is no longer before it.
      leading: [...(this.#leading.get(key) ?? [])],
    };
    this.#chains.push(chain);
    if (this.#last > 0) this.#stand(chain, 0);
  }

  #stand(chain: OpenChain, step: number): void {
    const slot = this.#slots[step];
    const before = slot?.get(chain.key);
    const byRef = chain.refs.at(-1);
    // One that has no time left would not have matched either way.
    if (before !== undefined && byRef !== undefined && !this.#isBeyond(before, chain.last))
      before.end = { kind: 'replaced', byRef };
    slot?.set(chain.key, chain);
  }

  #advance(step: number, key: JoinKeyTuple, { ordinal, ref }: Hit): void {
    const slot = this.#slots[step - 1];
    const chain = slot?.get(key);
    if (chain === undefined || this.#isBeyond(chain, ordinal)) return;
    slot?.delete(key);
    chain.refs.push(ref);
    chain.last = ordinal;
    if (step < this.#last) this.#stand(chain, step);
  }

  #other(step: number, key: JoinKeyTuple, { ordinal, ref }: Hit): void {
    if (step === this.#until) {
      for (const slot of this.#slots) {
        const chain = slot.get(key);
        if (chain !== undefined && !this.#isBeyond(chain, ordinal)) chain.end = { kind: 'until', ref };
        slot.delete(key);
      }
      return;
    }
    const absent = step - this.#firstAbsent;
    const at = this.#plan.absent?.[absent]?.at;
    if (at === undefined) return;
    if (at === 0) {
      // The latest is the one that counts.
      const list = listAt(this.#leading, key);
      list.splice(0, list.length, { absent, ref, ordinal });
    } else if (at > this.#last) listAt(this.#trailing, key).push({ absent, ref, ordinal });
    else {
      const chain = this.#slots[at - 1]?.get(key);
      if (chain !== undefined && compareOrdinals(chain.last, ordinal) < 0) chain.bars.push({ absent, ref });
    }
  }

  /** Of a chain that is complete: whether what had to be missing was (spec eql.md §7.7). */
  #judge(chain: OpenChain): void {
    const { first, last, bars } = chain;
    const [bar] = bars;
    if (bar !== undefined) {
      chain.end = { kind: 'absent', came: [bar] };
      return;
    }
    const leading = chain.leading.find(({ ordinal }) => !isSpanBeyond(ordinal, last, this.#maxspanMs));
    const trailing = this.#trailing
      .get(chain.key)
      ?.find(
        ({ ordinal }) => compareOrdinals(ordinal, last) > 0 && !isSpanBeyond(first, ordinal, this.#maxspanMs),
      );
    const ends = this.#plan.absent?.map(({ at }) => at) ?? [];
    const isEitherSide = ends.includes(0) && ends.includes(this.#plan.steps.length);
    const came = [leading, trailing].flatMap(one => one ?? []);
    const isBroken = isEitherSide
      ? leading !== undefined &&
        trailing !== undefined &&
        !isSpanBeyond(leading.ordinal, trailing.ordinal, this.#maxspanMs)
      : came.length > 0;
    chain.end = isBroken
      ? { kind: 'absent', came: came.map(({ absent, ref }) => ({ absent, ref })) }
      : { kind: 'matched' };
  }

  /** The next step under the chain's key, which came when its time was over. */
  #findLate(chain: OpenChain): void {
    const list = this.#later[chain.refs.length]?.get(chain.key) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = list[middle];
      if (there !== undefined && compareOrdinals(there.ordinal, chain.last) <= 0) low = middle + 1;
      else high = middle;
    }
    const next = list[low];
    if (next === undefined || !this.#isBeyond(chain, next.ordinal)) return;
    chain.end = { kind: 'late', ref: next.ref, tookMs: spanMs(chain.first, next.ordinal) };
  }

  #isBeyond(chain: OpenChain, now: Ordinal): boolean {
    return isSpanBeyond(chain.first, now, this.#maxspanMs);
  }
}

/** Milliseconds between two events of known time, with their fraction. */
export function spanMs(from: Ordinal, to: Ordinal): number {
  return (to.timestampMs ?? 0) - (from.timestampMs ?? 0) + (to.nanos - from.nanos) / 1e6;
}

function listAt<T>(map: Map<JoinKeyTuple, T[]> | undefined, key: JoinKeyTuple): T[] {
  const known = map?.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  map?.set(key, list);
  return list;
}
