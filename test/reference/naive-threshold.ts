/**
 * What a threshold rule finds, by definition: the naive twin of src/engine/threshold.ts. It has all events of a group
 * in an array and asks for each, from the earliest on, whether enough others lie within the window behind it. What a
 * window takes is struck out, and the question is asked again. Source: docs/design/rest-of-rule-types.md.
 */
import { inOrder, type NaiveEvent, type NaiveMatch, type NaiveStep, naiveKeys } from './naive-sequence.ts';

export interface NaiveThreshold {
  readonly accepts: NaiveStep['accepts'];
  readonly by: readonly string[];
  readonly least: number;
  readonly distinct?: { readonly field: string; readonly least: number } | undefined;
  readonly windowMs: number;
  readonly gatherMs: number;
}

export interface NaiveWindow {
  readonly key: NaiveMatch['key'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
  readonly distinct: number | undefined;
  readonly events: readonly NaiveEvent[];
}

/** The windows in the order in which they close. */
export function naiveThreshold(query: NaiveThreshold, unsorted: readonly NaiveEvent[]): NaiveWindow[] {
  const groups = new Map<string, { key: NaiveMatch['key']; events: NaiveEvent[] }>();
  for (const event of unsorted.filter(({ time }) => time !== undefined).sort(inOrder)) {
    for (const key of keysOf(query, event, query.by)) {
      const group = groups.get(JSON.stringify(key)) ?? { key, events: [] };
      groups.set(JSON.stringify(key), group);
      group.events.push(event);
    }
  }
  return [...groups.values()]
    .flatMap(({ key, events }) => windowsOf(query, key, events))
    .sort((a, b) => a.closesMs - b.closesMs || (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1))
    .map(({ closesMs: _, ...window }) => window);
}

function windowsOf(
  query: NaiveThreshold,
  key: NaiveMatch['key'],
  events: readonly NaiveEvent[],
): (NaiveWindow & { closesMs: number })[] {
  for (const first of events) {
    const reached = events.find(
      last =>
        msOf(last) >= msOf(first) &&
        msOf(last) <= msOf(first) + query.windowMs &&
        isEnough(query, between(events, msOf(first), msOf(last))),
    );
    if (reached === undefined) continue;
    const closesMs = msOf(reached) + query.gatherMs;
    const taken = between(events, msOf(first), closesMs);
    const window = {
      key,
      fromMs: msOf(first),
      toMs: Math.max(...taken.map(msOf)),
      count: taken.length,
      distinct: query.distinct === undefined ? undefined : distinctOf(query, taken),
      events: taken,
      closesMs,
    };
    const left = events.filter(event => msOf(event) > closesMs);
    return [window, ...windowsOf(query, key, left)];
  }
  return [];
}

function isEnough(query: NaiveThreshold, events: readonly NaiveEvent[]): boolean {
  return events.length >= query.least && distinctOf(query, events) >= (query.distinct?.least ?? 0);
}

function distinctOf(query: NaiveThreshold, events: readonly NaiveEvent[]): number {
  const { distinct } = query;
  if (distinct === undefined) return 0;
  return new Set(
    events.flatMap(event => keysOf(query, event, [distinct.field]).map(key => JSON.stringify(key))),
  ).size;
}

function between(events: readonly NaiveEvent[], fromMs: number, toMs: number): NaiveEvent[] {
  return events.filter(event => msOf(event) >= fromMs && msOf(event) <= toMs);
}

function keysOf(
  { accepts }: NaiveThreshold,
  event: NaiveEvent,
  fields: readonly string[],
): NaiveMatch['key'][] {
  return naiveKeys(event, { accepts, by: fields.map(field => ({ field, optional: false })) });
}

function msOf({ time }: NaiveEvent): number {
  return Number((time ?? 0n) / 1_000_000n);
}
