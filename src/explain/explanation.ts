/**
 * An EXPLANATION: one rule, some events, and why that gave the alerts that it gave, as data. It is what
 * `tripline explain` prints, and a page or an API can draw.
 *
 *     steps     what each step of the query saw: how many events passed each condition in turn, and the closest
 *     matches   for the first alerts, each event with each condition evaluated
 *     chains    of a sequence, how each that began ended
 *     misses    what came closest, the one thing that was wrong, and what a change of it would bring
 *     verdict   all of that in one line
 */
import type { JsonObject } from '../event/json.ts';
import type { QueryPlan } from '../plan/query.ts';
import type { WhatIf } from './change.ts';
import type { KeyValue } from './condition.ts';
import type { CountStory } from './count-story.ts';
import type { Evaluation } from './evaluation.ts';
import type { NearMiss, NearMissCut } from './near-miss.ts';
import type { StepPlace } from './query-steps.ts';

export interface Explanation {
  readonly kind: QueryPlan['kind'];
  readonly fires: boolean;
  /** Alerts of the rule's query, before exceptions and suppression. */
  readonly alerts: number;
  /** Events looked at. */
  readonly events: number;
  /** Of these, events of other indices than the rule reads. */
  readonly otherIndex: number;
  /** Hits left out as the event has no usable time and the rule needs one. */
  readonly untimed: number;
  /** In the order of the query, repetitions of a step once, `until` last. */
  readonly steps: readonly StepExplanation[];
  /** The first alerts. */
  readonly matches: readonly MatchExplanation[];
  /** Of a sequence. */
  readonly sequences?: SequenceExplanation;
  /** Of rules that count, remember or compare. */
  readonly counts?: CountStory;
  /** The closest first. */
  readonly misses: readonly ExplainedMiss[];
  /** What is not listed among the misses. */
  readonly cut: NearMissCut;
  /** Why, in one line. */
  readonly verdict: string;
}

export interface StepExplanation extends StepPlace {
  /** Whether its events must be there, must be missing, or end what waits. */
  readonly role: 'present' | 'absent' | 'until';
  /** What the step is called in a plan that has none: the event, or the indicator. */
  readonly joinKeys: readonly string[];
  /** Events of the step's indices. */
  readonly asked: number;
  readonly conditions: readonly ConditionTally[];
  /** Passed all conditions and lack the field of a join key. */
  readonly lackKey: number;
  readonly hits: number;
  /** Where nothing passed, the events that failed the fewest conditions. */
  readonly closest: readonly EvaluatedEvent[];
}

export interface ConditionTally {
  readonly text: string;
  /** Events that passed it and all before it. */
  readonly passed: number;
  /** Events that failed it and no other. */
  readonly failedAlone: number;
}

/** An event and what a step's filter makes of it. */
export interface EvaluatedEvent extends ToldEvent {
  readonly evaluation: Evaluation;
  /** What failed, one text each; empty where it passed. */
  readonly failed: readonly string[];
}

export interface ToldEvent {
  readonly id: string;
  readonly document: JsonObject;
  /** Milliseconds since 1970. */
  readonly timestampMs: number | undefined;
}

export interface MatchExplanation {
  readonly joinKeys: readonly KeyValue[];
  /** In the order of the steps; of a sequence without those that had to be missing. */
  readonly events: readonly (StepPlace & EvaluatedEvent)[];
  readonly tookMs: number | undefined;
  /** The maxspan. */
  readonly allowedMs: number | undefined;
}

export interface SequenceExplanation {
  readonly maxspanMs: number | undefined;
  readonly began: number;
  /** By position of the step, how many sequences reached it. */
  readonly reached: readonly number[];
  readonly ends: { readonly [kind in ChainEndKind]: number };
  /** By how much the one came too late that was least late. */
  readonly leastLateMs: number | undefined;
  /** Those that came furthest and did not match, the latest first. */
  readonly chains: readonly ChainExplanation[];
}

export type ChainEndKind = 'matched' | 'replaced' | 'late' | 'until' | 'absent' | 'waiting';

export interface ChainExplanation {
  readonly joinKeys: readonly KeyValue[];
  readonly events: readonly (StepPlace & ToldEvent)[];
  readonly end: ChainEndKind;
  /** The event that ended it. */
  readonly endedBy: ToldEvent | undefined;
  /** Of the maxspan, from its first event to its last or to the one that came too late. */
  readonly usedMs: number;
  /** How it ended, in words. */
  readonly text: string;
}

export interface ExplainedMiss extends NearMiss {
  readonly text: string;
  /** Undefined: no change of one thing would have let it fire, or it was not reckoned. */
  readonly change: WhatIf | undefined;
}
