import { unreachable } from '../base/unreachable.ts';
import type { QueryPlan } from '../plan/query.ts';
import { startEvents } from './events.ts';
import type { Hit, Match } from './hit.ts';
import { startIndicators } from './indicators.ts';
import { withLimits } from './limits.ts';
import { startNewTerms } from './new-terms.ts';
import { startSample } from './sample.ts';
import { startSequence } from './sequence.ts';
import { heldKeyTimes } from './state/held-key-times.ts';
import type { KeyTimes, KeyTimesSize } from './state/key-times.ts';
import { startThreshold } from './threshold.ts';

/**
 * The second half of a rule: what becomes of its hits. A finisher holds the state of one run of one rule. It
 * is given the hits of that rule in the order of their ordinals, and answers with the matches that each hit
 * completes; its only clock is the time of the hits. What it holds has a bound, and the oldest goes first.
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
  /**
   * False: of the next event only the first step of a sequence and what must be missing before it need be asked,
   * and `until` of one that passes the first step; its other hits would change nothing. A sample wants them all
   * at any time and says true.
   */
  readonly isPending: boolean;
  /** Roughly how many bytes it holds: after each push, no more than `maxStateBytes`. */
  readonly bytes: number;
  /** What it let go of for want of memory, until now. Also to be read after the end. */
  readonly dropped: Dropped;
  /** What it remembers beyond its look-back; undefined: nothing. Also to be read after the end. */
  readonly remembered?: KeyTimesSize | undefined;
}

/** Counts of what a finisher let go of for want of memory. All nought: its matches are those of any memory. */
export interface Dropped {
  /** Sequences, or keys of samples, that had begun and could still have become matches. */
  readonly begun: number;
  /** Remembered events that a sequence wanted to be missing before it. */
  readonly absent: number;
  /**
   * Complete matches: they waited for the end or for what must not follow, or were refused because an event that
   * had been forgotten might have barred them.
   */
  readonly matches: number;
  /** Values of which is not known any more that they were seen or told, and indicators: see each finisher. */
  readonly forgotten?: number;
  /** Alerts that were told early, without the events that were still to come. */
  readonly cut?: number;
  /** Hits left out as they are older than what the finisher was given to remember (`FinisherOptions.memoryOf`). */
  readonly stale?: number;
}

export const NOTHING_DROPPED: Dropped = { begun: 0, absent: 0, matches: 0 };

export function hasDropped({ absent, begun, cut = 0, forgotten = 0, matches, stale = 0 }: Dropped): boolean {
  return begun + absent + matches + forgotten + cut + stale > 0;
}

/** What whoever runs a plan may choose, and the plan does not say. */
export interface FinisherOptions {
  /** How many samples of each key are told, at most; 1 by default. */
  readonly maxSamplesPerKey?: number;
  /** How many bytes a rule's finisher may hold, by a rough count; 256 MiB by default. */
  readonly maxStateBytes?: number;
  /**
   * Gives a rule what it remembers beyond its look-back, as whoever runs it kept it. By default each finisher begins
   * with an empty memory, and forgets it at its end.
   */
  readonly memoryOf?: (rule: number) => KeyTimes;
}

/** Room for nearly a million sequences of two steps that are joined by a host and a process. */
const MOST_STATE_BYTES = 256 * 1024 * 1024;

/** Starts the finisher of a plan; `rule` is the position of the rule in its rule set. */
export function startFinisher(plan: QueryPlan, rule: number, options: FinisherOptions = {}): Finisher {
  const limits = plan.limits ?? [];
  // What a tail keeps back is held too. Each that holds something has the same share.
  const holders = limits.filter(({ kind }) => kind === 'tail').length + (plan.kind === 'events' ? 0 : 1);
  const mostBytes = Math.max(0, options.maxStateBytes ?? MOST_STATE_BYTES) / Math.max(1, holders);
  return withLimits(startUnlimited(plan, rule, options, mostBytes), limits, mostBytes);
}

function startUnlimited(
  plan: QueryPlan,
  rule: number,
  options: FinisherOptions,
  mostBytes: number,
): Finisher {
  switch (plan.kind) {
    case 'events':
      return startEvents(rule);
    case 'sequence':
      return startSequence(plan, rule, mostBytes);
    case 'sample':
      return startSample(plan, rule, options.maxSamplesPerKey ?? 1, mostBytes);
    case 'threshold': {
      const memory = options.memoryOf?.(rule) ?? heldKeyTimes(mostBytes / 2);
      return startThreshold(plan, rule, memory, mostBytes / 2);
    }
    case 'new-terms':
      return startNewTerms(plan, rule, options.memoryOf?.(rule) ?? heldKeyTimes(mostBytes));
    case 'indicators':
      return startIndicators(plan, rule, mostBytes);
    default:
      return unreachable(plan);
  }
}

/**
 * Finishes the hits of a log, rule by rule: the whole second half of a scan. `ended` is told of each rule whose
 * hits are finished what its finisher dropped, if anything.
 */
export function* finishHits(
  rules: readonly { readonly plan: QueryPlan }[],
  hitsInOrder: Iterable<Hit>,
  options: FinisherOptions = {},
  ended: (rule: number, dropped: Dropped) => void = () => {},
): Generator<Match, void> {
  let rule = -1;
  let finisher: Finisher | undefined;
  function* end(): Generator<Match, void> {
    if (finisher === undefined) return;
    yield* finisher.end();
    const { dropped } = finisher;
    if (hasDropped(dropped)) ended(rule, dropped);
  }
  for (const hit of hitsInOrder) {
    if (finisher === undefined || hit.rule !== rule) {
      yield* end();
      rule = hit.rule;
      const input = rules[rule];
      if (input === undefined) throw new Error(`a hit of rule ${rule}, but there are ${rules.length} rules`);
      finisher = startFinisher(input.plan, rule, options);
    }
    yield* finisher.push(hit);
  }
  yield* end();
}
