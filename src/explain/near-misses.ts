/**
 * Finds the near misses of a rule among events. See near-miss.ts for what counts, near-candidates.ts and
 * near-sequences.ts for the two halves of the search; here is what is shown of it.
 */
import { unreachable } from '../base/unreachable.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import type { QueryPlan } from '../plan/query.ts';
import {
  type Candidate,
  type CandidateEvent,
  type Candidates,
  collectCandidates,
} from './near-candidates.ts';
import type { NearMiss, NearMissCut, NearMissReason } from './near-miss.ts';
import { type FoundMiss, findNearSequences, type Why } from './near-sequences.ts';

export interface NearMissOptions {
  /** How many to list, 20 if not said. Each reason is listed at least once, even past this number. */
  readonly most?: number;
  /** Told once, if anything was left out. */
  readonly onCut?: (cut: NearMissCut) => void;
}

const MOST = 20;
/**
 * A condition of a rule without steps that fails in more than one of so many events is how ordinary events look
 * to the rule, and no near miss; up to `ALWAYS_TOLD` are told all the same, as a handful of events is all there
 * may be.
 */
const ORDINARY_SHARE = 0.01;
const ALWAYS_TOLD = 10;

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
  const candidates = collectCandidates(plan, events);
  const found = plan.kind === 'sequence' ? findNearSequences(plan, candidates) : nearEvents(candidates);
  const byReason = distinctByReason(found);
  const listed = listFairly(byReason, options.most ?? MOST);
  const all = [...byReason.values()].reduce((sum, misses) => sum + misses.length, 0);
  if (all > listed.length || candidates.dropped > 0)
    options.onCut?.({ misses: all - listed.length, candidates: candidates.dropped });
  return listed
    .sort((a, b) => compareChains(a.found, b.found))
    .map(miss => tell(plan, candidates, miss.found, miss.alike));
}

/** Single events: each that fails one condition, unless that is what most events do. */
function* nearEvents(candidates: Candidates): Generator<FoundMiss, void> {
  const [step] = candidates.steps;
  const conditionCount = step?.conditions.length ?? 0;
  // Of a lone condition, every event that fails it would be near.
  if (step === undefined || conditionCount < 2) return;
  const tolerated = Math.max(ALWAYS_TOLD, candidates.events * ORDINARY_SHARE);
  for (let condition = 0; condition < conditionCount; condition++) {
    const failing = step.near.filter(candidate => candidate.failed === condition);
    if (failing.length > tolerated) continue;
    for (const candidate of failing)
      yield { chain: [candidate], why: { kind: 'condition', step: 0, condition }, spanMs: 0 };
  }
}

/** By reason, closest first; an event tells a reason once, though it may have a hundred partners to tell it with. */
function distinctByReason(found: Iterable<FoundMiss>): ReadonlyMap<string, readonly FoundMiss[]> {
  const all = [...found].sort((a, b) => a.spanMs - b.spanMs || compareChains(a, b));
  const byReason = new Map<string, { readonly misses: FoundMiss[]; readonly told: Set<unknown> }>();
  for (const miss of all) {
    const reason = reasonKey(miss.why);
    const group = byReason.get(reason) ?? { misses: [], told: new Set<unknown>() };
    byReason.set(reason, group);
    if (miss.chain.some(candidate => group.told.has(candidate.event))) continue;
    group.misses.push(miss);
    for (const candidate of miss.chain) group.told.add(candidate.event);
  }
  return new Map([...byReason].map(([reason, group]) => [reason, group.misses]));
}

function reasonKey(why: Why): string {
  return JSON.stringify(why.kind === 'until' ? { kind: why.kind } : why);
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

function compareChains(a: FoundMiss, b: FoundMiss): number {
  for (const [at, candidate] of a.chain.entries()) {
    const other = b.chain[at];
    if (other === undefined) return 1;
    const order = compareOrdinals(candidate.event.ordinal, other.event.ordinal);
    if (order !== 0) return order;
  }
  const [left, right] = [reasonKey(a.why), reasonKey(b.why)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function tell(plan: QueryPlan, candidates: Candidates, found: FoundMiss, alike: number): NearMiss {
  const times = found.chain.flatMap(({ event }) => event.ordinal.timestampMs ?? []);
  const earliest = times.length === 0 ? 0 : Math.min(...times);
  return {
    reason: tellReason(plan, candidates, found),
    alike,
    events: found.chain.map(({ event }, at) => ({
      id: event.id,
      document: event.document,
      step: at + 1,
      timestampMs: event.ordinal.timestampMs,
      offsetMs: (event.ordinal.timestampMs ?? earliest) - earliest,
    })),
  };
}

function tellReason(
  plan: QueryPlan,
  candidates: Candidates,
  { chain, why, spanMs }: FoundMiss,
): NearMissReason {
  switch (why.kind) {
    case 'condition': {
      const condition = candidates.steps[why.step]?.conditions[why.condition];
      const failing = chain[why.step];
      if (condition === undefined || failing === undefined)
        throw new Error('a near miss without its condition');
      return { kind: 'condition', step: why.step + 1, condition: condition.read(failing.event.document) };
    }
    case 'maxspan': {
      const allowedMs = plan.kind === 'sequence' ? (plan.maxspanMs ?? 0) : 0;
      return { kind: 'maxspan', tookMs: spanMs, allowedMs, overMs: spanMs - allowedMs };
    }
    case 'join-key':
      return { kind: 'join-key', key: why.key, values: keyValues(candidates, chain, why.key) };
    case 'order':
      return { kind: 'order', step: why.step + 1 };
    case 'until':
      return { kind: 'until', until: { id: why.until.id, document: why.until.document } };
    default:
      return unreachable(why);
  }
}

function keyValues(candidates: Candidates, chain: readonly Candidate[], key: number) {
  return chain.map((candidate, at) => ({
    path: candidates.steps[at]?.paths[key] ?? '',
    value: candidate.keys[key],
  }));
}
