/** Results of a search in the shape of Elasticsearch's EQL search, and what we say besides. */

import type { SearchEnd, SearchResult } from '../../detect/search-events.ts';
import type { Searched } from '../../detect/search-events-reading.ts';
import { valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { StoredEvent } from '../../store/event-store.ts';
import { writeCursor } from './search-cursor.ts';

/** A stored event as Elasticsearch shows a hit, with its arrival. */
export function hitOf(
  { arrival, document, id, index, ingestedMs }: StoredEvent,
  fields?: readonly string[],
): JsonObject {
  const place = { _index: index ?? '', _id: id, arrival, ingested: formatTimestamp(ingestedMs) };
  return fields === undefined
    ? { ...place, _source: document }
    : { ...place, fields: valuesAt(document, fields) };
}

function valuesAt(document: JsonObject, fields: readonly string[]): JsonObject {
  const found = fields.flatMap(field => {
    // JSON has no bigints: documents are parsed without them.
    const values = valuesOf(readField(document, field)) as readonly (string | number | boolean)[];
    return values.length === 0 ? [] : [[field, values] as const];
  });
  return Object.fromEntries(found);
}

/** An event, or `{join_keys, events}`. */
export function resultJson({ events, joinKeys }: SearchResult, fields?: readonly string[]): JsonObject {
  const hits = events.map(event => (event === undefined ? MISSING : hitOf(event, fields)));
  return joinKeys === undefined ? (hits[0] ?? MISSING) : { join_keys: joinKeys, events: hits };
}

/** Holds the place of an event that the query wanted to be missing. */
const MISSING: JsonObject = { _index: '', _id: '', _source: {}, missing: true };

/** What is said when a search is over, without its results. */
export function endJson(end: SearchEnd, tookMs: number): JsonObject {
  return {
    took: tookMs,
    is_partial: end.isPartial,
    is_running: false,
    timed_out: end.isPartial && !end.searched.isComplete,
    total: end.total,
    searched: searchedJson(end.searched),
    ...(end.next !== undefined && { cursor: writeCursor(end.next) }),
    warnings: end.warnings,
  };
}

/** The stretch of time that was looked through; null: as far as there are events. */
export function searchedJson({ events, fromMs, isComplete, toMs }: Searched): JsonObject {
  return {
    from: fromMs === undefined ? null : formatTimestamp(fromMs),
    to: toMs === undefined ? null : formatTimestamp(toMs),
    events,
    isComplete,
  };
}
