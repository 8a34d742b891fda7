/**
 * The second half of the search, for sequences: from candidates to near misses. Each kind of reason is the same
 * walk with one thing changed. The walk takes a first event and then, step by step, the earliest later candidate:
 * the combination with the shortest span that begins there. Changed is
 *
 *     condition   one step takes its candidates from those that fail one condition
 *     maxspan     the span must lie beyond the allowed one, not within
 *     order       two neighbouring steps are walked in each other's place
 *     until       an `until` event must lie between, instead of none
 *     join-key    one key is not asked to be equal, and must not be
 *
 * so that a combination is found only if all else holds.
 */
import { compareOrdinals } from '../engine/ordinal.ts';
import type { SequencePlan } from '../plan/query.ts';
import type { Candidate, Candidates, SeenEvent } from './near-candidates.ts';

export interface FoundMiss {
  /** In the order of the steps. */
  readonly chain: readonly Candidate[];
  readonly why: Why;
  readonly spanMs: number;
}

/** Positions count from 0 here. */
export type Why =
  | { readonly kind: 'condition'; readonly step: number; readonly condition: number }
  | { readonly kind: 'maxspan' }
  | { readonly kind: 'join-key'; readonly key: number }
  | { readonly kind: 'order'; readonly step: number }
  | { readonly kind: 'until'; readonly until: SeenEvent };

/** Beyond this many times the maxspan, two events are no longer near each other. */
const FURTHEST_SPANS = 10;
/** Candidates looked at for one place of a combination, where keys differ. */
const MOST_LOOKS = 1000;

/** Every near miss of a sequence; one first event gives at most one for a reason. */
export function* findNearSequences(plan: SequencePlan, candidates: Candidates): Generator<FoundMiss, void> {
  for (const group of groupsBy(candidates, key => key)) {
    yield* nearByCondition(plan, group);
    yield* nearBySpan(plan, group);
    yield* nearByOrder(plan, group);
    yield* nearByUntil(plan, group);
  }
  const keyCount = plan.steps[0]?.by.length ?? 0;
  // With one key alone nothing else says that the events belong together.
  for (let key = 0; keyCount > 1 && key < keyCount; key++) {
    const others = (keys: Candidate['keys']) => keys.filter((_, at) => at !== key);
    for (const group of groupsBy(candidates, others)) yield* nearByKey(plan, group, key);
  }
}

/** The candidates that share their keys. */
interface Group {
  readonly met: readonly (readonly Candidate[])[];
  readonly near: readonly (readonly Candidate[])[];
  readonly until: readonly Candidate[];
}

function* nearByCondition(plan: SequencePlan, group: Group): Generator<FoundMiss, void> {
  for (let step = 0; step < plan.steps.length; step++) {
    const near = group.near[step] ?? [];
    const others = group.met.every((list, at) => at === step || list.length > 0);
    if (near.length === 0 || !others) continue;
    for (const failing of new Set(near.map(candidate => candidate.failed))) {
      if (failing === undefined) continue;
      const lists = group.met.map((list, at) =>
        at === step ? near.filter(candidate => candidate.failed === failing) : list,
      );
      for (const chain of walk(lists))
        if (isInTime(plan, chain) && untilBetween(group, chain) === undefined)
          yield miss(chain, { kind: 'condition', step, condition: failing });
    }
  }
}

function* nearBySpan({ maxspanMs }: SequencePlan, group: Group): Generator<FoundMiss, void> {
  if (maxspanMs === undefined) return;
  for (const chain of walk(group.met)) {
    const tookMs = spanOf(chain);
    if (
      tookMs > maxspanMs &&
      tookMs <= FURTHEST_SPANS * maxspanMs &&
      untilBetween(group, chain) === undefined
    )
      yield miss(chain, { kind: 'maxspan' });
  }
}

function* nearByOrder(plan: SequencePlan, group: Group): Generator<FoundMiss, void> {
  for (let step = 1; step < plan.steps.length; step++) {
    for (const walked of walk(swapped(group.met, step)))
      if (isInTime(plan, walked) && untilBetween(group, walked) === undefined)
        yield { ...miss(walked, { kind: 'order', step }), chain: swapped(walked, step) };
  }
}

function* nearByUntil(plan: SequencePlan, group: Group): Generator<FoundMiss, void> {
  if (group.until.length === 0) return;
  for (const chain of walk(group.met)) {
    const until = untilBetween(group, chain);
    if (until !== undefined && isInTime(plan, chain))
      yield miss(chain, { kind: 'until', until: until.event });
  }
}

