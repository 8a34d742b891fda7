/** What somebody pastes to have it explained: ids of stored events, or events as JSON in the forms they are copied in. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../../../event/json.ts';

export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'ids'; readonly eventIds: readonly string[] }
  | { readonly kind: 'documents'; readonly documents: readonly JsonObject[] }
  | { readonly kind: 'wrong'; readonly why: string };

const MOST_IDS = 100;
const MOST_DOCUMENTS = 20;

export function pastedEvents(text: string): Pasted {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  if (!/^[[{]/.test(trimmed)) return ids(trimmed);
  const values = jsonValues(trimmed);
  if (values === undefined)
    return {
      kind: 'wrong',
      why: 'This begins like JSON and is none: paste one event, a list, or one event a line.',
    };
  const documents = values.flatMap(eventsIn);
  if (documents.length === 0)
    return { kind: 'wrong', why: 'There is no event in it: an event is a JSON object.' };
  if (documents.length > MOST_DOCUMENTS)
    return { kind: 'wrong', why: `These are ${documents.length} events: paste at most ${MOST_DOCUMENTS}.` };
  return { kind: 'documents', documents };
}

function ids(text: string): Pasted {
  const eventIds = [...new Set(text.split(/[\s,]+/).filter(id => id !== ''))];
  const [long] = eventIds.filter(id => id.length > 1_000);
  if (long !== undefined) return { kind: 'wrong', why: 'This is neither JSON nor the id of an event.' };
  if (eventIds.length > MOST_IDS)
    return { kind: 'wrong', why: `These are ${eventIds.length} ids: paste at most ${MOST_IDS}.` };
  return { kind: 'ids', eventIds };
}

/** One document, or one a line; undefined for what is no JSON. */
function jsonValues(text: string): readonly Json[] | undefined {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    try {
      return text
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(line => JSON.parse(line) as Json);
    } catch {
      return undefined;
    }
  }
}

/** As a search answers (`_source`, `hits.hits`), as Kibana shows it (`fields` apart), or plain. */
function eventsIn(value: Json): readonly JsonObject[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(eventsIn);
  if (!isJsonObject(value)) return [];
  const { _source: source, hits } = value;
  if (isJsonObject(source)) return [source];
  if (isJsonObject(hits)) {
    const list = hits['hits'] ?? hits['events'];
    return Array.isArray(list) ? (list as readonly Json[]).flatMap(eventsIn) : [];
  }
  return Object.keys(value).length === 0 ? [] : [value];
}
