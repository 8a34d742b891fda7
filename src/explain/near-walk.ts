/**
 * Combinations of candidates, one for each step. All candidates of one step under equal keys stand in a list, and
 * a walk goes from list to list: from each first event to the earliest later one, or, where order is nothing, to
 * any other. One first event gives at most one combination, so that their number stays that of the events.
 */
import { compareOrdinals, isSpanBeyond } from '../engine/ordinal.ts';
import type { Candidate, Candidates } from './near-candidates.ts';

/** Candidates looked at for one place of a combination, or for one combination in any order. */
const MOST_LOOKS = 1000;

/** The candidates that share their keys; lists are in order of time. */
export interface Group {
  /** The shared keys, as JSON. */
  readonly keys: string;
  readonly met: readonly (readonly Candidate[])[];
  readonly near: readonly (readonly Candidate[])[];
  readonly until: readonly Candidate[];
  readonly absent: readonly (readonly Candidate[])[];
}

/** Whether a candidate may follow those chosen so far. */
export type Accepts = (next: Candidate, chain: readonly Candidate[]) => boolean;

export type Walk = (
  lists: readonly (readonly Candidate[])[],
  accepts?: Accepts,
) => Generator<readonly Candidate[], void>;

/** For each first event the earliest combination behind it. */
export function* walkInOrder(
  lists: readonly (readonly Candidate[])[],
  accepts?: Accepts,
): Generator<readonly Candidate[], void> {
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

/** For each first event a combination with it, in whatever order, that has no event twice. */
export function* walkInAnyOrder(
  lists: readonly (readonly Candidate[])[],
  accepts?: Accepts,
): Generator<readonly Candidate[], void> {
  for (const first of lists[0] ?? []) {
    if (accepts !== undefined && !accepts(first, [])) continue;
    const chain = completed([first], lists, accepts, { looksLeft: MOST_LOOKS });
    if (chain !== undefined) yield chain;
  }
}

function completed(
  chain: readonly Candidate[],
  lists: readonly (readonly Candidate[])[],
  accepts: Accepts | undefined,
  bound: { looksLeft: number },
): readonly Candidate[] | undefined {
  if (chain.length === lists.length) return chain;
  for (const next of lists[chain.length] ?? []) {
    if (--bound.looksLeft < 0) return undefined;
    if (chain.some(({ event }) => event === next.event)) continue;
    if (accepts !== undefined && !accepts(next, chain)) continue;
    const whole = completed([...chain, next], lists, accepts, bound);
    if (whole !== undefined) return whole;
  }
  return undefined;
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

/** The first position that is later than the candidate; of equal ones too, if it may be the candidate itself. */
export function positionAfter(
  list: readonly Candidate[],
  { event }: Candidate,
  itself: 'excluded' | 'included' = 'excluded',
): number {
  const border = itself === 'excluded' ? 0 : -1;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = list[middle];
    if (
      candidate !== undefined &&
      Math.sign(compareOrdinals(candidate.event.ordinal, event.ordinal)) <= border
    )
      low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isBefore(a: Candidate, b: Candidate): boolean {
  return compareOrdinals(a.event.ordinal, b.event.ordinal) < 0;
}

/** Whether the last event of a combination in order of time is at most so long after the first. */
export function isWithin(chain: readonly Candidate[], spanMs: number): boolean {
  const [first, last] = endsOf(chain);
  return !isSpanBeyond(first.event.ordinal, last.event.ordinal, spanMs);
}

export function endsOf(chain: readonly Candidate[]): readonly [first: Candidate, last: Candidate] {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a combination without events');
  return [first, last];
}

/** Puts candidates together whose `part` of the keys is equal; one whose part is missing joins nothing. */
export function groupsBy(
  candidates: Candidates,
  part: (keys: Candidate['keys']) => Candidate['keys'],
): Iterable<Group> {
  interface Filling {
    readonly keys: string;
    readonly met: Candidate[][];
    readonly near: Candidate[][];
    readonly until: Candidate[];
    readonly absent: Candidate[][];
  }
  const groups = new Map<string, Filling>();
  const groupOf = (candidate: Candidate): Filling | undefined => {
    const values = part(candidate.keys);
    if (values.includes(undefined)) return undefined;
    const keys = JSON.stringify(values);
    const known = groups.get(keys);
    if (known !== undefined) return known;
    const { steps, absent } = candidates;
    const group: Filling = {
      keys,
      met: steps.map(() => []),
      near: steps.map(() => []),
      until: [],
      absent: absent.map(() => []),
    };
    groups.set(keys, group);
    return group;
  };
  for (const [at, step] of candidates.steps.entries()) {
    for (const candidate of step.met) groupOf(candidate)?.met[at]?.push(candidate);
    for (const candidate of step.near) groupOf(candidate)?.near[at]?.push(candidate);
  }
  for (const candidate of candidates.until) groupOf(candidate)?.until.push(candidate);
  for (const [at, step] of candidates.absent.entries())
    for (const candidate of step.met) groupOf(candidate)?.absent[at]?.push(candidate);
  return groups.values();
}
