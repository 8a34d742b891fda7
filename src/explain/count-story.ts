/**
 * Rules that count, remember or compare, told by their groups, terms and indicators: how many were short of the
 * number, when a value had been seen before, what an event and an indicator have in common.
 */
import { unreachable } from '../base/unreachable.ts';
import type { Hit, JoinKeyTuple } from '../engine/hit.ts';
import { readTuple } from '../engine/join-keys.ts';
import type { IndicatorsPlan, NewTermsPlan, ThresholdPlan } from '../plan/query.ts';
import type { KeyValue } from './condition.ts';
import { spanText } from './span-text.ts';

export type CountStory = ThresholdStory | NewTermsStory | IndicatorsStory;

export interface ThresholdStory {
  readonly kind: 'threshold';
  readonly groups: number;
  readonly windowMs: number;
  /** The groups that came closest, or that were enough, the fullest first. */
  readonly closest: readonly {
    readonly group: readonly KeyValue[];
    /** The most events within one window, and how many are wanted. */
    readonly most: number;
    readonly wanted: number;
    /** Different values in that window, where the rule counts them. */
    readonly distinct?: { readonly field: string; readonly found: number; readonly wanted: number };
    readonly isEnough: boolean;
  }[];
}

export interface NewTermsStory {
  readonly kind: 'new-terms';
  readonly historyMs: number;
  readonly values: number;
  /** Values that had been seen before, those seen longest ago first: they were closest to being new. */
  readonly known: readonly {
    readonly value: readonly KeyValue[];
    readonly seenMs: number;
    readonly agoMs: number;
  }[];
}

export interface IndicatorsStory {
  readonly kind: 'indicators';
  /** By group of the mapping: events and indicators that have all its fields, and values that both have. */
  readonly groups: readonly {
    readonly fields: readonly string[];
    readonly events: number;
    readonly indicators: number;
    readonly inCommon: number;
  }[];
}

const MOST = 5;

export function tellCounts(
  plan: ThresholdPlan | NewTermsPlan | IndicatorsPlan,
  hits: readonly Hit[],
): CountStory {
  switch (plan.kind) {
    case 'threshold':
      return tellThreshold(plan, hits);
    case 'new-terms':
      return tellNewTerms(plan, hits);
    case 'indicators':
      return tellIndicators(plan, hits);
    default:
      return unreachable(plan);
  }
}

/** The story in one line, of a rule that did not fire though events passed its filter. */
export function storyLine(story: CountStory): string | undefined {
  switch (story.kind) {
    case 'threshold': {
      const [best] = story.closest;
      if (best === undefined) return undefined;
      const group = best.group.join(', ');
      const of = group === '' ? '' : ` of ${group}`;
      const within = `within ${spanText(story.windowMs)}`;
      const { distinct } = best;
      if (best.most >= best.wanted && distinct !== undefined)
        return `${distinct.found} different ${distinct.found === 1 ? 'value' : 'values'} of ${distinct.field}${group === '' ? '' : ` for ${group}`} ${within}, ${distinct.wanted} wanted: ${distinct.wanted - distinct.found} short`;
      return `${best.most} ${best.most === 1 ? 'event' : 'events'}${of} ${within}, ${best.wanted} wanted: ${best.wanted - best.most} short`;
    }
    case 'new-terms': {
      const [oldest] = story.known;
      if (oldest === undefined) return undefined;
      return `${oldest.value.join(', ')} was seen ${spanText(oldest.agoMs)} before: new only after ${spanText(story.historyMs)}`;
    }
    case 'indicators': {
      const best = story.groups.toSorted((a, b) => b.inCommon - a.inCommon)[0];
      if (best === undefined) return undefined;
      if (best.indicators === 0) return `no indicator has ${best.fields.join(' and ')}`;
      if (best.events === 0) return `no event has ${best.fields.join(' and ')}`;
      return `no value of ${best.fields.join(' and ')} is in ${best.indicators === 1 ? 'the one indicator' : `one of the ${best.indicators} indicators`}`;
    }
    default:
      return unreachable(story);
  }
}

