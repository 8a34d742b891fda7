/** What a rule that is being written would find: its funnel while one types, its alerts, and what almost was one. */
import { useEffect, useRef, useState } from 'react';
import type { ShownDiagnostic } from '../../api/rules-overview.ts';
import type { JsonObject } from '../../event/json.ts';
import type { TimeRange } from '../frame/url-state.ts';
import type { Evaluation } from './alert-answers.ts';
import { Problem } from './problem.ts';
import { ask, askLines, isProblem } from './request.ts';

export interface FunnelCondition {
  readonly text: string;
  /** Events that passed it and all before it; null where that was not counted. */
  readonly passed: number | null;
  /** Events that failed it and no other. */
  readonly failedAlone: number;
}

export interface FunnelStep {
  /** From 1. */
  readonly step: number;
  readonly name?: string;
  readonly role: 'present' | 'absent' | 'until';
  readonly joinKeys: readonly string[];
  readonly asked: number | null;
  readonly conditions: readonly FunnelCondition[];
  readonly lackKey: number;
  readonly hits: number;
  readonly closest: readonly {
    readonly id: string;
    readonly timestamp?: string;
    readonly failed: readonly string[];
  }[];
}

export interface FunnelSequences {
  readonly maxspanMs?: number;
  readonly began: number;
  /** By position of the step. */
  readonly reached: readonly number[];
  readonly ends: {
    readonly [end in 'matched' | 'replaced' | 'late' | 'until' | 'absent' | 'waiting']: number;
  };
  readonly leastLateMs?: number;
}

type Scalar = string | number | boolean | null;

export type FunnelCounts =
  | {
      readonly kind: 'threshold';
      readonly groups: number;
      readonly windowMs: number;
      readonly closest: readonly {
        readonly group: readonly Scalar[];
        readonly most: number;
        readonly wanted: number;
        readonly distinct?: { readonly field: string; readonly found: number; readonly wanted: number };
        readonly isEnough: boolean;
      }[];
    }
  | {
      readonly kind: 'new-terms';
      readonly historyMs: number;
      readonly values: number;
      readonly known: readonly { readonly value: readonly Scalar[]; readonly agoMs: number }[];
    }
  | {
      readonly kind: 'indicators';
      readonly groups: readonly {
        readonly fields: readonly string[];
        readonly events: number;
        readonly indicators: number;
        readonly inCommon: number;
      }[];
    };

export interface Funnel {
  readonly took: number;
  readonly isPartial: boolean;
  readonly eventsInWindow: number | null;
  readonly events: number | null;
  readonly sampled?: { readonly of?: number; readonly how: 'every-nth' | 'first' };
  readonly untimed: number;
  readonly otherIndex: number | null;
  readonly steps: readonly FunnelStep[];
  readonly sequences?: FunnelSequences;
  readonly counts?: FunnelCounts;
  readonly alerts: number;
  readonly notes: readonly string[];
}

type FunnelPart =
  | { readonly type: 'diagnostics'; readonly diagnostics: readonly ShownDiagnostic[] }
  | ({ readonly type: 'funnel' | 'end' } & Funnel)
  | { readonly type: 'error'; readonly detail: string };

export interface FunnelSoFar {
  readonly diagnostics: readonly ShownDiagnostic[];
  /** Undefined: nothing was counted yet. */
  readonly funnel: Funnel | undefined;
}

export interface PreviewAlert {
  readonly alert: JsonObject;
  readonly blocks: readonly JsonObject[];
}

export interface Preview {
  readonly isAborted: boolean;
  readonly logs: readonly { readonly duration: number; readonly warnings: readonly string[] }[];
  readonly alerts: readonly PreviewAlert[];
  /** All of them; `alerts` are the first 500. */
  readonly alertCount: number;
  readonly events: number;
  readonly hits: number;
  readonly window: { readonly from: string; readonly to: string };
}

export interface Miss {
  readonly text: string;
  readonly alike: number;
  readonly events: readonly {
    readonly step: number;
    readonly id: string;
    readonly timestamp?: string;
    readonly offsetMs?: number;
  }[];
  readonly change?: { readonly from: string; readonly to: string; readonly moreAlerts: number } | null;
}

