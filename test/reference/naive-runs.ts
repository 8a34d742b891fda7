/**
 * The alerts of a closed run, by definition: the naive twin of src/detect. It is given every event that was stored when
 * the run closed, takes those of the window, and asks the naive finishers. Of what a rule remembers from run to run only
 * one thing is needed: until when each group of a threshold is told. Source: docs/design/runs.md.
 */
import { eventAlertId, newTermsAlertId, shellAlertId, thresholdAlertId } from '../../src/alerts/alert-id.ts';
import { type NaiveIndicators, naiveIndicators } from './naive-indicators.ts';
import { type NaiveNewTerms, naiveNewTerms } from './naive-new-terms.ts';
import {
  type NaiveEvent,
  type NaiveSequence,
  type NaiveStep,
  naiveKeys,
  naiveSequences,
} from './naive-sequence.ts';
import { type NaiveThreshold, type NaiveWindow, naiveThreshold } from './naive-threshold.ts';

export interface NaiveStored extends NaiveEvent {
  readonly id: string;
  /** By which windows go. */
  readonly primaryMs: number;
}

export type NaiveRule = { readonly ruleId: string } & (
  | { readonly kind: 'events'; readonly accepts: NaiveStep['accepts'] }
  | ({ readonly kind: 'sequence' } & NaiveSequence)
  | ({ readonly kind: 'threshold' } & NaiveThreshold)
  | ({ readonly kind: 'new-terms' } & NaiveNewTerms)
  | ({ readonly kind: 'indicators' } & NaiveIndicators)
);

/** Until when the groups of a threshold are told, by the JSON of their keys. */
export type NaiveMemory = Map<string, number>;

export interface NaiveRun {
  readonly fromMs: number;
  readonly toMs: number;
  /** No event before it is expected any more. */
  readonly watermarkMs: number;
}

export function naiveRun(
  rule: NaiveRule,
  stored: readonly NaiveStored[],
  { fromMs, toMs, watermarkMs }: NaiveRun,
  memory: NaiveMemory,
): readonly string[] {
  const events = stored.filter(({ primaryMs }) => primaryMs >= fromMs && primaryMs <= toMs);
  switch (rule.kind) {
    case 'events':
      return events.filter(rule.accepts).map(({ id }) => eventAlertId(rule.ruleId, id));
    case 'sequence': {
      const isOpenEnded = rule.steps.at(-1)?.absent === true;
      return naiveSequences(rule, events).flatMap(match => {
        const found = match.events.filter(event => event !== undefined);
        const endsMs = msOf(found[0]) + Number((rule.maxspan ?? 0n) / 1_000_000n);
        if (isOpenEnded && endsMs >= watermarkMs) return [];
        return [shellAlertId(rule.ruleId, found.map(idOf))];
      });
    }
    case 'threshold': {
      const windows = ofGroups(rule, events).flatMap(({ key, own }) => {
        const toldMs = memory.get(key) ?? Number.NEGATIVE_INFINITY;
        const left = own.filter(event => msOf(event) > toldMs);
        return naiveThreshold(rule, left).filter(window => JSON.stringify(window.key) === key);
      });
      for (const window of windows) {
        const closesMs = closesAt(rule, window);
        const key = JSON.stringify(window.key);
        if (closesMs < watermarkMs) memory.set(key, Math.max(closesMs, memory.get(key) ?? closesMs));
      }
      return windows.map(window => thresholdAlertId(rule.ruleId, window.key, window.fromMs));
    }
    // Indicators count whenever they came.
    case 'indicators':
      return naiveIndicators(rule, stored)
        .filter(({ event }) => events.some(own => own === event))
        .map(({ event }) => eventAlertId(rule.ruleId, idOf(event)));
    case 'new-terms': {
      const known = stored.filter(event => msOf(event) <= toMs);
      return naiveNewTerms(rule, known)
        .filter(({ event }) => events.some(own => own === event))
        .map(({ atMs, key }) => newTermsAlertId(rule.ruleId, key, atMs));
    }
  }
}

function ofGroups(
  rule: NaiveThreshold,
  events: readonly NaiveStored[],
): readonly { readonly key: string; readonly own: readonly NaiveStored[] }[] {
  const by = rule.by.map(field => ({ field, optional: false }));
  const keysOf = (event: NaiveStored): readonly string[] =>
    naiveKeys(event, { accepts: rule.accepts, by }).map(key => JSON.stringify(key));
  const keys = new Set(events.flatMap(keysOf));
  return [...keys].map(key => ({ key, own: events.filter(event => keysOf(event).includes(key)) }));
}

/** When it was reached, and the time for which it gathers on. */
function closesAt(rule: NaiveThreshold, { events }: NaiveWindow): number {
  const times = events.map(msOf).sort((a, b) => a - b);
  return (times[rule.least - 1] ?? 0) + rule.gatherMs;
}

function idOf(event: NaiveEvent): string {
  return (event as NaiveStored).id;
}

function msOf(event: NaiveEvent | undefined): number {
  return Number((event?.time ?? 0n) / 1_000_000n);
}
