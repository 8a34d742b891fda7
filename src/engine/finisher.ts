import { unreachable } from '../base/unreachable.ts';
import type { QueryPlan } from '../plan/query.ts';
import { startEvents } from './events.ts';
import type { Hit, Match } from './hit.ts';
import { withLimits } from './limits.ts';
import { startSample } from './sample.ts';
import { startSequence } from './sequence.ts';

/**
 * The second half of a rule: what becomes of its hits. A finisher holds the state of one run of one rule. It
 * is given the hits of that rule in the order of their ordinals, and answers with the matches that each hit
 * completes; its only clock is the time of the hits.
 */
export interface Finisher {
  push(hit: Hit): readonly Match[];
  /** No hit will follow: what waited for a later one to be ruled out is decided now. */
  end(): readonly Match[];
  /**
   * How much it holds: matches begun or held back, and hits remembered for them. For metrics, and for tests that
   * state is given back.
   */
  readonly pending: number;
}

/** What whoever runs a plan may choose, and the plan does not say. */
export interface FinisherOptions {
  /** How many samples of each key are told, at most; 1 by default. */
  readonly maxSamplesPerKey?: number;
}

/** Starts the finisher of a plan; `rule` is the position of the rule in its rule set. */
export function startFinisher(plan: QueryPlan, rule: number, options: FinisherOptions = {}): Finisher {
  return withLimits(startUnlimited(plan, rule, options), plan.limits ?? []);
}

function startUnlimited(plan: QueryPlan, rule: number, options: FinisherOptions): Finisher {
  switch (plan.kind) {
    case 'events':
      return startEvents(rule);
    case 'sequence':
      return startSequence(plan, rule);
    case 'sample':
      return startSample(plan, rule, options.maxSamplesPerKey ?? 1);
    default:
      return unreachable(plan);
  }
}

/** Finishes the hits of a log, rule by rule: the whole second half of a scan. */
export function* finishHits(
  rules: readonly { readonly plan: QueryPlan }[],
  hitsInOrder: Iterable<Hit>,
  options: FinisherOptions = {},
): Generator<Match, void> {
  let rule = -1;
  let finisher: Finisher | undefined;
  for (const hit of hitsInOrder) {
    if (finisher === undefined || hit.rule !== rule) {
      if (finisher !== undefined) yield* finisher.end();
      rule = hit.rule;
      const input = rules[rule];
      if (input === undefined) throw new Error(`a hit of rule ${rule}, but there are ${rules.length} rules`);
      finisher = startFinisher(input.plan, rule, options);
    }
    yield* finisher.push(hit);
  }
  if (finisher !== undefined) yield* finisher.end();
}