/** An event held against each step. */
export interface HeldEvent {
  readonly id: string;
  readonly steps: readonly {
    readonly step: number;
    readonly role: string;
    readonly isOfIndex: boolean;
    readonly passes: boolean;
    readonly lacksKey: boolean;
    readonly evaluation: Evaluation;
    readonly failed: readonly string[];
  }[];
}

export interface RuleExplanation {
  readonly fires: boolean;
  readonly verdict: string;
  readonly alerts: number;
  readonly misses: readonly Miss[];
  readonly cut: { readonly misses: number };
  readonly each?: readonly HeldEvent[];
  readonly documents: { readonly [id: string]: { readonly _index: string; readonly _source: JsonObject } };
  readonly missingEvents?: readonly string[];
  readonly notes: readonly string[];
  readonly reading?: { readonly kind: 'all' | 'near' };
}

/** @throws Problem; of a rule that cannot run with its diagnostics */
export function explainRule(
  rule: JsonObject,
  over: TimeRange | { readonly eventIds: readonly string[] } | { readonly documents: readonly JsonObject[] },
  signal: AbortSignal,
): Promise<RuleExplanation> {
  return ask<RuleExplanation>('/api/tripline/rules/explain', { body: { rule, ...over }, signal });
}

export function previewRule(body: JsonObject, signal: AbortSignal): Promise<Preview> {
  return ask<Preview>('/api/detection_engine/rules/preview', { body, signal });
}

export async function streamFunnel(
  rule: JsonObject,
  { from, to }: TimeRange,
  signal: AbortSignal,
  tell: (soFar: FunnelSoFar) => void,
): Promise<void> {
  let soFar: FunnelSoFar = { diagnostics: [], funnel: undefined };
  for await (const part of askLines<FunnelPart>('/api/tripline/rules/funnel', {
    body: { rule, from, to },
    signal,
  })) {
    if (part.type === 'error') throw new Problem(0, 'the funnel broke off', part.detail);
    if (part.type === 'diagnostics') soFar = { ...soFar, diagnostics: part.diagnostics };
    else soFar = { ...soFar, funnel: part };
    tell(soFar);
  }
}

export interface Live<T> {
  /** The latest that there is, also while a newer one is asked for. */
  readonly answer: T | undefined;
  /** The question that it answers. */
  readonly of: string | undefined;
  readonly isAsking: boolean;
  /** Of the latest question. */
  readonly error: unknown;
  /** Of the latest answer, from the question to its end. */
  readonly tookMs: number | undefined;
}

/** Whoever types asks too often now and then: the server says so, and one waits. */
const WAIT_MS = 700;

/**
 * Asks anew, after a moment of quiet, when `question` changes; what was asked before is broken off. Undefined asks
 * nothing, and keeps the last answer.
 */
export function useLive<T>(
  question: string | undefined,
  quietMs: number,
  find: (signal: AbortSignal, tell: (answer: T) => void) => Promise<void>,
): Live<T> {
  const [live, setLive] = useState<Live<T>>({
    ...{ answer: undefined, of: undefined, isAsking: false, error: undefined, tookMs: undefined },
  });
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    if (question === undefined) return;
    const left = new AbortController();
    const { signal } = left;
    const start = async (): Promise<void> => {
      const startedMs = performance.now();
      setLive(before => ({ ...before, isAsking: true, error: undefined }));
      const tell = (answer: T): void => {
        if (!signal.aborted) setLive(before => ({ ...before, answer, of: question }));
      };
      try {
        await patiently(() => latest.current(signal, tell), signal);
        if (!signal.aborted)
          setLive(before => ({ ...before, isAsking: false, tookMs: performance.now() - startedMs }));
      } catch (error) {
        if (!signal.aborted) setLive(before => ({ ...before, isAsking: false, error }));
      }
    };
    const timer = setTimeout(() => void start(), quietMs);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [question, quietMs]);
  return live;
}

async function patiently(find: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let tries = 0; ; tries += 1)
    try {
      await find();
      return;
    } catch (error) {
      if (!isProblem(error, 429) || tries >= 10 || signal.aborted) throw error;
      await new Promise(next => setTimeout(next, WAIT_MS));
    }
}
