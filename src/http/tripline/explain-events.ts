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
import { type ExplainedEvent, HIT, RuleSift } from '../../explain/rule-sift.ts';
import type { CompiledRule } from '../../rules/compile-rule.ts';
import type { HttpParts } from '../parts.ts';
import { toldJson, weightOf } from './explain-answer.ts';
import { exceptionsJson } from './explain-exceptions.ts';
import { RuleReading } from './explain-reading.ts';
import { searchedJson } from './search-answer.ts';

/** A window of more events is read with the filter of what is near. */
const MOST_READ_WHOLE = 100_000;
const MOST_HELD_EVENTS = 20_000;
/** Near for one and the same reason. */
const MOST_ALIKE = 2_000;
/** Events that are held against a rule one by one. */
const MOST_EACH = 100;
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
  const near = new NearEvents();
  for await (const event of reading.remembered()) {
    // What is near and no hit is of no use later.
    if (sift.add(event).includes(HIT)) near.hold(event, [HIT]);
    if (near.isFull) break;
  }
  sift.startCounting();
  const total = await reading.count();
  const isWhole = total === undefined || total <= MOST_READ_WHOLE;
  let events = 0;
  batches: for await (const batch of reading.batches(isWhole ? undefined : nearFilterOf(rule.plan)))
    for (const event of batch) {
      if (near.isFull) {
        reading.stop();
        break batches;
      }
      events++;
      const causes = sift.add(event);
      if (causes.length > 0) near.hold(event, causes);
    }
  limits.signal.throwIfAborted();
  const explanation = explainSifted(rule, sift, near.events, { sinceMs: reading.sinceMs });
  const {
    events: documents,
    eventsLeftOut,
    json,
  } = toldJson(isWhole ? explanation : ofNearAlone(explanation), id => near.indices.get(id));
  const notes = [
    ...reading.notes,
    ...(isWhole ? [] : [nearNote(total)]),
    ...near.notes(),
    ...(limits.timeUp.aborted ? ['the time was over: `searched` says how far it came'] : []),
    BEFORE_EXCEPTIONS,
  ];
  return {
    ...json,
    documents,
    eventsLeftOut,
    exceptions: exceptionsJson(
      parts,
      rule,
      explanation.matches.flatMap(match => match.events),
    ),
    reading: {
      kind: isWhole ? 'all' : 'near',
      eventsInWindow: total ?? null,
      searched: searchedJson(reading.searched(events)),
    },
    notes,
  };
}

/** The events that an explanation looks at again. Of those that fail one and the same condition, so many are enough. */
class NearEvents {
  readonly events: ExplainedEvent[] = [];
  readonly indices: Map<string, string> = new Map();
  /** Nothing may be left out of what passes: no more can be read. */
  isFull = false;
  readonly #counts = new Map<number, number>();
  #weight = 0;
  #leftOut = 0;

  hold(event: ExplainedEvent, causes: readonly number[]): void {
    const isWanted = causes.some(cause => cause === HIT || (this.#counts.get(cause) ?? 0) < MOST_ALIKE);
    if (!isWanted) {
      this.#leftOut++;
      return;
    }
    for (const cause of causes) this.#counts.set(cause, (this.#counts.get(cause) ?? 0) + 1);
    this.#weight += weightOf(event.document);
    this.events.push(event);
    if (event.index !== undefined) this.indices.set(event.id, event.index);
    this.isFull = this.events.length >= MOST_HELD_EVENTS || this.#weight > MOST_HELD_CHARACTERS;
  }

  notes(): readonly string[] {
    return [
      ...(this.#leftOut === 0
        ? []
        : [
            `of events that fail one and the same condition, the first ${MOST_ALIKE} were looked at again, and ${this.#leftOut} were not: what a change would bring is at least what is said`,
          ]),
      ...(this.isFull
        ? ['more events pass than are held at once: `searched` says how far it came; choose a shorter window']
        : []),
    ];
  }
}

function nearNote(total: number): string {
  return `the window holds ${total} events; those that fail two conditions of every step were left out by the store and are in no number`;
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
  parts: HttpParts,
  rule: CompiledRule,
  ids: readonly string[],
): Promise<JsonObject> {
  const { alerts, events } = parts;
  const wanted = [...new Set(ids)];
  const found: ExplainedEvent[] = [...(await events.byIds(wanted))];
  const known = new Set(found.map(({ id }) => id));
  const others = wanted.filter(id => !known.has(id));
  for (const { document, uuid } of await alerts.byUuids(others))
    found.push({ id: uuid, document, index: ALERT_INDEX });
  const all = new Set(found.map(({ id }) => id));
  return {
    ...explanationOf(rule, found, true),
    exceptions: exceptionsJson(parts, rule, found),
    missingEvents: wanted.filter(id => !all.has(id)),
    notes: [...togetherNotes(rule), BEFORE_EXCEPTIONS],
  };
}

/** The same of events that are not stored: of unknown index, as nobody says where they would have come from. */
export function explainDocuments(rule: CompiledRule, documents: readonly JsonObject[]): JsonObject {
  const events = documents.map((document, at) => ({ id: `document-${at + 1}`, document }));
  return {
    ...explanationOf(rule, events, true),
    missingEvents: [],
    notes: [...togetherNotes(rule), BEFORE_EXCEPTIONS],
  };
}

/** Few events, explained together; and where `each` is wanted or nothing fires, held against the rule one by one. */
export function explanationOf(
  rule: CompiledRule,
  events: readonly ExplainedEvent[],
  wantsEach: boolean,
): JsonObject {
  const indices = new Map(events.map(({ id, index }) => [id, index]));
  const explanation = explain(rule, events);
  const each =
    explanation.fires && !wantsEach
      ? []
      : events.slice(0, MOST_EACH).map(event => ({
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
