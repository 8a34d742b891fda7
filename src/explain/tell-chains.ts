/** How the sequences of a rule ended, from their trace. */
import { unreachable } from '../base/unreachable.ts';
import { readTuple } from '../engine/join-keys.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
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
    chains: furthest.map(chain => tellChain(plan, chain, sift)),
  };
}

function tellChain(plan: SequencePlan, { end, key, refs }: Chain, sift: RuleSift): ChainExplanation {
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
    text: endText(plan, end, nextName(plan, refs.length)),
  };
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
