/**
 * The FUNNEL of a rule: of so many events, how many passed each condition and each step in turn, where they died, and by
 * how much the nearest came too late. It is made to be run while someone types:
 *
 *     const run = startFunnel({ plan }, { total: 2_000_000 });
 *     for (const event of events) {
 *       if (!run.add(event)) break;
 *       if (isTimeToDraw()) draw(run.snapshot());
 *     }
 *
 * A snapshot may be taken at any time and says of how many events it speaks. Beyond `most` events not all are looked
 * at, and it says so: of a rule of single events each so-many-th is, of every other the first `most` as they are given,
 * as events left out of a sequence would make it look broken where it is not.
 */
import { finishHits } from '../engine/finisher.ts';
import type { CountStory } from './count-story.ts';
import { tellCounts } from './count-story.ts';
import type { SequenceExplanation, StepExplanation } from './explanation.ts';
import { type ExplainedEvent, type ExplainedRule, RuleSift } from './rule-sift.ts';
import { traceSequences } from './sequence-trace.ts';
import { tellChains } from './tell-chains.ts';
import { tellSteps } from './tell-steps.ts';

export interface FunnelOptions {
  /** How many events there are, where it is known. */
  readonly total?: number;
  /** How many are looked at; 200,000 if not said. */
  readonly most?: number;
  /** Alerts that end earlier are not counted: they are of what was remembered. */
  readonly sinceMs?: number;
}

export interface Funnel {
  /** Events looked at. */
  readonly events: number;
  /** Undefined: all that were given. */
  readonly sampled: { readonly of: number | undefined; readonly how: 'every-nth' | 'first' } | undefined;
  readonly otherIndex: number;
  readonly untimed: number;
  readonly steps: readonly StepExplanation[];
  /** Of a sequence: how far they came, how they ended, and the least that one was late by. */
  readonly sequences?: Omit<SequenceExplanation, 'chains'>;
  /** Of rules that count, remember or compare. */
  readonly counts?: CountStory;
  readonly alerts: number;
}

export interface FunnelRun {
  /** Before all others: an event of which only a hit is of use, as a rule knows it from before. It is in no number. */
  remember(event: ExplainedEvent): void;
  /** False: it wants no more events. */
  add(event: ExplainedEvent): boolean;
  /** Events of which the documents are held. */
  readonly held: number;
  snapshot(): Funnel;
}

const MOST_EVENTS = 200_000;

export function startFunnel(rule: ExplainedRule, options: FunnelOptions = {}): FunnelRun {
  const { plan } = rule;
  const { most = MOST_EVENTS, sinceMs, total } = options;
  const sift = new RuleSift(rule);
  const isThinned = plan.kind === 'events' && total !== undefined && total > most;
  const every = isThinned ? Math.ceil(total / Math.max(1, most)) : 1;
  let given = 0;
  let taken = 0;
  let isCut = isThinned || (total !== undefined && total > most);
  return {
    remember(event) {
      sift.add(event);
      sift.startCounting();
    },
    get held() {
      return sift.seen.length;
    },
    add(event) {
      if (taken >= most) {
        isCut = true;
        return false;
      }
      if (given++ % every !== 0) return true;
      taken++;
      sift.add(event);
      return true;
    },
    snapshot() {
      const hits = sift.hits();
      const tally = sift.tally();
      let alerts = 0;
      for (const match of finishHits([rule], hits)) if (sift.isSince(match, sinceMs)) alerts++;
      return {
        events: tally.events,
        sampled: isCut ? { of: total, how: isThinned ? 'every-nth' : 'first' } : undefined,
        otherIndex: tally.otherIndex,
        untimed: tally.untimed,
        steps: tellSteps(plan, tally),
        ...(plan.kind === 'sequence' && {
          sequences: withoutChains(tellChains(plan, traceSequences(plan, hits), hits, sift)),
        }),
        ...((plan.kind === 'threshold' || plan.kind === 'new-terms' || plan.kind === 'indicators') && {
          counts: tellCounts(plan, hits),
        }),
        alerts,
      };
    },
  };
}

/** The funnel of events at hand. */
export function funnel(
  rule: ExplainedRule,
  events: readonly ExplainedEvent[],
  options: FunnelOptions = {},
): Funnel {
  const run = startFunnel(rule, { total: events.length, ...options });
  for (const event of events) if (!run.add(event)) break;
  return run.snapshot();
}

function withoutChains({ chains: _, ...story }: SequenceExplanation): Omit<SequenceExplanation, 'chains'> {
  return story;
}