function tellThreshold(plan: ThresholdPlan, hits: readonly Hit[]): ThresholdStory {
  const groups = new Map<JoinKeyTuple, { timeMs: number; values: readonly string[] }[]>();
  for (const { ordinal, steps } of hits) {
    const values = steps.find(({ step }) => step === 1)?.keys ?? [];
    for (const key of steps.find(({ step }) => step === 0)?.keys ?? []) {
      const group = groups.get(key) ?? [];
      group.push({ timeMs: ordinal.timestampMs ?? 0, values });
      groups.set(key, group);
    }
  }
  const closest = [...groups].map(([key, events]) => ({
    group: readTuple(key),
    wanted: plan.least,
    ...fullestWindow(plan, events),
  }));
  closest.sort((a, b) => Number(b.isEnough) - Number(a.isEnough) || b.most - a.most);
  return { kind: 'threshold', groups: groups.size, windowMs: plan.windowMs, closest: closest.slice(0, MOST) };
}

/** The window that comes closest to what the plan asks, the number of events before that of values. */
function fullestWindow(
  plan: ThresholdPlan,
  events: readonly { readonly timeMs: number; readonly values: readonly string[] }[],
) {
  const wantedValues = plan.distinct?.least ?? 0;
  let best = { most: 0, found: 0, isEnough: false };
  const counts = new Map<string, number>();
  let from = 0;
  for (const [at, { timeMs, values }] of events.entries()) {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (; timeMs - (events[from]?.timeMs ?? timeMs) > plan.windowMs; from++)
      for (const value of events[from]?.values ?? []) {
        const left = (counts.get(value) ?? 1) - 1;
        if (left === 0) counts.delete(value);
        else counts.set(value, left);
      }
    const most = at - from + 1;
    const isEnough = most >= plan.least && counts.size >= wantedValues;
    const isBetter =
      Number(isEnough) - Number(best.isEnough) ||
      Math.min(most, plan.least) - Math.min(best.most, plan.least) ||
      counts.size - best.found ||
      most - best.most;
    if (isBetter > 0) best = { most, found: counts.size, isEnough };
  }
  const { most, found, isEnough } = best;
  return {
    most,
    isEnough,
    ...(plan.distinct !== undefined && {
      distinct: { field: plan.distinct.field.path, found, wanted: plan.distinct.least },
    }),
  };
}

function tellNewTerms({ historyMs }: NewTermsPlan, hits: readonly Hit[]): NewTermsStory {
  const last = new Map<JoinKeyTuple, number>();
  const longest = new Map<JoinKeyTuple, { seenMs: number; agoMs: number }>();
  for (const { ordinal, steps } of hits) {
    const timeMs = ordinal.timestampMs ?? 0;
    for (const key of steps[0]?.keys ?? []) {
      const seenMs = last.get(key);
      last.set(key, timeMs);
      if (seenMs === undefined || timeMs - seenMs > historyMs) continue;
      const before = longest.get(key);
      if (before === undefined || before.agoMs < timeMs - seenMs)
        longest.set(key, { seenMs, agoMs: timeMs - seenMs });
    }
  }
  const known = [...longest].map(([key, times]) => ({ value: readTuple(key), ...times }));
  known.sort((a, b) => b.agoMs - a.agoMs);
  return { kind: 'new-terms', historyMs, values: last.size, known: known.slice(0, MOST) };
}

function tellIndicators({ groups }: IndicatorsPlan, hits: readonly Hit[]): IndicatorsStory {
  const keysAt = new Map<number, Set<JoinKeyTuple>>();
  const countAt = new Map<number, number>();
  for (const { steps } of hits)
    for (const { step, keys } of steps) {
      countAt.set(step, (countAt.get(step) ?? 0) + 1);
      const all = keysAt.get(step) ?? new Set();
      for (const key of keys) all.add(key);
      keysAt.set(step, all);
    }
  return {
    kind: 'indicators',
    groups: groups.map((pairs, group) => {
      const indicators = keysAt.get(2 * group + 1);
      const inCommon = [...(keysAt.get(2 * group) ?? [])].filter(key => indicators?.has(key)).length;
      return {
        fields: pairs.filter(({ negate }) => !negate).map(({ event }) => event.path),
        events: countAt.get(2 * group) ?? 0,
        indicators: countAt.get(2 * group + 1) ?? 0,
        inCommon,
      };
    }),
  };
}