/** One event's key differs from that of all others, or the key is missing from every event. */
function* nearByKey(plan: SequencePlan, group: Group, key: number): Generator<FoundMiss, void> {
  const found = function* (accepts: Accepts): Generator<FoundMiss, void> {
    for (const chain of walk(group.met, accepts))
      if (isInTime(plan, chain) && untilBetween(group, chain) === undefined)
        yield miss(chain, { kind: 'join-key', key });
  };
  yield* found(next => next.keys[key] === undefined);
  for (let odd = 0; odd < plan.steps.length; odd++)
    yield* found((next, chain) => {
      const value = next.keys[key];
      const at = chain.length;
      if (at === odd) return odd === 0 || value !== chain[0]?.keys[key];
      if (value === undefined) return false;
      const common = chain[odd === 0 ? 1 : 0];
      // Behind an odd first event the second sets the value that the rest must share.
      if (common === undefined) return at === 0 || value !== chain[0]?.keys[key];
      return value === common.keys[key];
    });
}

type Accepts = (next: Candidate, chain: readonly Candidate[]) => boolean;

/** For each first event the earliest combination behind it; lists are in order of time. */
function* walk(lists: readonly (readonly Candidate[])[], accepts?: Accepts): Generator<Candidate[], void> {
  for (const first of lists[0] ?? []) {
    if (accepts !== undefined && !accepts(first, [])) continue;
    const chain = [first];
    for (let last = first; chain.length < lists.length; ) {
      const next = earliestAfter(lists[chain.length] ?? [], last, chain, accepts);
      if (next === undefined) break;
      chain.push(next);
      last = next;
    }
    if (chain.length === lists.length) yield chain;
  }
}

function earliestAfter(
  list: readonly Candidate[],
  last: Candidate,
  chain: readonly Candidate[],
  accepts: Accepts | undefined,
): Candidate | undefined {
  const start = positionAfter(list, last);
  if (accepts === undefined) return list[start];
  const end = Math.min(list.length, start + MOST_LOOKS);
  for (let at = start; at < end; at++) {
    const candidate = list[at];
    if (candidate !== undefined && accepts(candidate, chain)) return candidate;
  }
  return undefined;
}

function positionAfter(list: readonly Candidate[], last: Candidate): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = list[middle];
    if (candidate !== undefined && compareOrdinals(candidate.event.ordinal, last.event.ordinal) <= 0)
      low = middle + 1;
    else high = middle;
  }
  return low;
}

function untilBetween(group: Group, chain: readonly Candidate[]): Candidate | undefined {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const until = group.until[positionAfter(group.until, first)];
  if (until === undefined) return undefined;
  return compareOrdinals(until.event.ordinal, last.event.ordinal) < 0 ? until : undefined;
}

function isInTime({ maxspanMs }: SequencePlan, chain: readonly Candidate[]): boolean {
  return maxspanMs === undefined || spanOf(chain) <= maxspanMs;
}

function spanOf(chain: readonly Candidate[]): number {
  return (chain.at(-1)?.event.ordinal.timestampMs ?? 0) - (chain[0]?.event.ordinal.timestampMs ?? 0);
}

function miss(chain: readonly Candidate[], why: Why): FoundMiss {
  return { chain, why, spanMs: spanOf(chain) };
}

function swapped<T>(list: readonly T[], at: number): T[] {
  return [
    ...list.slice(0, at - 1),
    ...list.slice(at, at + 1),
    ...list.slice(at - 1, at),
    ...list.slice(at + 1),
  ];
}

/** Puts candidates together whose `part` of the keys is equal; one whose part is missing joins nothing. */
function groupsBy(
  candidates: Candidates,
  part: (keys: Candidate['keys']) => Candidate['keys'],
): Iterable<Group> {
  interface Filling {
    readonly met: Candidate[][];
    readonly near: Candidate[][];
    readonly until: Candidate[];
  }
  const groups = new Map<string, Filling>();
  const groupOf = (candidate: Candidate): Filling | undefined => {
    const keys = part(candidate.keys);
    if (keys.includes(undefined)) return undefined;
    const text = JSON.stringify(keys);
    const known = groups.get(text);
    if (known !== undefined) return known;
    const group = { met: candidates.steps.map(() => []), near: candidates.steps.map(() => []), until: [] };
    groups.set(text, group);
    return group;
  };
  for (const [at, step] of candidates.steps.entries()) {
    for (const candidate of step.met) groupOf(candidate)?.met[at]?.push(candidate);
    for (const candidate of step.near) groupOf(candidate)?.near[at]?.push(candidate);
  }
  for (const candidate of candidates.until) groupOf(candidate)?.until.push(candidate);
  return groups.values();
}
