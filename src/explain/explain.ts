/**
 * Explains a rule: why it fired on some events, and why it did not. The explanation is a second evaluation in the
 * open, by the same compiled conditions and the same finishers that run live, and costs what runs live nothing:
 *
 *     const { verdict, misses } = explain({ plan }, events);
 *     // 'connected 60.001 s after the start: 1 ms beyond maxspan=1m'
 *
 * What an explanation holds: explanation.ts. How it is put together, and what it leaves out: docs/design/explain.md.
 */
import { finishHits } from '../engine/finisher.ts';
import type { Match } from '../engine/hit.ts';
import { compareOrdinals } from '../engine/ordinal.ts';
import { compileIndexPatterns } from '../event/index-pattern.ts';
import { type QueryPlan, wantedSteps } from '../plan/query.ts';
import { changeFor, countMatches } from './change.ts';
import { tellCounts } from './count-story.ts';
import type { ExplainedMiss, Explanation, MatchExplanation } from './explanation.ts';
import { missRank } from './miss-rank.ts';
import type { NearMiss, NearMissCut } from './near-miss.ts';
import { findNearMisses } from './near-misses.ts';
import { placedSteps } from './query-steps.ts';
import { type ExplainedEvent, type ExplainedRule, RuleSift } from './rule-sift.ts';
import { spanMs, traceSequences } from './sequence-trace.ts';
import { tellChains } from './tell-chains.ts';
import { tellReason } from './tell-reason.ts';
import { evaluated, tellSteps } from './tell-steps.ts';
import { verdictOf } from './verdict.ts';

export interface ExplainOptions {
  /** Alerts told in full; 3 if not said. */
  readonly mostMatches?: number;
  /** Near misses told; 20 if not said. */
  readonly mostMisses?: number;
  /** Of the closest near misses, for how many different changes it is reckoned what they would bring; 3 if not said. */
  readonly mostChanges?: number;
}

const NO_CUT: NearMissCut = { misses: 0, candidates: 0 };

/**
 * @param events each once, in any order; they are gone through several times.
 */
export function explain(
  rule: ExplainedRule,
  events: readonly ExplainedEvent[],
  options: ExplainOptions = {},
): Explanation {
  const sift = new RuleSift(rule);
  for (const event of events) sift.add(event);
  return explainSifted(rule, sift, events, options);
}

/**
 * The explanation of what a sift has seen.
 * @param near of these events at least those that the sift calls near, in the order in which it saw them
 */
export function explainSifted(
  rule: ExplainedRule,
  sift: RuleSift,
  near: readonly ExplainedEvent[],
  options: ExplainOptions & {
    /** Matches that end earlier are not told: they are of what was read for the sake of later ones. */
    readonly sinceMs?: number | undefined;
  } = {},
): Explanation {
  const { plan } = rule;
  const hits = sift.hits();
  const tally = sift.tally();
  const matches = [...finishHits([rule], hits)].filter(match => sift.isSince(match, options.sinceMs));
  let cut = NO_CUT;
  const misses = findNearMisses(rule, eventsOfRule(rule, near), {
    most: options.mostMisses ?? 20,
    onCut(told) {
      cut = told;
    },
  });
  const chains = plan.kind === 'sequence' ? traceSequences(plan, hits) : [];
  const told = {
    kind: plan.kind,
    fires: matches.length > 0,
    alerts: matches.length,
    events: tally.events,
    otherIndex: tally.otherIndex,
    untimed: tally.untimed,
    steps: tellSteps(plan, tally),
    matches: matches.slice(0, options.mostMatches ?? 3).map(match => tellMatch(plan, match, sift)),
    ...(plan.kind === 'sequence' && { sequences: tellChains(plan, chains, hits, sift) }),
    ...((plan.kind === 'threshold' || plan.kind === 'new-terms' || plan.kind === 'indicators') && {
      counts: tellCounts(plan, hits),
    }),
    misses: tellMisses(rule, near, matches.length, misses, options.mostChanges ?? 3),
    cut,
  } satisfies Omit<Explanation, 'verdict'>;
  return { ...told, verdict: verdictOf(told) };
}

/** The search for near misses takes all events as the rule's. */
function eventsOfRule(rule: ExplainedRule, events: readonly ExplainedEvent[]): readonly ExplainedEvent[] {
  if (rule.indices === undefined) return events;
  const accepts = compileIndexPatterns(rule.indices);
  return events.filter(({ index }) => accepts(index));
}

function tellMatch(plan: QueryPlan, match: Match, sift: RuleSift): MatchExplanation {
  const steps = wantedSteps(plan);
  const placed = placedSteps(plan).filter(({ kind }) => kind === 'present');
  const events = match.refs.flatMap(ref => (ref === undefined ? [] : [sift.eventOf(ref)]));
  const isStepwise = plan.kind === 'sequence' || plan.kind === 'sample';
  const told = events.slice(0, isStepwise ? events.length : 2).flatMap((event, at) => {
    const position = isStepwise || plan.kind === 'indicators' ? at : 0;
    const step = steps[position];
    const place = placed[position]?.place ?? { step: 1 };
    return step === undefined ? [] : [{ ...place, ...evaluated(step, event) }];
  });
  const times = events
    .map(({ ordinal }) => ordinal)
    .filter(({ timestampMs }) => timestampMs !== undefined)
    .sort(compareOrdinals);
  const [first, last] = [times[0], times.at(-1)];
  const isSpan = plan.kind === 'sequence' || plan.kind === 'sample' || plan.kind === 'threshold';
  return {
    joinKeys: match.joinKeys ?? [],
    events: told,
    tookMs: isSpan && first !== undefined && last !== undefined ? spanMs(first, last) : undefined,
    allowedMs: plan.kind === 'sequence' ? plan.maxspanMs : undefined,
  };
}

/** The closest first; of changes that are the same the count is made once. */
function tellMisses(
  rule: ExplainedRule,
  events: readonly ExplainedEvent[],
  alerts: number,
  misses: readonly NearMiss[],
  mostChanges: number,
): readonly ExplainedMiss[] {
  const counted = new Map<string, number>();
  return misses
    .map((miss, at) => ({ miss, at, rank: missRank(miss) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ miss }) => {
      const text = tellReason(miss);
      const changed = changeFor(rule.plan, miss);
      if (changed === undefined) return { ...miss, text, change: undefined };
      const name = JSON.stringify(changed.change);
      let count = counted.get(name);
      if (count === undefined) {
        if (counted.size >= mostChanges) return { ...miss, text, change: undefined };
        count = countMatches({ ...rule, plan: changed.plan }, events);
        counted.set(name, count);
      }
      return { ...miss, text, change: { ...changed.change, moreAlerts: count - alerts } };
    });
}
