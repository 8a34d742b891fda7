/**
 * A rule explained over stored events. Where a window holds few events all are read, and every number is of all of them;
 * where it holds many, the store leaves out those that fail two conditions of every step, and the numbers that would
 * have to know of these are null.
 */
import type { TimeWindow } from '../../detect/detection.ts';
import { ALERT_INDEX } from '../../event/alert-index.ts';
import type { JsonObject } from '../../event/json.ts';
import { holdAgainst } from '../../explain/event-against-rule.ts';
import { explain, explainSifted } from '../../explain/explain.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { nearFilterOf } from '../../explain/near-filter.ts';
import { type ExplainedEvent, RuleSift } from '../../explain/rule-sift.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { HttpParts } from '../parts.ts';
import { toldJson, weightOf } from './explain-answer.ts';
import { RuleReading } from './explain-reading.ts';
import { searchedJson } from './search-answer.ts';

/** A window of more events is read with the filter of what is near. */
const MOST_READ_WHOLE = 100_000;
const MOST_HELD_EVENTS = 20_000;
/** As `weightOf` tells it: an object in memory takes some times the characters of its text. */
const MOST_HELD_CHARACTERS = 48 * 1024 * 1024;

export interface ExplainLimits {
  readonly window: TimeWindow;
  readonly signal: AbortSignal;
  readonly timeUp: AbortSignal;
}

export async function explainWindow(
  parts: HttpParts,
  rule: CompiledRule,
  limits: ExplainLimits,
): Promise<JsonObject> {
  const reading = new RuleReading(parts, rule, limits);
  const sift = new RuleSift(rule);
  const near: ExplainedEvent[] = [];
  const indices = new Map<string, string>();
  let weight = 0;
  let isFull = false;
  const hold = (event: ExplainedEvent): void => {
    weight += weightOf(event.document);
    isFull = near.push(event) >= MOST_HELD_EVENTS || weight > MOST_HELD_CHARACTERS;
    if (event.index !== undefined) indices.set(event.id, event.index);
  };
  for await (const event of reading.remembered()) {
    const { length } = sift.seen;
    sift.add(event);
    // What is no hit is of no use later.
    if (sift.seen.length > length) hold(event);
    if (isFull) break;
  }
  sift.startCounting();
  const total = await reading.count();
  const isWhole = total === undefined || total <= MOST_READ_WHOLE;
  let events = 0;
  batches: for await (const batch of reading.batches(isWhole ? undefined : nearFilterOf(rule.plan)))
    for (const event of batch) {
      if (isFull) {
        reading.stop();
        break batches;
      }
      events++;
      if (sift.add(event)) hold(event);
    }
  limits.signal.throwIfAborted();
  const explanation = explainSifted(rule, sift, near, { sinceMs: reading.sinceMs });
  const {
    events: documents,
    eventsLeftOut,
    json,
  } = toldJson(isWhole ? explanation : ofNearAlone(explanation), id => indices.get(id));
  return {
    ...json,
    documents,
    eventsLeftOut,
    reading: {
      kind: isWhole ? 'all' : 'near',
      eventsInWindow: total ?? null,
      searched: searchedJson(reading.searched(events)),
    },
    notes: [...reading.notes, ...readingNotes(isWhole, total, isFull, limits.timeUp.aborted)],
  };
}

function readingNotes(
  isWhole: boolean,
  total: number | undefined,
  isFull: boolean,
  isTimeUp: boolean,
): readonly string[] {
  return [
    ...(isWhole
      ? []
      : [
          `the window holds ${total} events; those that fail two conditions of every step were left out by the store and are in no number`,
        ]),
    ...(isFull
      ? [
          'more events come near than are held at once: `searched` says how far it came; choose a shorter window',
        ]
      : []),
    ...(isTimeUp ? ['the time was over: `searched` says how far it came'] : []),
    BEFORE_EXCEPTIONS,
  ];
}

export const BEFORE_EXCEPTIONS =
  "alerts are those of the rule's query, before exceptions, suppression and its cap";

/** Without the numbers that only all events would give. */
function ofNearAlone(explanation: Explanation): object {
  const { fires, misses, steps, verdict } = explanation;
  return {
    ...explanation,
    verdict: fires || misses.length > 0 ? verdict : nothingNear(explanation),
    events: null,
    otherIndex: null,
    steps: steps.map(step => ({
      ...step,
      asked: null,
      conditions: step.conditions.map(condition => ({ ...condition, passed: null })),
    })),
  };
}

function nothingNear({ sequences, steps, verdict }: Explanation): string {
  const missing = steps.find(({ hits, role }) => role === 'present' && hits === 0);
  if (missing === undefined) return verdict;
  const name = sequences === undefined && steps.length === 1 ? 'the filter' : `step ${missing.step}`;
  const alone = missing.conditions.reduce((sum, { failedAlone }) => sum + failedAlone, 0);
  if (missing.lackKey > 0) return `${missing.lackKey} events pass ${name} and lack a join key`;
  return `no event passes ${name}; ${alone} ${alone === 1 ? 'fails' : 'fail'} only one condition of it`;
}

/** Events held against a rule, each by itself and all together. */
export async function explainEvents(
  { alerts, events }: HttpParts,
  rule: CompiledRule,
  ids: readonly string[],
): Promise<JsonObject> {
  const wanted = [...new Set(ids)];
  const found: ExplainedEvent[] = [...(await events.byIds(wanted))];
  const known = new Set(found.map(({ id }) => id));
  const others = wanted.filter(id => !known.has(id));
  for (const { document, uuid } of await alerts.byUuids(others))
    found.push({ id: uuid, document, index: ALERT_INDEX });
  const all = new Set(found.map(({ id }) => id));
  return {
    ...explanationOf(rule, found),
    missingEvents: wanted.filter(id => !all.has(id)),
    notes: [...togetherNotes(rule), BEFORE_EXCEPTIONS],
  };
}

/** Few events, explained together and held against the rule one by one. */
export function explanationOf(rule: CompiledRule, events: readonly ExplainedEvent[]): JsonObject {
  const indices = new Map(events.map(({ id, index }) => [id, index]));
  const explanation = explain(rule, events);
  const each = events.map(event => ({
    id: event.id,
    document: event.document,
    steps: holdAgainst(rule, event),
  }));
  const {
    events: documents,
    eventsLeftOut,
    json,
  } = toldJson({ ...explanation, each }, id => indices.get(id));
  return { ...json, documents, eventsLeftOut };
}

function togetherNotes({ plan: { kind } }: CompiledRule): readonly string[] {
  switch (kind) {
    case 'new-terms':
      return ['whether a value is new was asked of these events alone: the history was not read'];
    case 'indicators':
      return ['indicators were looked for among these events alone'];
    case 'threshold':
      return ['these events alone were counted'];
    default:
      return [];
  }
}
