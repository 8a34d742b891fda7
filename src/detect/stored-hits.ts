/** The hits of stored events: what a look-back, a history or a past run is made of. */
import { buildExtractor } from '../engine/extract/extractor.ts';
import type { Hit } from '../engine/hit.ts';
import { timeOf } from '../engine/ordinal.ts';
import type { EngineEvent, MatchTally } from '../engine/rule-set.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Predicate } from '../plan/predicate.ts';
import { type QueryPlan, stepsOf } from '../plan/query.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { EventQuery, EventStore } from '../store/event-store.ts';
import type { TimeWindow } from './detection.ts';
import type { HitEvent } from './held-hits.ts';

/** A rule set, also one that changes meanwhile. */
interface Matcher {
  readonly fields: readonly string[];
  match(event: EngineEvent, tally?: MatchTally): readonly Hit[];
}

export interface StoredHits {
  readonly event: HitEvent;
  readonly document: JsonObject;
  readonly timeMs: number | undefined;
  readonly hits: readonly Hit[];
}

/** What no event is later than: what stores can hold. */
export const FAR_MS: number = Date.UTC(2200, 0);

/** Each stored event that hits; what lies in two windows comes twice. */
export async function* storedHits(
  matcher: Matcher,
  events: EventStore,
  queries: readonly EventQuery[],
  tally?: MatchTally,
): AsyncGenerator<StoredHits | { readonly passed: number }> {
  let { fields } = matcher;
  let extractor = buildExtractor(fields);
  for (const query of queries) {
    for await (const batch of events.read(query)) {
      if (matcher.fields !== fields) {
        fields = matcher.fields;
        extractor = buildExtractor(fields);
      }
      for (const { arrival, document, id, index, ingestedMs, timeMs } of batch) {
        const slots = extractor.fromDocument(document);
        const hits = matcher.match({ index, slots, arrival, ref: 0 }, tally);
        if (hits.length === 0) continue;
        const event = { id, index, ingestedMs, arrival, isAlert: false, takenMs: undefined, line: undefined };
        yield { event, document, timeMs, hits };
      }
      yield { passed: batch.length };
    }
  }
}

const INGESTED = 'event.ingested';

/** Which times a rule's window goes by, and so what of the store has to be read for it. */
export interface WindowClock {
  /** Undefined where neither an override nor a fallback applies: never. */
  primaryMs(
    event: Pick<HitEvent, 'ingestedMs'>,
    timeMs: number | undefined,
    document: () => JsonObject,
  ): number;
  /** By each of these some event of a window may lie in it. */
  readonly by: readonly ('time' | 'ingested')[];
}

/**
 * The window of a rule goes by `timestamp_override` where an event has it, else by `@timestamp`. An event without any
 * goes by when it arrived: rules of single events are told of it.
 */
export function windowClockOf({ plan, rule }: CompiledRule): WindowClock {
  const { timestamp_override: override } = rule;
  if (override === INGESTED) return { primaryMs: ({ ingestedMs }) => ingestedMs, by: ['ingested'] };
  if (override === undefined || override === '@timestamp')
    return {
      primaryMs: ({ ingestedMs }, timeMs) => timeMs ?? ingestedMs,
      by: plan.kind === 'events' ? ['time', 'ingested'] : ['time'],
    };
  return {
    primaryMs: ({ ingestedMs }, timeMs, document) =>
      timeOf(readField(document(), override)) ?? timeMs ?? ingestedMs,
    by: ['time', 'ingested'],
  };
}

/** What has to be read for a window of one rule, with its filters pushed down. */
export function queriesOf(
  rule: Pick<CompiledRule, 'plan' | 'indices'>,
  by: WindowClock['by'],
  window: TimeWindow,
  more: Pick<EventQuery, 'signal' | 'onProgress'> = {},
): readonly EventQuery[] {
  const steps = stepsOf(rule.plan);
  const filter: Predicate = { kind: 'any', terms: steps.map(step => step.filter) };
  const indices = indicesOf(rule.plan, rule.indices);
  return by.map(clock => ({
    window: { by: clock, ...window },
    filter,
    ...(indices !== undefined && { indices }),
    ...more,
  }));
}

/** Of all steps; undefined where one reads every index. */
function indicesOf(plan: QueryPlan, ofRule: readonly string[] | undefined): readonly string[] | undefined {
  const all = new Set<string>();
  for (const { indices = ofRule } of stepsOf(plan)) {
    if (indices === undefined) return undefined;
    // An exclusion is of one list alone.
    if (indices.some(pattern => pattern.includes('-') && pattern.trim().startsWith('-'))) return undefined;
    for (const pattern of indices) all.add(pattern);
  }
  return [...all];
}
