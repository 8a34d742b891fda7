/** The events of an alert as its parts want them. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../../event/json.ts';
import { huntPathOf } from '../../parts/hunt-path.ts';
import { literalText } from '../../parts/quoted-text.ts';
import type { JoinKey } from '../../parts/sequence-timeline.tsx';
import type { AlertAnswer, ExplanationAnswer } from '../../server/alert-answers.ts';
import { firstIn, textIn } from './alert-facts.ts';

export interface AlertEvent {
  readonly id: string | undefined;
  readonly document: JsonObject;
}

/**
 * Of a sequence the events of its blocks; of one event the alert, which has all its fields; of what was counted the
 * events that the explanation read, as far as it did.
 */
export function eventsOf(
  { blocks, document, sources }: AlertAnswer,
  explanation: ExplanationAnswer | undefined,
): readonly AlertEvent[] {
  if (blocks.length > 0)
    return blocks.map(block => ({ id: eventIdOf(block.document), document: block.document }));
  const matched = explanation?.matches?.[0]?.events ?? [];
  if (sources.length < 2 && matched.length < 2) return [{ id: sources[0]?.id, document }];
  const ids = matched.length > 0 ? matched.map(({ id }) => id) : sources.map(({ id }) => id);
  return ids.slice(0, MOST_EVENTS).map(id => ({
    id,
    document: explanation?.documents?.[id]?._source ?? document,
  }));
}

/** Rows of a group that are drawn; the others are a search away. */
const MOST_EVENTS = 50;

function eventIdOf(document: JsonObject): string | undefined {
  const ancestors: Json | undefined = document['kibana.alert.ancestors'];
  const all = Array.isArray(ancestors) ? (ancestors as readonly Json[]).filter(isJsonObject) : [];
  const event = all.find(({ type }) => type === 'event');
  return typeof event?.['id'] === 'string' ? event['id'] : undefined;
}

/** What joined the events, by the names that the explanation knows. */
export function joinKeysOf(
  { document }: AlertAnswer,
  explanation: ExplanationAnswer | undefined,
): readonly JoinKey[] {
  const values = explanation?.matches?.[0]?.joinKeys ?? listOf(document['kibana.alert.tripline.join_keys']);
  const names = explanation?.steps?.[0]?.joinKeys ?? [];
  return values.flatMap((value, at) => {
    const field = names[at];
    return field === undefined || value === null ? [] : [{ field, value: String(value) }];
  });
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** From the rule's query as the alert has it, all that `field` is compared with in a list of networks. */
export function networksInQuery(document: JsonObject, field: string): readonly string[] {
  const parameters = document['kibana.alert.rule.parameters'];
  const query = isJsonObject(parameters) ? textIn(parameters, 'query') : undefined;
  if (query === undefined) return [];
  const start = query.toLowerCase().indexOf(`cidrmatch(${field.toLowerCase()}`);
  const list = start < 0 ? '' : query.slice(start, query.indexOf(')', start));
  return [...list.matchAll(/"([0-9a-f.:]+\/\d+)"/gi)].map(([, block]) => block ?? '');
}

/** Hunt for all of these around an event. */
export function huntPath(
  conditions: readonly { readonly field: string; readonly value: string | number | boolean }[],
  atMs: number | undefined,
): string {
  return huntPathOf(
    conditions.map(({ field, value }) => `${field}: ${literalText(value)}`).join(' and '),
    atMs,
  );
}

/** What names best the thing that the events are about: its process, else its host, and so on. */
export function hunted(
  documents: readonly JsonObject[],
): readonly { readonly field: string; readonly value: string }[] {
  const found = firstIn(documents, 'process.entity_id', 'host.id', 'host.name', 'user.name', 'source.ip');
  return found === undefined ? [] : [found];
}
