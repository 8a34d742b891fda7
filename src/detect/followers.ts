/**
 * Hits of what must not follow: of a rule such as "an alert, and then nothing of its host for five minutes" nearly every
 * event is one. Between two of one key that lie within the span of the rule, a third decides nothing:
 *
 *     sequence by host with maxspan=5m [alert] ![anything]
 *
 *     10:00 p   10:01 b   10:04 n        an alert before p is undone by p, one before b by n as well as by b
 *
 * So b need not be held, as long as each window that has b has p and n too: the three must lie in the same windows of
 * the schedule. Only a sequence of one event is so: of more, what follows is reckoned from the first.
 */
import type { JoinKeyTuple } from '../engine/hit.ts';
import { compareOrdinals, isSpanBeyond } from '../engine/ordinal.ts';
import type { QueryPlan } from '../plan/query.ts';
import type { HeldHit } from './held-hits.ts';
import type { Schedule } from './schedule.ts';

export class Followers {
  readonly #maxspanMs: number;
  readonly #stretchOf: (ms: number) => number;
  /** Of each step those that are held, by key, in their order. */
  readonly #held: ReadonlyMap<number, Map<JoinKeyTuple, HeldHit[]>>;

  constructor(steps: Iterable<number>, maxspanMs: number, stretchOf: (ms: number) => number) {
    this.#held = new Map([...steps].map(step => [step, new Map()]));
    this.#maxspanMs = maxspanMs;
    this.#stretchOf = stretchOf;
  }

  /** Whether the hit says nothing but that something followed. */
  isOne({ steps }: Pick<HeldHit, 'steps'>): boolean {
    const [only] = steps;
    return steps.length === 1 && only !== undefined && only.keys.length === 1 && this.#held.has(only.step);
  }

  /** @returns those that decide nothing any more and are forgotten, of which it may be one */
  add(hit: HeldHit): readonly HeldHit[] {
    const held = this.#likeIt(hit);
    let at = held.length;
    while (at > 0 && isBefore(hit, held[at - 1])) at--;
    if (this.#isBetween(held[at - 1], hit, held[at])) return [hit];
    held.splice(at, 0, hit);
    const gone: HeldHit[] = [];
    for (const place of [at + 1, at - 1]) {
      const one = held[place];
      if (one === undefined || !this.#isBetween(held[place - 1], one, held[place + 1])) continue;
      held.splice(place, 1);
      gone.push(one);
    }
    return gone;
  }

  remove(hit: HeldHit): void {
    const held = this.#likeIt(hit);
    const at = held.indexOf(hit);
    if (at >= 0) held.splice(at, 1);
    const [only] = hit.steps;
    if (held.length === 0 && only !== undefined) this.#held.get(only.step)?.delete(only.keys[0] ?? '');
  }

  clear(): void {
    for (const byKey of this.#held.values()) byKey.clear();
  }

  /** Those of its step and key. */
  #likeIt({ steps: [only] }: HeldHit): HeldHit[] {
    const byKey = only === undefined ? undefined : this.#held.get(only.step);
    const key = only?.keys[0] ?? '';
    const known = byKey?.get(key);
    if (known !== undefined) return known;
    const held: HeldHit[] = [];
    byKey?.set(key, held);
    return held;
  }

  #isBetween(before: HeldHit | undefined, hit: HeldHit, after: HeldHit | undefined): boolean {
    if (before === undefined || after === undefined) return false;
    if (isSpanBeyond(before.ordinal, after.ordinal, this.#maxspanMs)) return false;
    const stretch = this.#stretchOf(hit.primaryMs);
    return this.#stretchOf(before.primaryMs) === stretch && this.#stretchOf(after.primaryMs) === stretch;
  }
}

/** Undefined where each hit may count. */
export function followersOf(plan: QueryPlan, { stretchOf }: Schedule): Followers | undefined {
  if (plan.kind !== 'sequence' || plan.steps.length !== 1 || plan.maxspanMs === undefined) return undefined;
  if (stretchOf === undefined) return undefined;
  const { absent = [], maxspanMs, until } = plan;
  const firstAbsent = 1 + (until === undefined ? 0 : 1);
  const steps = absent.flatMap(({ at }, place) => (at === 1 ? [firstAbsent + place] : []));
  return steps.length === 0 ? undefined : new Followers(steps, maxspanMs, stretchOf);
}

function isBefore(hit: HeldHit, other: HeldHit | undefined): boolean {
  return other !== undefined && compareOrdinals(hit.ordinal, other.ordinal) < 0;
}
