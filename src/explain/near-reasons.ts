/**
 * What a search finds, and the two kinds of reason that sequences, samples and single events share: a condition
 * that fails and a key that does not join. Whatever else a kind of query asks of a combination is `holds`.
 */
import { compareOrdinals } from '../engine/ordinal.ts';
import type { Came } from './near-absent.ts';
import type { Candidate, Candidates, SeenEvent } from './near-candidates.ts';
import { type Accepts, type Group, groupsBy, type Walk } from './near-walk.ts';

export interface FoundMiss {
  /** In the order of the plan's steps; undefined where the reason is that a step has no event. */
  readonly chain: readonly (Candidate | undefined)[];
  readonly why: Why;
  readonly spanMs: number;
}

/** Positions count from 0 here, in the lists of the plan. */
export type Why =
  | { readonly kind: 'condition'; readonly step: number; readonly condition: number }
  | { readonly kind: 'maxspan' }
  | { readonly kind: 'join-key'; readonly key: number }
  | { readonly kind: 'order'; readonly step: number }
  | { readonly kind: 'until'; readonly until: SeenEvent }
  | { readonly kind: 'absent'; readonly came: Came }
  | { readonly kind: 'missing'; readonly step: number };

/** How a kind of query combines candidates, and what must hold of a combination beside its steps and keys. */
export interface Combining {
  readonly walk: Walk;
  readonly holds: (group: Group, chain: readonly Candidate[]) => boolean;
}

/**
 * Something that is so for more than one in so many events is how ordinary events look to the rule, and no near
 * miss; up to `ALWAYS_TOLD` are told all the same, as a handful of events is all there may be.
 */
const ORDINARY_SHARE = 0.01;
const ALWAYS_TOLD = 10;

export function isOrdinary(count: number, candidates: Candidates): boolean {
  return count > Math.max(ALWAYS_TOLD, candidates.events * ORDINARY_SHARE);
}

/** Combinations in which one condition of one step fails. */
export function* nearByCondition(
  candidates: Candidates,
  group: Group,
  { walk, holds }: Combining,
): Generator<FoundMiss, void> {
  for (const [step, near] of group.near.entries()) {
    const others = group.met.every((list, at) => at === step || list.length > 0);
    if (near.length === 0 || !others) continue;
    for (const failing of new Set(near.map(candidate => candidate.failed))) {
      if (failing === undefined || !isTelling(candidates, failing)) continue;
      const lists = group.met.map((list, at) =>
        at === step ? near.filter(candidate => candidate.failed === failing) : list,
      );
      for (const chain of walk(lists))
        if (holds(group, chain)) yield miss(chain, { kind: 'condition', step, condition: failing });
    }
  }
}

/** Where no other event bears witness, a condition that ordinary events fail tells nothing, nor does a lone one. */
function isTelling(candidates: Candidates, condition: number): boolean {
  const [step, ...others] = candidates.steps;
  if (step === undefined || others.length > 0) return true;
  return step.conditions.length > 1 && !isOrdinary(step.failures.get(condition) ?? 0, candidates);
}

/** Combinations in which one key joins all events but one, or is missing from every event. */
export function* nearByKey(candidates: Candidates, { walk, holds }: Combining): Generator<FoundMiss, void> {
  const keyCount = candidates.steps[0]?.paths.length ?? 0;
  // One event joins with nothing; and with one key alone nothing else says that the events belong together.
  if (candidates.steps.length < 2 || keyCount < 2) return;
  for (let key = 0; key < keyCount; key++) {
    const others = (keys: Candidate['keys']) => keys.filter((_, at) => at !== key);
    for (const group of groupsBy(candidates, others)) {
      for (const accepts of oddKeys(key, candidates.steps.length))
        for (const chain of walk(group.met, accepts))
          if (holds(group, chain)) yield miss(chain, { kind: 'join-key', key });
    }
  }
}

function* oddKeys(key: number, steps: number): Generator<Accepts, void> {
  yield next => next.keys[key] === undefined;
  for (let odd = 0; odd < steps; odd++)
    yield (next, chain) => {
      const value = next.keys[key];
      const at = chain.length;
      if (at === odd) return odd === 0 || value !== chain[0]?.keys[key];
      if (value === undefined) return false;
      const common = chain[odd === 0 ? 1 : 0];
      // Behind an odd first event the second sets the value that the rest must share.
      if (common === undefined) return at === 0 || value !== chain[0]?.keys[key];
      return value === common.keys[key];
    };
}

export function miss(chain: readonly Candidate[], why: Why): FoundMiss {
  return { chain, why, spanMs: spanOf(chain) };
}

/** Milliseconds from the earliest event to the latest, with their fraction; 0 where times are missing. */
export function spanOf(chain: readonly (Candidate | undefined)[]): number {
  const ordinals = chain.flatMap(candidate => candidate?.event.ordinal ?? []);
  const timed = ordinals.filter(({ timestampMs }) => timestampMs !== undefined).sort(compareOrdinals);
  const [first, last] = [timed[0], timed.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return (last.timestampMs ?? 0) - (first.timestampMs ?? 0) + (last.nanos - first.nanos) / 1e6;
}
