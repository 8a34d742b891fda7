/**
 * Finds the near misses of a rule among events. See near-miss.ts for what counts, near-candidates.ts for the
 * first half of the search, near-sequences.ts and near-samples.ts for the second; here is what is shown of it.
 */
import { unreachable } from '../base/unreachable.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { EventsPlan, QueryPlan, SamplePlan, SequencePlan } from '../plan/query.ts';
import {
  type CandidateEvent,
  type Candidates,
  collectCandidates,
  type SeenEvent,
} from './near-candidates.ts';
import type { NearMiss, NearMissCut } from './near-miss.ts';
import { type FoundMiss, nearByCondition, type Why } from './near-reasons.ts';
import { findNearSamples } from './near-samples.ts';
import { findNearSequences } from './near-sequences.ts';
import { groupsBy, walkInOrder } from './near-walk.ts';
import { placesOf, type StepPlace } from './query-steps.ts';
import { tellMiss } from './tell-miss.ts';

export interface NearMissOptions {
  /** How many to list, 20 if not said. Each reason is listed at least once, even past this number. */
  readonly most?: number;
  /** Told once, if anything was left out. */
  readonly onCut?: (cut: NearMissCut) => void;
}

const MOST = 20;

/**
 * The combinations of events that failed to match `plan` for exactly one reason, earliest first. Events may come
 * in any order, each once; the result depends on nothing but them. Events are taken as all of the rule's
 * indices. Memory is bounded by the candidates kept (near-candidates.ts), of which the documents are held.
 */
export function findNearMisses(
  rule: { readonly plan: QueryPlan },
  events: Iterable<CandidateEvent>,
  options: NearMissOptions = {},
): readonly NearMiss[] {
  const { plan } = rule;
  // What is almost enough, almost new or almost an indicator's says nothing about a single event.
  if (plan.kind === 'threshold' || plan.kind === 'new-terms' || plan.kind === 'indicators') return [];
  const candidates = collectCandidates(plan, events);
  const places = placesOf(plan, 'present');
  const byReason = distinctByReason(findAll(plan, candidates), places);
  const listed = listFairly(byReason, options.most ?? MOST);
  const all = [...byReason.values()].reduce((sum, misses) => sum + misses.length, 0);
  if (all > listed.length || candidates.dropped > 0)
    options.onCut?.({ misses: all - listed.length, candidates: candidates.dropped });
  return listed
    .sort((a, b) => compareChains(a.found, b.found))
    .map(({ found, alike }) => ({ ...tellMiss(plan, candidates, found), alike }));
}

function findAll(plan: EventsPlan | SequencePlan | SamplePlan, candidates: Candidates): Iterable<FoundMiss> {
  switch (plan.kind) {
    case 'events':
      return findNearEvents(candidates);
    case 'sequence':
      return findNearSequences(plan, candidates);
    case 'sample':
      return findNearSamples(plan, candidates);
    default:
      return unreachable(plan);
  }
}

/** Single events: each that fails one condition, unless that is what most events do. */
function* findNearEvents(candidates: Candidates): Generator<FoundMiss, void> {
  for (const group of groupsBy(candidates, keys => keys))
    yield* nearByCondition(candidates, group, { walk: walkInOrder, holds: () => true });
}

/** By reason, closest first; an event tells a reason once, though it may have a hundred partners to tell it with. */
function distinctByReason(
  found: Iterable<FoundMiss>,
  places: readonly StepPlace[],
): ReadonlyMap<string, readonly FoundMiss[]> {
  const all = [...found].sort((a, b) => a.spanMs - b.spanMs || compareChains(a, b));
  const byReason = new Map<string, { readonly misses: FoundMiss[]; readonly told: Set<unknown> }>();
  for (const miss of all) {
    const reason = reasonKey(miss.why, places);
    const group = byReason.get(reason) ?? { misses: [], told: new Set<unknown>() };
    byReason.set(reason, group);
    const events = seenEvents(miss.chain);
    if (events.some(event => group.told.has(event))) continue;
    group.misses.push(miss);
    for (const event of events) group.told.add(event);
  }
  return new Map([...byReason].map(([reason, group]) => [reason, group.misses]));
}

/** Repetitions of a step are one step, whichever of them it is that fails. */
function reasonKey(why: Why, places: readonly StepPlace[]): string {
  switch (why.kind) {
    case 'until':
      return why.kind;
    case 'absent':
      return JSON.stringify([why.kind, why.came.map(({ absent }) => absent)]);
    default:
      return JSON.stringify('step' in why ? { ...why, step: places[why.step]?.step } : why);
  }
}

/** The rarest reasons first, and each in turn until the list is full: a common reason does not push a rare one out. */
function listFairly(
  byReason: ReadonlyMap<string, readonly FoundMiss[]>,
  most: number,
): { readonly found: FoundMiss; readonly alike: number }[] {
  const reasons = [...byReason.values()].sort((a, b) => a.length - b.length);
  const listed: { readonly found: FoundMiss; readonly alike: number }[] = [];
  for (let round = 0; ; round++) {
    const before = listed.length;
    for (const misses of reasons) {
      const found = misses[round];
      if (found !== undefined && (round === 0 || listed.length < most))
        listed.push({ found, alike: misses.length });
    }
    if (listed.length === before) return listed;
  }
}

/** By the events, in the order of the steps; of the same ones one kind of reason is told once. */
function compareChains(a: FoundMiss, b: FoundMiss): number {
  const [left, right] = [seenEvents(a.chain), seenEvents(b.chain)];
  for (const [at, event] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const order = compareOrdinals(event.ordinal, other.ordinal);
    if (order !== 0) return order;
  }
  if (left.length !== right.length) return -1;
  if (a.why.kind === b.why.kind) return 0;
  return a.why.kind < b.why.kind ? -1 : 1;
}

function seenEvents(chain: FoundMiss['chain']): readonly SeenEvent[] {
  return chain.flatMap(candidate => candidate?.event ?? []);
}
