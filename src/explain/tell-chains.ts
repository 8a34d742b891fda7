/** How the sequences of a rule ended, from their trace. */
import { unreachable } from '../base/unreachable.ts';
import type { Hit } from '../engine/hit.ts';
import { readTuple } from '../engine/join-keys.ts';
import { compareOrdinals, isSpanBeyond } from '../engine/ordinal.ts';
import type { SequencePlan } from '../plan/query.ts';
import type { ChainEndKind, ChainExplanation, SequenceExplanation } from './explanation.ts';
import { placesOf, stepName } from './query-steps.ts';
import type { RuleSift } from './rule-sift.ts';
import { type Chain, spanMs } from './sequence-trace.ts';
import { queryDuration, spanText } from './span-text.ts';
import { toldEvent } from './tell-steps.ts';

const MOST_CHAINS = 5;

export function tellChains(
  plan: SequencePlan,
  chains: readonly Chain[],
  hits: readonly Hit[],
  sift: RuleSift,
): SequenceExplanation {
  const ends: Record<ChainEndKind, number> = {
    matched: 0,
    replaced: 0,
    late: 0,
    until: 0,
    absent: 0,
    waiting: 0,
  };
  const reached = plan.steps.map(() => 0);
  let leastLateMs: number | undefined;
  for (const { end, refs } of chains) {
    ends[end.kind]++;
    for (let at = 0; at < refs.length; at++) reached[at] = (reached[at] ?? 0) + 1;
    if (end.kind !== 'late') continue;
    const overMs = Math.round((end.tookMs - (plan.maxspanMs ?? 0)) * 1e6) / 1e6;
    if (leastLateMs === undefined || overMs < leastLateMs) leastLateMs = overMs;
  }
  const lastOf = ({ refs }: Chain) => sift.eventOf(refs.at(-1) ?? 0).ordinal;
  const furthest = chains
    .filter(({ end }) => end.kind !== 'matched')
    .sort((a, b) => b.refs.length - a.refs.length || compareOrdinals(lastOf(b), lastOf(a)))
    .slice(0, MOST_CHAINS);
  return {
    maxspanMs: plan.maxspanMs,
    began: chains.length,
    reached,
    ends,
    leastLateMs,
    chains: furthest.map(chain => tellChain(plan, chain, hits, sift)),
  };
}

function tellChain(plan: SequencePlan, chain: Chain, hits: readonly Hit[], sift: RuleSift): ChainExplanation {
  const { end, key, refs } = chain;
  const places = placesOf(plan, 'present');
  const events = refs.map(ref => sift.eventOf(ref));
  const [first, last] = [events[0], events.at(-1)];
  const used = first === undefined || last === undefined ? 0 : spanMs(first.ordinal, last.ordinal);
  const endedBy = refOf(end);
  return {
    joinKeys: readTuple(key),
    events: events.map((event, at) => ({ ...(places[at] ?? { step: at + 1 }), ...toldEvent(event) })),
    end: end.kind,
    endedBy: endedBy === undefined ? undefined : toldEvent(sift.eventOf(endedBy)),
    usedMs: end.kind === 'late' ? end.tookMs : used,
    text:
      (end.kind === 'waiting' ? stray(plan, chain, hits, sift) : undefined) ??
      endText(plan, end, nextName(plan, refs.length)),
  };
}

/** Hits looked at on either side of a chain. */
const MOST_LOOKS = 20_000;

/**
 * Of a chain that waits for its next step, where an event of that step was instead: before its time under its keys, or
 * in time under other keys, the fewest other ones.
 */
function stray(
  plan: SequencePlan,
  { key, refs }: Chain,
  hits: readonly Hit[],
  sift: RuleSift,
): string | undefined {
  const step = refs.length;
  const name = nextName(plan, step);
  const paths = plan.steps[step]?.by.map(({ field }) => field.path) ?? [];
  const maxspanMs = plan.maxspanMs ?? Number.POSITIVE_INFINITY;
  const first = sift.eventOf(refs[0] ?? 0).ordinal;
  const last = sift.eventOf(refs.at(-1) ?? 0).ordinal;
  const own = readTuple(key);
  let early: string | undefined;
  let other: { readonly differing: number; readonly text: string } | undefined;
  for (const { ordinal, steps } of hits.slice(0, MOST_LOOKS)) {
    const keys = steps.find(hit => hit.step === step)?.keys ?? [];
    if (keys.length === 0) continue;
    const isBefore = compareOrdinals(ordinal, last) < 0;
    if (isBefore && keys.includes(key) && !isSpanBeyond(ordinal, last, maxspanMs))
      early = `${name} came ${spanText(spanMs(ordinal, last))} before ${nextName(plan, step - 1)}, and not after it`;
    if (isBefore || isSpanBeyond(first, ordinal, maxspanMs)) continue;
    for (const tuple of keys) {
      const found = readTuple(tuple);
      const differs = paths.flatMap((path, at) =>
        found[at] === own[at] ? [] : [`${path} is ${found[at]} and not ${own[at]}`],
      );
      if (differs.length === 0 || (other !== undefined && differs.length >= other.differing)) continue;
      const text = `${name} came ${spanText(spanMs(last, ordinal))} later under another key: ${differs.join(', ')}`;
      other = { differing: differs.length, text };
    }
  }
  return early ?? other?.text;
}

function refOf(end: Chain['end']): number | undefined {
  switch (end.kind) {
    case 'late':
    case 'until':
      return end.ref;
    case 'replaced':
      return end.byRef;
    case 'absent':
      return end.came[0]?.ref;
    default:
      return undefined;
  }
}

function nextName(plan: SequencePlan, at: number): string {
  const place = placesOf(plan, 'present')[at];
  return place === undefined ? 'the end' : stepName(place);
}

function endText(plan: SequencePlan, end: Chain['end'], next: string): string {
  switch (end.kind) {
    case 'matched':
      return 'matched';
    case 'replaced':
      return 'a newer one with the same keys took its place';
    case 'late': {
      const overMs = Math.round((end.tookMs - (plan.maxspanMs ?? 0)) * 1e6) / 1e6;
      return `${next} came ${spanText(end.tookMs)} after the first event: ${spanText(overMs)} beyond maxspan=${queryDuration(plan.maxspanMs ?? 0)}`;
    }
    case 'until':
      return `an event of \`until\` came before ${next}`;
    case 'absent':
      return 'complete, but an event came that had to be missing';
    case 'waiting':
      return `no event for ${next} under the same keys`;
    default:
      return unreachable(end);
  }
}
